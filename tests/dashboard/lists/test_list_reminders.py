"""Reminders from the menus of the board, of the register and of the calendar."""

from datetime import timedelta

import pytest
from listed import reminders_of, row_of, words_in

from vorlauf.db.post_snapshots import NOTICE

LISTS = ("/board", "/posts", "/calendar?month=2023-11")


@pytest.fixture
def kind_of_database():
    """What is asked here is the same on both databases."""
    return "sqlite"


@pytest.fixture
def asked(desk, hand_to_review, post_round):
    """A post that Ines was asked about by mail, three hours ago on a working day."""
    number = hand_to_review("smi")
    post_round()
    desk.now += timedelta(hours=3)
    return number


def words(page, number):
    return words_in(row_of(page, number))


@pytest.mark.parametrize("path", LISTS)
def test_a_menu_offers_now_and_the_afternoon_and_names_the_reader(
    dashboard, asked, path
):
    ada = dashboard.as_("ada")

    offered = reminders_of(ada.get(path), asked)

    assert offered.pop("smi") == "Jetzt erinnern"
    assert any("14:00" in said for said in offered.values())
    said = words(ada.get(path), asked)
    assert "eine Erinnerung geht an Ines Iser" in said
    assert "letzte E-Mail: Mo 18.09.2023, 09:00" in said


@pytest.mark.parametrize("path", LISTS)
def test_a_click_reminds_and_the_menu_then_says_from_when_again(
    dashboard, desk, asked, path
):
    ada = dashboard.as_("ada")

    answer = ada.post(f"/posts/{asked}/remind", {"remind": "smi ", "next": path})

    assert (answer.status_code, answer.headers["location"]) == (303, path)
    made = desk.rows(NOTICE, purpose="reminder", recipient="ines")
    assert min(one.due_at for one in made) == desk.now
    assert "smi" not in reminders_of(ada.get(path), asked)
    assert "Erinnern: wieder ab" in words(ada.get(path), asked)


@pytest.mark.parametrize("path", LISTS)
def test_whoever_is_no_coordinator_reminds_nobody(dashboard, asked, path):
    assert reminders_of(dashboard.as_("clara").get(path), asked) == {}


@pytest.mark.parametrize("path", LISTS)
def test_of_a_post_on_hold_nobody_is_reminded(dashboard, desk, asked, path):
    ada = dashboard.as_("ada")
    seen = {f"seen-{asked}": str(desk.post(asked).row_version)}
    ada.post("/holds", {"scope": "posts", "posts": asked, "reason": "Trauer"} | seen)

    assert reminders_of(ada.get(path), asked) == {}
    assert "Erinnern: " not in words(ada.get(path), asked)
    assert "Erinnern: " not in ada.get(f"/posts/{asked}").text


def test_the_page_of_a_house_offers_the_same(dashboard, asked):
    ada, path = dashboard.as_("ada"), "/houses/smi"

    said = words(ada.get(path), asked)
    assert "Jetzt erinnern" in said
    assert "letzte E-Mail: Mo 18.09.2023, 09:00" in said

    answer = ada.post(f"/posts/{asked}/remind", {"house": "smi", "next": path})

    assert (answer.status_code, answer.headers["location"]) == (303, path)
    said = words(ada.get(path), asked)
    assert "Erinnern: wieder ab" in said
    assert "Jetzt erinnern" not in said
    assert "Erinnern" not in words(dashboard.as_("clara").get(path), asked)
