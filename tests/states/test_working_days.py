import subprocess
import sys
from datetime import date, datetime, timedelta
from functools import cache, partial

import holidays
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from work import calls_of

from states.working_days import (
    FIRST_YEAR,
    LANDS,
    LAST_YEAR,
    OutOfCalendarError,
    UnknownLandError,
    calendar,
)

# The library takes its time when it is asked for its first holiday.
unhurried = settings(deadline=None)

DAY = timedelta(days=1)
CHRISTMAS_EVE = date(2023, 12, 24)
CORPUS_CHRISTI = date(2023, 6, 8)


@cache
def library(land, *categories):
    return holidays.country_holidays(
        "DE", subdiv=land, language="de", categories=categories
    )


def slow_is_working_day(day, land, closing_days=(), *, corpus_christi=False):
    catholic = library("SN", "catholic").get(day) == "Fronleichnam"
    free = day in library(land, "public") or (corpus_christi and catholic)
    return day.weekday() < 5 and not free and day not in closing_days


def slow_add(day, days, **rules):
    if days == 0:
        while not slow_is_working_day(day, **rules):
            day -= DAY
    for _ in range(abs(days)):
        day += DAY if days > 0 else -DAY
        while not slow_is_working_day(day, **rules):
            day += DAY if days > 0 else -DAY
    return day


def slow_between(first, last, **rules):
    if last < first:
        return -slow_between(last, first, **rules)
    days = [first + n * DAY for n in range(1, (last - first).days + 1)]
    return sum(slow_is_working_day(day, **rules) for day in days)


def days_of(first, last):
    return st.dates(date(first, 1, 1), date(last, 12, 31))


RULES = st.fixed_dictionaries(
    {
        "land": st.sampled_from(["SN", "SN", "BY", "BE", "TH", "HH"]),
        "closing_days": st.frozensets(days_of(2022, 2025), max_size=20),
        "corpus_christi": st.booleans(),
    }
)
NEAR = days_of(2022, 2025)


@unhurried
@given(day=days_of(2000, 2099), corpus_christi=st.booleans())
def test_a_day_counts_in_saxony_when_the_library_says_so(day, corpus_christi):
    saxony = calendar(corpus_christi=corpus_christi)

    assert saxony.is_working_day(day) == slow_is_working_day(
        day, "SN", corpus_christi=corpus_christi
    )


@pytest.mark.parametrize("land", sorted(LANDS))
@pytest.mark.parametrize("corpus_christi", [False, True])
def test_every_land_has_the_working_days_of_the_library(land, corpus_christi):
    year = [date(2023, 1, 1) + n * DAY for n in range(365)]

    counted = calendar(land, corpus_christi=corpus_christi)

    assert [day for day in year if counted.is_working_day(day)] == [
        day
        for day in year
        if slow_is_working_day(day, land, corpus_christi=corpus_christi)
    ]


@unhurried
@given(day=NEAR, days=st.integers(-60, 60), rules=RULES)
def test_adding_is_walking_day_by_day(day, days, rules):
    assert calendar(**rules).add(day, days) == slow_add(day, days, **rules)


@settings(unhurried, max_examples=40)
@given(first=NEAR, last=NEAR, rules=RULES)
def test_counting_is_walking_day_by_day(first, last, rules):
    counted = calendar(**rules).between(first, last)

    assert counted == slow_between(first, last, **rules)


@unhurried
@given(first=days_of(2000, 2099), last=days_of(2000, 2099))
def test_counting_back_is_the_negative_of_counting_forward(first, last):
    saxony = calendar()

    assert saxony.between(first, last) == -saxony.between(last, first)


@unhurried
@given(day=days_of(2003, 2096), days=st.integers(-700, 700))
def test_what_was_added_can_be_counted(day, days):
    saxony = calendar()
    assume(days or saxony.is_working_day(day))

    counted = saxony.between(day, saxony.add(day, days))

    # Backwards from a free day, the day that is reached does not count itself.
    assert counted == days + (days < 0 and not saxony.is_working_day(day))


@settings(unhurried, max_examples=20)
@given(year=st.integers(2000, 2099))
def test_a_year_has_the_working_days_that_walking_through_it_finds(year):
    assert calendar().in_year(year) == slow_between(
        date(year - 1, 12, 31), date(year, 12, 31), land="SN"
    )


def test_saxony_has_250_working_days_in_2023():
    assert calendar().in_year(2023) == 250


@pytest.mark.parametrize(
    ("day", "days", "reached"),
    [
        (date(2023, 11, 20), 2, date(2023, 11, 23)),  # Mon, over Buß- und Bettag
        (date(2023, 11, 23), -1, date(2023, 11, 21)),  # Thu, back over it
        (date(2023, 11, 22), 0, date(2023, 11, 21)),  # on it
        (date(2023, 11, 22), 1, date(2023, 11, 23)),
        (date(2023, 4, 6), 1, date(2023, 4, 11)),  # Maundy Thursday, over Easter
        (date(2023, 12, 22), 1, date(2023, 12, 27)),  # Fri before Christmas
        (date(2023, 12, 29), 1, date(2024, 1, 2)),  # over the year's end
        (date(2024, 1, 2), -1, date(2023, 12, 29)),
        (date(2024, 2, 28), 1, date(2024, 2, 29)),  # leap year
        (date(2023, 2, 28), 1, date(2023, 3, 1)),
        (date(2024, 10, 30), 1, date(2024, 11, 1)),  # Reformationstag; 1 Nov counts
        (date(2023, 6, 10), 0, date(2023, 6, 9)),  # a Saturday
        (date(2023, 6, 10), -1, date(2023, 6, 9)),
        (date(2023, 1, 2), 249, date(2023, 12, 29)),  # the first and the 250th
        (date(2022, 12, 31), 500, date(2024, 12, 30)),  # 250, and all but one of 251
    ],
)
def test_days_that_were_counted_in_a_printed_calendar(day, days, reached):
    assert calendar().add(day, days) == reached


