import re
from dataclasses import replace

import pytest
from contract import Page, violations
from every_letter import CAMPAIGN, POST, composed, duty, every_letter, mailto

from notifications.letters import requests
from notifications.letters.blocks import Paragraph
from notifications.letters.digest import digest
from notifications.letters.layout import alone
from notifications.letters.values import Reader
from states.post import StepKind
from states.purpose import MailKind

JOERG = Reader(name="Jörg Müller")
PAGE = "https://vorlauf.example.org/answer/abc"
TEXT = "Um fünf Uhr früh ist der Wald still, und Lena hat schon Feierabend. " * 10


def reminders(count, *, lang="de", texts=None, **given):
    """So many reminders, each of a post of its own."""
    reader = replace(JOERG, language=lang)
    for number in (f"2023-{n:03}" for n in range(1, count + 1)):
        post = replace(POST, number=number, texts=texts or POST.texts)
        due = duty(StepKind.REVIEW, **{"link": mailto(number)} | given)
        yield requests.letter(
            MailKind.REMINDER, reader, CAMPAIGN, post, requests.StepValues(due)
        )


def bundle(letters, reader=JOERG):
    return digest(reader, CAMPAIGN, list(letters))


def test_the_subject_counts_and_names_the_most_urgent():
    subject = bundle(reminders(5, due_in=3)).subject

    assert subject == (
        "5 Vorgänge, zuerst Mitzeichnung bis Di 07.03.2023: "
        "2023-001 „Ausbildung im Forst“"
    )


def test_the_subject_in_english_goes_on_in_lower_case():
    reader = replace(JOERG, language="en")

    subject = bundle(reminders(2, lang="en", overdue_by=2), reader).subject

    assert subject.startswith("2 matters, first endorsement, overdue since Tue 7 Mar")


def test_the_overview_has_a_line_for_each_and_marks_what_is_overdue():
    letters = [*reminders(1, overdue_by=2), *reminders(1, due_in=3)]

    lines = bundle(letters).text.split("Überblick:\n")[1].split("\n")

    assert lines[0].startswith("1. Mitzeichnung, überfällig seit Di 07.03.2023: 2023-")
    assert any(line.startswith("2. Mitzeichnung bis Di 07.03.2023") for line in lines)


def test_each_line_of_the_overview_has_its_link():
    mail = bundle(reminders(3, due_in=3))

    overview = mail.html.split("</ol>")[0]
    assert Page(overview).addresses == [mailto(f"2023-00{n}") for n in (1, 2, 3)]
    lines = mail.text.split("Überblick:\n")[1].split("\n")
    assert lines[1] == f"   {mailto('2023-001')}"


def test_each_section_says_what_only_its_single_mail_would_have_said():
    letters = [every_letter("de")["deputy"], every_letter("de")["decided approve"]]
    together = " ".join(bundle(letters).text.split())

    for letter in letters:
        prose = [block for block in letter.blocks if isinstance(block, Paragraph)]
        own = [block.text for block in prose if not block.is_for_one]
        assert len(own) > 1
        assert all(text[1:] in together for text in own)


@pytest.mark.parametrize(
    ("lang", "once"),
    [("de", "eine Anmeldung ist nicht nötig"), ("en", "there is no need to sign in")],
)
def test_what_holds_for_all_is_explained_once(lang, once):
    letters = list(reminders(4, lang=lang, link=PAGE, code="123456"))

    together = " ".join(bundle(letters, replace(JOERG, language=lang)).text.split())

    assert once in " ".join(alone(letters[0]).text.split())
    assert together.count(once) == 1
    assert together.count("Code: 123456") == 4


def test_each_section_has_its_link_before_its_texts():
    sections = bundle(reminders(3)).text.split("\n=====")[1:]

    for n, section in enumerate(sections, 1):
        assert section.index(mailto(f"2023-00{n}")) < section.index("> Früh um fünf.")


def test_channels_with_the_same_text_share_it():
    texts = {"instagram": "Komm!\n\n#amt", "linkedin": "Komm!", "xing": "Komm!"}

    text = bundle(reminders(2, texts=texts)).text

    assert text.count("LinkedIn, Xing und Instagram:\n> Komm!") == 2
    assert text.count("Instagram außerdem:\n> #amt") == 2


