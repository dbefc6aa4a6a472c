"""The calendar: a month or a week of slots, with holidays, blackouts and due dates."""

import re
from dataclasses import replace
from datetime import date, timedelta

import pytest
from desk import BARE
from statements import selects

from vorlauf.directory.model import Blackout

DAY = timedelta(days=1)


@pytest.fixture
def kind_of_database():
    """What is asked here is the same on both databases."""
    return "sqlite"


@pytest.fixture
def blackout(dashboard, desk):
    """Nothing is published from 6 to 10 November, because of the elections."""
    pause = Blackout(first=date(2023, 11, 6), last=date(2023, 11, 10), reason="Wahlen")
    campaign = replace(desk.directory.campaign, blackouts=(pause,))
    houses = {
        key: replace(house, campaign=campaign)
        for key, house in desk.directory.houses.items()
    }
    desk.directory = replace(desk.directory, campaign=campaign, houses=houses)
    dashboard.wiring.directory = desk.directory


def day_of(page, day):
    """Return the cell of a day: its classes, and what it says."""
    before, _, after = page.html.partition(f'data-day="{day}">')
    classes = before.rpartition('class="')[2].partition('"')[0].split()
    text = re.sub(r"<[^>]*>", " ", after.partition("</td>")[0])
    return classes, " ".join(text.split())


def days_of(page):
    return re.findall(r'data-day="([^"]*)"', page.html)


def test_a_month_has_whole_weeks(dashboard):
    page = dashboard.as_("ada").see("/calendar?month=2023-11")

    assert "November 2023" in page.text
    assert (days_of(page)[0], days_of(page)[-1]) == ("2023-10-30", "2023-12-03")
    assert "v-day--away" in day_of(page, "2023-10-31")[0]
    assert "v-day--away" not in day_of(page, "2023-11-01")[0]


def test_without_a_wish_it_is_this_month_and_today_is_marked(dashboard):
    page = dashboard.as_("ada").see("/calendar")

    assert "September 2023" in page.text
    assert "v-day--today" in day_of(page, "2023-09-18")[0]
    assert page.html.count('aria-current="date"') == 1


def test_a_post_stands_on_its_day(dashboard, hand_to_review):
    number = hand_to_review("smi")

    page = dashboard.as_("ada").see("/calendar?month=2023-11")

    said = day_of(page, "2023-11-21")[1]
    assert said.startswith("Di 21. 11. 10:00 Ein Tag bei der Feuerwehr SMI Prüfung")
    assert f"/posts/{number}" in page.links


def test_holidays_and_closing_days_are_named(dashboard):
    ada = dashboard.as_("ada")
    november = ada.see("/calendar?month=2023-11")
    december = ada.see("/calendar?month=2023-12")

    assert "Buß- und Bettag" in day_of(november, "2023-11-22")[1]
    assert "Schließtag" in day_of(december, "2023-12-29")[1]
    for page, day in [(november, "2023-11-22"), (november, "2023-11-25")]:
        assert "v-day--free" in day_of(page, day)[0]
    assert "v-day--free" not in day_of(november, "2023-11-21")[0]


@pytest.mark.usefixtures("blackout")
def test_a_blackout_is_named_on_each_of_its_days(dashboard):
    page = dashboard.as_("ada").see("/calendar?month=2023-11")

    dark = [day for day in days_of(page) if "v-day--blackout" in day_of(page, day)[0]]
    assert dark == [f"2023-11-{n:02}" for n in range(6, 11)]
    assert "Wahlen" in day_of(page, "2023-11-08")[1]


def test_due_dates_are_shown_and_can_be_left_out(dashboard, desk, hand_to_review):
    number = hand_to_review("smi")
    due = f"{desk.post(number).steps[0].due_at:%Y-%m-%d}"
    ada = dashboard.as_("ada")

    shown = ada.see(f"/calendar?month={due[:7]}")
    hidden = ada.see(f"/calendar?month={due[:7]}&dues=0")

    assert f"Mitzeichnung {number} SMI" in day_of(shown, due)[1]
    assert number not in day_of(hidden, due)[1]
    assert f"/calendar?month={due[:7]}&dues=0" in shown.links
    assert f"/calendar?month={due[:7]}" in hidden.links


def test_whoever_leaves_due_dates_out_does_so_in_the_next_month(dashboard):
    page = dashboard.as_("ada").see("/calendar?month=2023-11&dues=0&house=smi")

    for span in ("month=2023-10", "month=2023-12", "week=2023-W44"):
        assert f"/calendar?house=smi&{span}&dues=0" in page.links


def test_what_is_overdue_says_so(dashboard, desk, hand_to_review):
    number = hand_to_review("smi")
    due_at = desk.post(number).steps[0].due_at
    desk.now = due_at + DAY

    page = dashboard.as_("ada").see(f"/calendar?month={due_at:%Y-%m}")

    assert "(überfällig)" in day_of(page, f"{due_at:%Y-%m-%d}")[1]


def test_a_contact_sees_what_is_in_her_reach(dashboard, asked):
    own, foreign = asked("smi", "smf")

    page = dashboard.as_("ines").see("/calendar?month=2023-11")

    assert own in page.html
    assert foreign not in page.html
    assert not any(link.startswith("/calendar/move") for link in page.links)
    assert "data-move" not in page.html


