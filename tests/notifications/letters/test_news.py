import pytest
from every_letter import CAMPAIGN, DECIDED, MORNING, POST, every_letter

from notifications.letters import news
from notifications.letters.layout import alone
from notifications.letters.values import Reader
from states.post import Trigger


def words(letter):
    return " ".join(alone(letter).text.split())


def receipt(reader="Ivo Jahn", lang="de", **given):
    usual = DECIDED | {"decision": Trigger.ENDORSE}
    person = Reader(name=reader, language=lang)
    return news.decision_received(
        person, CAMPAIGN, POST, news.DecisionValues(**usual | given)
    )


def test_whoever_decided_reads_what_is_on_file():
    said = words(receipt(on_behalf_of=""))

    assert "Ihre Entscheidung zum Beitrag 2023-014" in said
    assert "am Mittwoch, 1. März 2023, um 09:00 Uhr eingegangen" in said
    assert "Fassung 2 ist damit mitgezeichnet (Sachsenforst)." in said
    assert "Vertretung" not in said


def test_a_deputy_reads_for_whom_they_decided():
    assert "dass Sie in Vertretung von Ines Iser entschieden haben" in words(receipt())


def test_the_person_stood_in_for_reads_who_decided():
    said = words(receipt("Ines Iser"))

    assert "Ivo Jahn hat am Mittwoch, 1. März 2023, um 09:00 Uhr in Ihrer" in said
    assert "In der Akte sind beide Namen vermerkt." in said


@pytest.mark.parametrize("reader", ["Ivo Jahn", "Ines Iser", "Ada Lorenz"])
def test_a_receipt_says_whom_to_tell_if_it_is_wrong(reader):
    said = words(receipt(reader))

    assert "Angabe nicht zu? Bitte melden Sie sich dann umgehend bei Ada" in said


@pytest.mark.parametrize(
    ("decision", "sentence"),
    [
        (Trigger.ENDORSE, "Version 7 is thereby endorsed for Sachsenforst."),
        (Trigger.APPROVE, "Version 7 is thereby approved."),
        (Trigger.REQUEST_CHANGES, "A change to version 7 is thereby requested"),
    ],
)
def test_a_receipt_names_the_version_that_was_decided_on(decision, sentence):
    said = words(receipt(lang="en", decision=decision, version=7))

    assert sentence in said
    assert "Version: 7" in said


def test_a_receipt_is_only_for_decisions():
    with pytest.raises(KeyError):
        receipt(decision=Trigger.WITHDRAW)


def test_a_house_reads_where_its_post_is():
    links = {"linkedin": "https://example.org/p/1", "instagram": "Beleg liegt vor"}
    mail = alone(
        news.published(
            Reader(name="Ines Iser"), CAMPAIGN, POST, at=MORNING, permalinks=links
        )
    )

    assert "LinkedIn:   https://example.org/p/1\n" in mail.text
    assert 'href="https://example.org/p/1"' in mail.html
    assert "Instagram:  Beleg liegt vor\n" in mail.text


def test_a_no_afterwards_does_not_call_the_post_a_draft():
    said = words(every_letter("de")["afterwards"])

    assert "der Beitrag bleibt deshalb, wo er ist" in said
    assert "Entwurf" not in said


def test_a_no_shows_what_the_version_had_changed():
    said = words(every_letter("de")["changes"])

    assert "In dieser Fassung hatte sich gegenüber der vorigen geändert:" in said
    assert "Text für LinkedIn, bisher: > Um sechs." in said