def test_buss_und_bettag_is_a_working_day_outside_saxony():
    day = date(2023, 11, 22)

    assert calendar("SN").holiday(day) == "Buß- und Bettag"
    assert not calendar("SN").is_working_day(day)
    assert calendar("BE").is_working_day(day)


@pytest.mark.parametrize(
    ("land", "corpus_christi", "name"),
    [
        ("SN", False, None),
        ("SN", True, "Fronleichnam"),
        ("BE", True, "Fronleichnam"),
        ("BY", False, "Fronleichnam"),
    ],
)
def test_corpus_christi_is_free_where_the_land_or_the_house_says_so(
    land, corpus_christi, name
):
    counted = calendar(land, corpus_christi=corpus_christi)

    assert counted.holiday(CORPUS_CHRISTI) == name
    assert counted.is_working_day(CORPUS_CHRISTI) == (name is None)


def test_corpus_christi_brings_no_other_catholic_holiday():
    assumption_day = date(2023, 8, 15)

    assert calendar("BY", corpus_christi=True).is_working_day(assumption_day)


def test_a_closing_day_is_free_and_a_public_holiday_keeps_its_name():
    bridge, easter = date(2023, 5, 19), date(2023, 4, 10)

    closed = calendar(closing_days=frozenset({bridge, easter}))

    assert not closed.is_working_day(bridge)
    assert closed.holiday(bridge) == "Schließtag"
    assert closed.holiday(easter) == "Ostermontag"
    assert closed.in_year(2023) == 249


def test_christmas_eve_is_a_working_day_unless_it_is_closed():
    in_2024 = date(2024, 12, 24)

    assert calendar().is_working_day(in_2024)
    assert calendar().holiday(in_2024) is None
    assert not calendar(closing_days=frozenset({in_2024})).is_working_day(in_2024)


def test_a_closing_day_given_with_a_time_of_day_counts_all_the_same():
    given_as_time = datetime(2024, 12, 24, 12, 0)  # noqa: DTZ001, as TOML may have it

    closed = calendar(closing_days=frozenset({given_as_time}))

    assert closed.holiday(date(2024, 12, 24)) == "Schließtag"


def test_names_are_german_whatever_the_language_of_the_machine(monkeypatch):
    monkeypatch.setenv("LANG", "en_US.UTF-8")
    monkeypatch.setenv("LANGUAGE", "en_US")

    assert calendar("NW").holiday(date(2031, 1, 1)) == "Neujahr"


def test_the_same_question_gives_the_same_calendar():
    assert calendar() is calendar("SN", closing_days=frozenset(), corpus_christi=False)
    assert calendar() != calendar("BY")
    assert len({calendar(), calendar("SN"), calendar("BY")}) == 2


def test_the_lands_are_those_of_the_library():
    assert LANDS | {"Augsburg"} == set(holidays.Germany.subdivisions)


@pytest.mark.parametrize("land", ["XX", "", "sn", "Augsburg"])
def test_an_unknown_land_is_refused_with_those_that_exist(land):
    with pytest.raises(UnknownLandError, match=r"is no German Land; write one of BB,"):
        calendar(land)


@pytest.mark.parametrize("year", [1, FIRST_YEAR - 1, LAST_YEAR + 1, 9999])
def test_a_date_outside_the_calendar_is_refused_with_the_years_it_knows(year):
    saxony, day = calendar(), date(year, 6, 1)
    sentence = f"The year {year} is outside .* which knows 1999 to 2100."
    questions = [
        lambda: saxony.is_working_day(day),
        lambda: saxony.add(day, 1),
        lambda: saxony.between(CHRISTMAS_EVE, day),
        lambda: saxony.between(day, CHRISTMAS_EVE),
        lambda: saxony.in_year(year),
        lambda: saxony.holiday(day),
    ]

    for question in questions:
        with pytest.raises(OutOfCalendarError, match=sentence):
            question()


@pytest.mark.parametrize("days", [26_000, -26_000, 10**12, -(10**12)])
def test_counting_out_of_the_calendar_is_refused(days):
    with pytest.raises(OutOfCalendarError, match="outside the calendar"):
        calendar().add(CHRISTMAS_EVE, days)


def test_the_first_and_the_last_day_are_known():
    assert calendar().add(date(2000, 1, 3), -1) == date(1999, 12, 31)
    assert calendar().add(date(2099, 12, 31), 1) == date(2100, 1, 4)


def test_adding_takes_a_tenth_of_the_library_s_work():
    saxony, by_library = calendar(), library("SN", "public")
    day = date(2023, 11, 20)

    ours = partial(saxony.add, day, 5)
    theirs = partial(by_library.get_nth_working_day, day, 5)
    assert ours() == theirs()

    assert calls_of(ours) * 10 < calls_of(theirs), (calls_of(ours), calls_of(theirs))


@pytest.mark.program
def test_importing_computes_no_calendar():
    code = "import sys, states.working_days; print('holidays.countries' in sys.modules)"

    answer = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )

    assert answer.stdout.strip() == "False"