def test_a_single_mail_shows_a_shared_text_once():
    texts = {"instagram": "Komm!\n\n#amt", "linkedin": "Komm!", "xing": "Komm!"}
    (letter,) = reminders(1, texts=texts)

    text = alone(letter).text

    assert "Text für LinkedIn und Xing:\n> Komm!\n\n" in text
    assert "Text für Instagram:\n> Komm!\n>\n> #amt\n\n" in text


@pytest.mark.parametrize("length", [600, 601])
def test_a_long_text_is_begun_and_has_a_link_to_the_whole(length):
    words = ("Wald " * 200)[: length - 1] + "!"
    mail = bundle(reminders(2, link=PAGE, texts={"xing": words}))

    is_whole = length == 600
    assert (f"> {words}\n" in mail.text) is is_whole
    assert ("Xing (Anfang):" not in mail.text) is is_whole
    assert "> Wald Wald" in mail.text
    assert ("Wald …\n" not in mail.text) is is_whole
    whole = f"Beitrag 2023-001 in voller Länge ansehen:\n{PAGE}\n"
    assert (whole not in mail.text) is is_whole


def test_a_text_stays_whole_where_there_is_no_page():
    words = ("Wald " * 150).strip()

    assert bundle(reminders(2, texts={"xing": words})).text.count(f"> {words}\n") == 2


def test_a_deputy_reads_once_whom_they_stand_in_for():
    reader = replace(JOERG, stands_in_for="Eva Ernst")

    text = " ".join(bundle(reminders(3), reader).text.split())

    assert text.startswith("Guten Tag Jörg Müller, Eva Ernst ist abwesend. Wir wenden")
    assert text.count("Eva Ernst") == 1


def test_the_reader_is_greeted_once():
    text = bundle(reminders(4)).text

    assert text.count("Guten Tag") == text.count("Mit freundlichen Grüßen") == 1


def test_what_asks_for_nothing_is_no_matter_to_settle():
    letters = every_letter("de")

    subject = bundle([letters["published"], letters["own approve"]]).subject

    assert subject.startswith("2 Mitteilungen, zuerst Veröffentlicht am Mi 01.03.2023")


@pytest.mark.parametrize("count", [2, 15, 40, 60])
@pytest.mark.parametrize("length", [0, 1, 5])
def test_no_digest_is_cut_by_gmail(count, length):
    texts = dict.fromkeys(("linkedin", "xing", "instagram"), TEXT * length)

    mail = bundle(reminders(count, texts=texts))

    assert violations(composed(mail)) == []
    assert mail.text.count("Antwort schreiben:\n") == count
    assert len(mail.html.encode()) < 95_000


def test_a_digest_says_how_many_come_without_their_content():
    mail = bundle(reminders(40, texts={"xing": TEXT * 3}))

    words = " ".join(mail.text.split())
    shortened = words.count("Aus Platzgründen steht der Inhalt nicht in dieser E-Mail")
    (said,) = re.findall(r"Bei (\d+) davon steht der Inhalt nicht", words)
    assert shortened == int(said) > 0
    assert "Bitte entscheiden Sie erst, wenn er Ihnen vorliegt." in words


def test_the_most_urgent_keep_their_content():
    sections = bundle(reminders(40, texts={"xing": TEXT * 3})).text.split("\n=====")

    whole = ["Um fünf Uhr" in section for section in sections[1:]]
    assert whole[0]
    assert whole == sorted(whole, reverse=True)


def test_one_huge_letter_does_not_take_the_room_of_the_others():
    huge = reminders(1, texts={"xing": TEXT * 200})

    sections = bundle([*huge, *reminders(3)]).text.split("\n=====")

    assert ["Aus Platzgründen" in section for section in sections[1:]] == [
        *(True, False, False, False)
    ]


def test_one_letter_needs_no_digest():
    (letter,) = reminders(1)

    assert bundle([letter]) == alone(letter)


def test_nothing_makes_no_digest():
    with pytest.raises(ValueError, match="at least one letter"):
        bundle([])
