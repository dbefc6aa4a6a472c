import re
from dataclasses import replace

import pytest
from contract import Page, violations
from every_letter import CAMPAIGN, POST, composed, duty, every_letter, mailto

from notifications.letters import requests
from notifications.letters.digest import digest
from notifications.letters.layout import alone
from notifications.letters.values import Reader
from states.post import StepKind
from states.purpose import MailKind

JOERG = Reader(name="Jörg Müller")
TEXT = "Um fünf Uhr früh ist der Wald still, und Lena hat schon Feierabend. " * 10


def reminders(count, *, lang="de", texts=None, **given):
    """So many reminders, each of a post of its own."""
    reader = replace(JOERG, language=lang)
    for number in (f"2023-{n:03}" for n in range(1, count + 1)):
        post = replace(POST, number=number, texts=texts or POST.texts)
        due = duty(StepKind.REVIEW, link=mailto(number), **given)
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


def test_each_section_says_what_the_single_mail_would_have_said():
    letters = [every_letter("de")["deputy"], *reminders(2, overdue_by=1)]
    together = " ".join(bundle(letters).text.lower().split())

    for letter in letters:
        body = alone(letter).text.split("\n\n", 1)[1].split("\n\nMit freundlichen")[0]
        # The facts stand in another column here, so they are compared line by line.
        for part in body.split("\n\n"):
            wanted = part.lower().split("\n") if ":  " in part else [part.lower()]
            assert all(" ".join(one.split()) in together for one in wanted)


def test_each_section_has_its_own_link():
    addresses = Page(bundle(reminders(3)).html).addresses

    assert [one for one in addresses if one.startswith("mailto:")] == [
        mailto(f"2023-00{n}") for n in (1, 2, 3)
    ]


def test_the_reader_is_greeted_once():
    text = bundle(reminders(4)).text

    assert text.count("Guten Tag") == text.count("Mit freundlichen Grüßen") == 1
    assert "\n\nDie Frist" in text or "\n\nHeute" in text


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
    assert mail.text.count("Antwort zu 2023-") == count
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
