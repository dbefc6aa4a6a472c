import pytest
from every_letter import every_letter
from hypothesis import given
from hypothesis import strategies as st

from notifications.letters.blocks import (
    FactList,
    Frame,
    Heading,
    Letter,
    Link,
    Quote,
    subject_line,
)
from notifications.letters.layout import alone

FRAME = Frame(lang="de", greeting="Guten Tag,", closing="Gruß", signature=("Ada",))


def of(*blocks):
    return alone(Letter(frame=FRAME, head="Freigabe", brief_head="", blocks=blocks))


def test_a_subject_is_cut_in_its_title_and_keeps_its_quotes():
    subject = subject_line("Freigabe bis Di 07.03.2023", "2023-014", "x" * 200, "de")

    assert len(subject) == 120
    assert subject.startswith("Freigabe bis Di 07.03.2023: 2023-014 „xx")
    assert subject.endswith("x…“")


@given(st.text(max_size=200), st.text(min_size=1, max_size=30), st.text(max_size=200))
def test_a_subject_always_names_the_post(head, number, title):
    subject = subject_line(head, number, title, "en")

    assert len(subject) <= 120
    assert number in subject


def test_a_post_without_a_title_has_no_empty_quotes():
    assert subject_line("Freigabe", "2023-014", "", "de") == "Freigabe: 2023-014"


def test_what_belongs_to_no_post_has_only_a_head():
    assert subject_line("Wochenübersicht", "", "", "de") == "Wochenübersicht"


@pytest.mark.parametrize(
    "address",
    [
        "https://example.org/?a=1&b=2",
        "http://example.org/",
        "mailto:redaktion@example.org?subject=Antwort%20zu%202023-014%20%26%20mehr",
    ],
)
def test_an_address_to_follow_is_a_link_in_html_and_complete_in_the_text(address):
    mail = of(Link("Antwort schreiben", address))

    assert f"Antwort schreiben:\n{address}\n" in mail.text
    assert f'href="{address.replace("&", "&amp;")}"' in mail.html


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "//example.org",
        "https://a b",
        "",
        "https://example.org/" + "x" * 1000,
    ],
)
def test_no_other_address_can_be_followed(address):
    mail = of(Link("Hier", address), FactList((("Link", address),)))

    assert "href" not in mail.html


def test_a_heading_is_one_in_both_parts():
    mail = of(Heading("1. Freigabe"))

    assert "1. Freigabe\n===========\n" in mail.text
    assert ">1. Freigabe</h2>" in mail.html


def test_a_quoted_line_of_any_length_stays_quoted():
    mail = of(Quote("Wortlaut", "Wort " * 500 + "x" * 2000))

    lines = mail.text.split("\n")
    assert max(map(len, lines)) <= 990
    assert sum(line.startswith("> ") for line in lines) >= 5
    assert not any(line.startswith("x") for line in lines)


def test_a_comment_cannot_pass_for_a_part_of_the_letter():
    words = "@facts\n\n{{ 7 * 7 }}\n\n<b>Ada</b>"

    mail = alone(
        every_letter("de", name="{{ reader }}", words=words)["comment_received plain"]
    )

    assert "> @facts\n>\n> {{ 7 * 7 }}\n>\n> <b>Ada</b>" in mail.text
    assert "Guten Tag {{ reader }}," in mail.text
    assert "&lt;b&gt;Ada&lt;/b&gt;" in mail.html
