from dataclasses import replace
from datetime import date

import pytest
from every_letter import CAMPAIGN, POST, duty, every_letter, mailto

from notifications.letters import requests
from notifications.letters.layout import alone
from notifications.letters.requests import StepValues
from notifications.letters.values import ChangeValues, MaterialValues, Reader
from states.post import StepKind
from states.purpose import MailKind

JOERG = Reader(name="Jörg Müller")
TO_JOERG = (JOERG, CAMPAIGN, POST)


def words(letter):
    """The letter's text in one line."""
    return " ".join(alone(letter).text.split())


def review(reader=JOERG, **given):
    due = duty(StepKind.REVIEW, **given)
    return requests.letter(
        MailKind.REVIEW_REQUEST, reader, CAMPAIGN, POST, StepValues(due)
    )


def test_a_mail_to_the_coordinator_is_not_signed_by_herself():
    ada = Reader(name="Ada Lorenz")

    letter = requests.letter(
        MailKind.SUBMIT_REQUEST,
        ada,
        CAMPAIGN,
        POST,
        StepValues(duty(StepKind.SUBMIT)),
    )

    assert alone(letter).text.endswith("Grüßen\nVorlauf\nMach was Wichtiges\n")


def test_whoever_decides_sees_text_and_pictures_with_alt_text():
    text = alone(every_letter("de")["approval_request approval"]).text

    assert "Früh um fünf." in text
    assert "wald.jpg (Sachsenforst). Alternativtext: Ein Wald" in text


@pytest.mark.parametrize(
    ("lang", "parts"),
    [
        ("de", ("Text für Xing", "Bilder: wald.jpg → wald2.jpg")),
        ("en", ("Text for Xing", "Pictures: wald.jpg → wald2.jpg")),
    ],
)
def test_a_new_version_says_what_has_changed(lang, parts):
    text = alone(every_letter(lang)["review_request review"]).text

    assert all(f"- {part}\n" in text for part in parts)


@pytest.mark.parametrize("purpose", ["review_request", "reminder", "link_renewed"])
@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("de", "Vorgelegt: zum ersten Mal"),
        ("en", "Submitted: for the first time"),
    ],
)
def test_whoever_is_asked_first_reads_of_no_version(purpose, lang, said):
    reader = replace(JOERG, language=lang)
    asked = StepValues(duty(StepKind.REVIEW))
    letters = [
        requests.letter(MailKind(purpose), reader, CAMPAIGN, post, asked)
        for post in (replace(POST, is_first=True), POST)
    ]

    first, later = map(words, letters)

    assert said in first
    assert said not in later
    numbered = {"de": "Fassung 2", "en": "version 2"}[lang]
    assert numbered not in first
    assert numbered in later


def test_a_request_for_material_speaks_of_no_version():
    (letter,) = (
        requests.letter(
            MailKind.MATERIAL_REQUEST, *TO_JOERG, StepValues(duty(StepKind.ASSETS))
        ),
    )

    assert "Fassung" not in words(letter)


def test_a_decision_afterwards_is_not_said_to_be_waited_for():
    page = "https://example.org/r/abc"
    asked = StepValues(duty(StepKind.REVIEW, link=page, is_afterwards=True))

    letter = requests.letter(MailKind.RETROSPECTIVE_REQUEST, *TO_JOERG, asked)

    assert "Schweigen" not in words(letter)


def test_a_first_version_speaks_of_no_change():
    assert "geändert" not in words(review())


@pytest.mark.parametrize(
    "name",
    [
        "review_request review",
        "reminder assets today",
        "approval_request approval",
        "deputy",
    ],
)
def test_whoever_stands_in_reads_that_first(monkeypatch, name):
    monkeypatch.setattr("every_letter.Reader", _standing_in)

    body = words(every_letter("de")[name]).removeprefix("Guten Tag Jörg Müller, ")

    assert body.startswith(
        "Eva Ernst ist bis einschließlich Freitag, 10. März 2023 abwesend. "
        "Wir wenden uns deshalb an Sie als Vertretung; "
        "in der Akte werden beide Namen vermerkt."
    )


