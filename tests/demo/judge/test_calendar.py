"""The judge's calendar agrees with the library of holidays, year by year."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from states.working_days import calendar
from vorlauf.demo.judge.calendar import berlin, holidays, utc

BERLIN = ZoneInfo("Europe/Berlin")
FIRST = datetime(2020, 1, 1)  # noqa: DTZ001, hypothesis adds the zone
LAST = datetime(2040, 1, 1)  # noqa: DTZ001, same


@pytest.mark.parametrize("land", ["SN", "ST"])
@pytest.mark.parametrize("is_kept", [True, False])
@pytest.mark.parametrize("year", range(2018, 2060))
def test_the_holidays_are_those_of_the_library(land, is_kept, year):
    known = calendar(land, corpus_christi=is_kept)
    days = [date(year, 1, 1) + timedelta(days=n) for n in range(365)]

    free = {day for day in days if known.holiday(day)}

    assert holidays(year, land=land, corpus_christi=is_kept) & set(days) == free


@given(st.datetimes(FIRST, LAST, timezones=st.just(UTC)))
def test_the_clock_is_that_of_berlin(instant):
    assert berlin(instant) == instant.astimezone(BERLIN).replace(tzinfo=None)


def test_an_hour_of_the_day_becomes_utc():
    winter, summer = date(2027, 1, 5), date(2027, 7, 6)
    noon = time(12)

    assert (utc(winter, noon).hour, utc(summer, noon).hour) == (11, 10)
