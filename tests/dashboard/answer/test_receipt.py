"""The receipt of a decision by link: taken back, or reported."""

import pytest
from answer_pages import words_of

from states.post import PostState
from vorlauf.db.tables import LinkKind

RECEIPT = LinkKind.RECEIPT


@pytest.fixture
def decided(dashboard, desk, hand_to_review):
    """A post that Ines has endorsed, and the address of her receipt."""
    number = hand_to_review("smi")
    desk.do(number, "endorse", "ines", comment="Passt so.")
    words = words_of(dashboard, number, "smi", RECEIPT)
    return number, f"/answer/{words}"


def test_a_receipt_says_what_was_decided_and_what_can_be_done(dashboard, decided):
    number, address = decided
    page = dashboard.stranger().see(address)

    assert page.status == 200
    for words in ("Mitgezeichnet", "Ines Iser", "Passt so.", "Fassung 1", number):
        assert words in page.text
    assert [form.action for form in page.forms] == [
        f"{address}/take-back",
        f"{address}/report",
    ]


def test_a_decision_is_taken_back_by_its_receipt_once(dashboard, desk, decided):
    number, address = decided
    ines = dashboard.stranger()

    said = {"name": "Ines Iser", "holds": "no"}
    page = ines.send(f"{address}/take-back", said)
    again = ines.send(f"{address}/take-back", said)

    assert "zurückgenommen" in page.text
    assert desk.post(number).state is PostState.MINISTRY_REVIEW
    assert (page.status, again.status) == (200, 403)
    assert [line.event for line in desk.file(number)].count("take_back") == 1


def test_nothing_is_taken_back_by_looking_or_without_a_name(dashboard, desk, decided):
    number, address = decided
    stranger = dashboard.stranger()

    assert stranger.get(f"{address}/take-back").status_code == 405
    page = stranger.send(f"{address}/take-back", {"name": " ", "holds": "no"})

    assert page.status == 422
    assert "#name" in page.links
    assert desk.post(number).state is PostState.STAATSKANZLEI_APPROVAL


def test_after_the_next_decision_the_receipt_says_why_it_is_too_late(
    dashboard, desk, decided
):
    number, address = decided
    desk.do(number, "approve", "clara")
    page = dashboard.stranger().see(address)

    assert page.status == 200
    assert [form.action for form in page.forms] == [f"{address}/report"]


def test_that_was_not_me_takes_it_back_and_tells_the_agency(dashboard, desk, decided):
    number, address = decided
    page = dashboard.stranger().send(
        f"{address}/report", {"right": "no", "text": "Ich war gar nicht im Haus."}
    )

    assert "Die Koordination ist verständigt" in page.text
    assert desk.post(number).state is PostState.MINISTRY_REVIEW
    assert "disputed" in [line.event for line in desk.file(number)]


def test_a_report_without_words_is_sent_back(dashboard, desk, decided):
    number, address = decided
    said = {"right": "no", "text": "  "}
    page = dashboard.stranger().send(f"{address}/report", said)

    assert page.status == 422
    assert desk.post(number).state is PostState.STAATSKANZLEI_APPROVAL


# What each form of the receipt is filled with before anybody has chosen anything.
PREFILLED = [
    ("take-back", {"name": "Ines Iser"}, "#holds"),
    ("report", {"text": "Gelesen und weitergeleitet."}, "#right"),
]


@pytest.mark.parametrize("form", PREFILLED)
@pytest.mark.parametrize("choice", ["", "on", "maybe"])
def test_nothing_is_done_by_a_button_without_a_choice(
    dashboard, desk, decided, form, choice
):
    (number, address), (act, said, where) = decided, form
    before = desk.file(number)
    page = dashboard.stranger().send(
        f"{address}/{act}", {**said, where.removeprefix("#"): choice}
    )

    assert (page.status, where in page.links) == (422, True)
    assert "Bitte wählen Sie eine der beiden Antworten." in page.text
    assert desk.file(number) == before


@pytest.mark.parametrize("form", PREFILLED)
def test_whoever_chooses_that_all_is_right_changes_nothing(
    dashboard, desk, decided, form
):
    (number, address), (act, said, where) = decided, form
    before = desk.file(number)
    page = dashboard.stranger().send(
        f"{address}/{act}", {**said, where.removeprefix("#"): "yes"}
    )

    assert (page.status, "Es wurde nichts geändert." in page.text) == (200, True)
    assert desk.file(number) == before


def test_a_link_to_decide_is_no_receipt(dashboard, desk, hand_to_review):
    number = hand_to_review("smi")
    words = words_of(dashboard, number, "smi")
    answer = dashboard.stranger().post(f"/answer/{words}/take-back", {"name": "X Y"})

    assert answer.status_code == 303
    assert desk.post(number).state is PostState.MINISTRY_REVIEW
