"""The board: columns by state, cards, and the moves that they offer."""

from datetime import timedelta

import pytest
from desk import BARE
from statements import selects

from benchmarks import pages_data
from dashboard.components.fair_share import fair_share
from states.post import PostState


def test_every_state_has_a_column_with_its_number(dashboard, hand_to_review, a_post):
    a_post("smi")
    hand_to_review("smf")

    page = dashboard.as_("ada").see("/board")

    assert {state.value for state in PostState} <= set(page.ids)
    assert "Entwurf 1" in page.text
    assert "Prüfung im Ressort 1" in page.text
    assert "Veröffentlicht 0" in page.text


def test_a_card_says_what_it_is_and_who_is_asked(dashboard, hand_to_review):
    number = hand_to_review("smi")

    page = dashboard.as_("ada").see("/board")

    for word in (number, "Ein Tag bei der Feuerwehr", "Di 21.11.", "SMI", "Ines Iser"):
        assert word in page.text
    assert 'title="Ministerium des Innern"' in page.html


def test_a_move_that_is_sure_is_made_from_its_card(dashboard, a_post):
    ada, number = dashboard.as_("ada"), a_post("smi")
    page = ada.see("/board")

    assert f'formaction="/posts/{number}/moves/request_assets"' in page.html
    assert 'data-to="asset_requested"' in page.html


def test_a_move_that_needs_a_word_opens_its_form(dashboard, hand_to_review):
    number = hand_to_review("smi")

    page = dashboard.as_("ada").see("/board")

    assert any(
        link.startswith(f"/posts/{number}/moves/withdraw?") for link in page.links
    )


def test_nobody_decides_on_a_text_from_its_card(dashboard, hand_to_review):
    number = hand_to_review("smi")

    page = dashboard.as_("ines").see("/board")

    assert any(link.startswith(f"/posts/{number}/moves/endorse") for link in page.links)
    assert f'formaction="/posts/{number}/moves/endorse"' not in page.html


def test_a_move_that_cannot_be_made_says_why(dashboard, a_post):
    a_post("smi", texts={"linkedin": "Nur hier."}, **BARE)

    page = dashboard.as_("ada").see("/board")

    assert "Es fehlt noch der Text für Instagram, Xing." in page.text
    assert 'aria-disabled="true" data-to="ministry_review"' in page.html


def test_a_drop_that_leads_nowhere_has_its_reason(dashboard, hand_to_review):
    hand_to_review("smi")

    page = dashboard.as_("ada").see("/board")

    assert "Von „Entwurf“ führt kein Schritt nach „Eingeplant“." in page.html


def test_an_auditor_is_offered_no_move(dashboard, hand_to_review):
    hand_to_review("smi")

    page = dashboard.as_("olga").see("/board")

    assert "/moves/" not in page.html


def test_a_contact_sees_the_own_house_only_in_cards_and_numbers(
    dashboard, hand_to_review
):
    own, foreign = hand_to_review("smi"), hand_to_review("smf")

    page = dashboard.as_("ines").see("/board")

    assert own in page.text
    assert foreign not in page.html
    assert "Prüfung im Ressort 1" in page.text


def test_what_was_withdrawn_long_ago_shows_only_by_its_month(dashboard, desk, a_post):
    number = a_post("smi", slot_at=desk.now + timedelta(weeks=7), **BARE)
    desk.do(number, "withdraw", comment="Das Thema ist vorbei.")
    desk.now += timedelta(weeks=12)
    ada = dashboard.as_("ada")

    assert number not in ada.see("/board").text
    assert number in ada.see("/board?month=2023-11").text


def test_what_does_not_fit_is_one_click_away(dashboard, a_post):
    for _ in range(22):
        a_post("smi", **BARE)

    page = dashboard.as_("ada").see("/board?house=smi")

    assert "2 weitere" in page.text
    assert "/posts?house=smi&state=draft" in page.links


@pytest.mark.parametrize(
    ("lengths", "cap"), [([20] * 7, 10), ([20, 2, 3], 20), ([], 0), ([20, 20, 20], 20)]
)
def test_short_columns_leave_their_room_to_the_long_ones(lengths, cap):
    assert fair_share(lengths, 72) == cap


@pytest.mark.slow
def test_a_full_board_stays_small_and_asks_little(dashboard, desk):
    pages_data.fill(desk.engine, 3_000, 2_000, past_days=365)
    desk.is_filled = True
    desk.now, desk.directory = pages_data.NOW, pages_data.directory()
    person = next(p for p in desk.directory.people.values() if p.role == "coordinator")
    dashboard.wiring.directory = desk.directory
    client = dashboard.as_(person.key)
    client.get("/board")  # reads the open posts once

    with selects(desk.engine) as asked:
        page = client.see("/board")

    assert page.status == 200
    assert len(page.html.encode()) <= 62_000
    assert len(asked) <= 7