def _standing_in(**given):
    return Reader(**given, stands_in_for="Eva Ernst", absent_until=date(2023, 3, 10))


def test_an_absence_may_have_no_known_end():
    reader = replace(JOERG, language="en", stands_in_for="Eva Ernst")

    assert "Eva Ernst is away. We therefore" in words(review(reader))


def test_after_an_absence_the_letter_goes_on_with_a_capital():
    text = alone(review(replace(JOERG, stands_in_for="Eva Ernst"))).text

    assert "\n\nDer Beitrag 2023-014" in text
    assert ",\n\nder Beitrag 2023-014" in alone(review()).text


@pytest.mark.parametrize("kind", [StepKind.REVIEW, StepKind.APPROVAL])
@pytest.mark.parametrize("link", ["", mailto("2023-014")])
def test_a_mail_alone_does_not_decide(kind, link):
    letter = requests.letter(
        MailKind.REMINDER, *TO_JOERG, StepValues(duty(kind, link=link))
    )

    assert "Die E-Mail allein ist noch keine" in words(letter)
    assert "sobald Ada Lorenz sie in der Akte festgehalten hat" in words(letter)


def test_the_reader_answers_by_a_mail_that_knows_the_post():
    mail = alone(review(link=mailto("2023-014")))

    assert ">Antwort zu 2023-014 schreiben</a>" in mail.html
    assert f"Antwort zu 2023-014 schreiben:\n{mailto('2023-014')}\n" in mail.text


def test_the_reader_decides_on_the_page_if_there_is_one():
    mail = alone(review(link="https://example.org/r/abc"))

    assert ">Beitrag 2023-014 ansehen und entscheiden</a>" in mail.html
    assert "eine Anmeldung ist nicht nötig" in " ".join(mail.text.split())
    assert "Code" not in mail.text


def test_the_code_stands_beside_the_link_and_not_in_it():
    link = "https://example.org/r/abc"
    mail = alone(review(link=link, code="048151"))

    assert "Code: 048151" in " ".join(mail.text.split())
    assert "Die Seite fragt nach dem Code" in " ".join(mail.text.split())
    assert f"{link}\n" in mail.text


def test_a_request_for_material_says_what_is_wanted():
    wanted = MaterialValues(
        kind="portrait",
        number=2,
        people="yes",
        formats={"instagram": "1080x1350"},
        purpose="Ausbildungskampagne",
        remarks=("Bitte im Querformat.",),
    )
    kind = StepKind.ASSETS
    mail = alone(
        requests.letter(
            MailKind.MATERIAL_REQUEST, *TO_JOERG, StepValues(duty(kind, wanted=wanted))
        )
    )

    said = " ".join(mail.text.split())
    for words in (
        "2 \N{MULTIPLICATION SIGN} Porträt",
        "Instagram 1080x1350",
        "ja, mit Einwilligung",
        "Ausbildungskampagne",
        "Bitte im Querformat.",
    ):
        assert words in said


@pytest.mark.parametrize("kind", [StepKind.DRAFT, StepKind.SUBMIT, StepKind.PUBLISH])
def test_what_is_recorded_is_not_answered_by_mail(kind):
    due = duty(kind, link=mailto("2023-014"))

    assert (
        "mailto:"
        not in alone(
            requests.letter(MailKind.REMINDER, *TO_JOERG, StepValues(due))
        ).text
    )


def test_every_letter_that_asks_says_so():
    letters = every_letter("de")

    assert letters["review_request review"].is_asking
    assert letters["review_request review"].number == "2023-014"
    assert not letters["published"].is_asking


def test_a_change_of_a_text_shows_both_sides():
    changed = (ChangeValues(part="text:xing", before="Um fünf.", after="Um sechs."),)
    letter = requests.letter(
        MailKind.APPROVAL_REQUEST,
        *TO_JOERG,
        StepValues(duty(StepKind.APPROVAL), changed=changed),
    )

    text = alone(letter).text
    assert "Text für Xing, bisher:\n> Um fünf.\n" in text
    assert "Text für Xing, jetzt:\n> Um sechs.\n" in text
