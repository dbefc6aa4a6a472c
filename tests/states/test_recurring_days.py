"""Recurring days: rules against a calendar of holidays, and the list."""

from datetime import date

import holidays
import pytest

from states.recurring_days import RECURRING_DAYS, easter_sunday, key_of, recurring_day


def test_movable_days_fall_where_the_calendar_of_holidays_has_them():
    years = range(2000, 2100)
    known = holidays.Germany(subdiv="SN", years=years, language="de")
    for year in years:
        for key, name in (
            ("himmelfahrt", "Christi Himmelfahrt"),
            ("buss-und-bettag", "Buß- und Bettag"),
            ("tag-der-deutschen-einheit", "Tag der Deutschen Einheit"),
        ):
            assert name in known[RECURRING_DAYS[key].day_in(year)]
        assert "Karfreitag" in known[recurring_day("easter-2").day_in(year)]
    assert easter_sunday(2038) == date(2038, 4, 25)


def test_every_day_of_the_list_has_a_name_a_source_and_one_day_a_year():
    for key, one in RECURRING_DAYS.items():
        assert key_of(one.name) == key
        assert one.source
        assert all(one.day_in(year).year == year for year in range(2000, 2100))
    girls = RECURRING_DAYS["girls-day"]
    assert [girls.day_in(year) for year in (2025, 2026, 2027)] == [
        date(2025, 4, 3),  # announced: the fourth Thursday lay in the Easter holidays
        date(2026, 4, 23),
        date(2027, 4, 22),
    ]


@pytest.mark.parametrize(
    ("rule", "day"),
    [
        ("05-12", date(2027, 5, 12)),
        ("4  Thu 04", date(2027, 4, 22)),
        ("last fri 11", date(2027, 11, 26)),
        ("last mon 12", date(2027, 12, 27)),
        ("wed before 11-23", date(2027, 11, 17)),
        ("easter", date(2027, 3, 28)),
        ("12.5.", date(2027, 5, 12)),
        ("letzter Fr 11", date(2027, 11, 26)),
        ("Ostern+39", date(2027, 5, 6)),
        ("Tag der Pflege", date(2027, 5, 12)),
    ],
)
def test_a_rule_names_one_day(rule, day):
    assert recurring_day(rule).day_in(2027) == day


@pytest.mark.parametrize(
    "odd",
    [
        "",
        "02-29",
        "13-01",
        "5 thu 04",
        "4 thu 13",
        "easter+101",
        "easter+",
        "\u0660\u0665-12",
    ],
)
def test_what_is_no_day_of_every_year_is_none(odd):
    assert recurring_day(odd) is None