def test_only_coordinators_can_move_and_only_what_is_not_out(dashboard, desk, asked):
    first, second = asked("smi", "smi")
    desk.do(second, "withdraw", comment="Abgesagt.")

    page = dashboard.as_("ada").see("/calendar?month=2023-11")

    moves = [link for link in page.links if link.startswith("/calendar/move")]
    assert len(moves) == 1
    assert f"post={first}" in moves[0]
    assert dashboard.as_("ada").get(moves[0]).status_code == 200


def test_a_filter_narrows_the_calendar_and_its_links(dashboard, asked):
    own, foreign = asked("smi", "smf")

    page = dashboard.as_("ada").see("/calendar?month=2023-11&house=smf")

    assert f"/posts/{foreign}" in page.links
    assert f"/posts/{own}" not in page.links
    assert "/calendar?house=smf&month=2023-12" in page.links


def test_more_than_fit_are_counted_and_stand_in_the_week(dashboard, a_post):
    for _ in range(6):
        a_post("smi", **BARE)
    ada = dashboard.as_("ada")

    page = ada.see("/calendar?month=2023-11&house=smi")

    assert "2 weitere" in day_of(page, "2023-11-21")[1]
    assert "/calendar?house=smi&week=2023-W47" in page.links
    assert "weitere" not in day_of(ada.see("/calendar?week=2023-W47"), "2023-11-21")[1]


@pytest.mark.parametrize(
    ("week", "first", "before", "after"),
    [
        ("2023-W47", "2023-11-20", "2023-W46", "2023-W48"),
        ("2020-W53", "2020-12-28", "2020-W52", "2021-W01"),
        ("2021-W01", "2021-01-04", "2020-W53", "2021-W02"),
        ("2024-W52", "2024-12-23", "2024-W51", "2025-W01"),
        ("2025-W01", "2024-12-30", "2024-W52", "2025-W02"),
    ],
)
def test_weeks_count_as_iso_counts_them(week, first, before, after, dashboard):
    page = dashboard.as_("ada").see(f"/calendar?week={week}")

    assert (len(days_of(page)), days_of(page)[0]) == (7, first)
    assert f"Kalenderwoche {int(week[-2:])}/{week[:4]}" in page.text
    for other in (before, after):
        assert f"/calendar?week={other}" in page.links


def test_a_week_leads_back_to_the_month_of_its_thursday(dashboard):
    ada = dashboard.as_("ada")

    assert "/calendar?month=2025-01" in ada.see("/calendar?week=2025-W01").links
    assert "/calendar?month=2020-12" in ada.see("/calendar?week=2020-W53").links


@pytest.mark.parametrize(
    "query",
    [
        "month=2026-13",
        "month=0000-01",
        "month=%00",
        "month=1999-12",
        "month=2099-12",
        "month=%3Cb%3E",
        "month=" + "9" * 5000,
        "week=2023-W54",
        "week=2021-W53",
        "week=2023-W00",
        "week=2023W47",
        "week=2099-W53",
        "week=%F0%9F%8E%89",
        "week=٢٠٢٣-W10",
    ],
)
def test_what_is_no_span_is_named_and_today_is_shown(query, dashboard):
    page = dashboard.as_("ada").see(f"/calendar?{query}")

    assert page.status == 200
    assert ("ist kein Monat" in page.text) or ("ist keine Woche" in page.text)
    assert "September 2023" in page.text


@pytest.mark.parametrize("query", ["month=2000-01", "month=2099-11", "week=2000-W01"])
def test_the_first_and_the_last_span_are_there(query, dashboard):
    assert "ist kein" not in dashboard.as_("ada").see(f"/calendar?{query}").text


def test_a_day_of_twenty_five_hours_is_one_day(dashboard, a_post, slot):
    number = a_post("smi", slot_at=slot.replace(month=10, day=30, hour=7), **BARE)

    page = dashboard.as_("ada").see("/calendar?week=2023-W44")

    assert number in page.html
    assert "08:00" in day_of(page, "2023-10-30")[1]


@pytest.mark.slow
def test_more_due_dates_than_are_shown_are_said_to_be_so(
    dashboard, desk, hand_to_review
):
    number = hand_to_review(*desk.crowd(302))
    dashboard.wiring.directory = desk.directory
    month = f"{desk.post(number).steps[0].due_at:%Y-%m}"

    page = dashboard.as_("ada").see(f"/calendar?month={month}")

    assert "2 spätere Fristen sind nicht zu sehen" in page.text
    assert "296 weitere Fristen" in page.text


def test_few_questions_are_asked_of_the_database(dashboard, desk, asked):
    asked("smi", "smf", "smi")
    ada = dashboard.as_("ada")
    ada.get("/calendar")

    with selects(desk.engine) as seen:
        ada.get("/calendar?month=2023-11")

    # The visit, what stands around, the slots, the cards, their duties, what is due,
    # and the filters that were saved.
    assert len(seen) <= 7


def test_the_page_is_there_in_english(dashboard, hand_to_review):
    hand_to_review("smi")
    ada = dashboard.as_("ada")
    ada.post("/me/preferences", {"language": "en"})

    page = ada.see("/calendar?week=2023-W47")

    assert "Week 47 of 2023" in page.text
    assert "Tue 21. 11. 10:00" in day_of(page, "2023-11-21")[1]
