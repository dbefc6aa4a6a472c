from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from states.deadlines import NaiveTimeError, Office
from states.reminder_dates import escalation_instant, reminder_instants, slack
from states.working_days import calendar

BERLIN = ZoneInfo("Europe/Berlin")
LONG_AGO = datetime(2022, 1, 1, tzinfo=UTC)

OFFICE = Office(
    calendar=calendar(),
    zone=BERLIN,
    opens=time(8),
    closes=time(17),
    close_of_business=time(16),
)


def november(day, hour, minute=0):
    return datetime(2023, 11, day, hour, minute, tzinfo=BERLIN)


# Friday, 17 November 2023; the Wednesday after it is Buß- und Bettag.
DUE = november(17, 16)

instants = st.datetimes(
    datetime(2023, 1, 1),  # noqa: DTZ001, hypothesis adds the zone
    datetime(2023, 12, 31),  # noqa: DTZ001, same
    timezones=st.just(UTC),
)
offsets = st.lists(st.integers(-10, 10), max_size=5)


@pytest.mark.parametrize(
    ("now", "days"),
    [
        (november(14, 9), 3),
        (november(16, 23), 1),
        (november(17, 8), 0),
        (november(17, 16), 0),
        (november(17, 16, 1), -1),
        (november(18, 12), -1),
        (november(20, 9), -1),
        (november(21, 9), -2),
        (november(22, 9), -2),
        (november(23, 9), -3),
    ],
)
def test_the_slack_counts_working_days_and_is_never_zero_when_late(now, days):
    assert slack(DUE, now, OFFICE) == days


@given(instants, instants)
def test_what_is_late_has_a_negative_slack_and_nothing_else(due, now):
    assert (slack(due, now, OFFICE) < 0) == (now > due)


def reminders(due, *wished, hour=time(9), after=LONG_AGO):
    return reminder_instants(due, offsets=wished, hour=hour, office=OFFICE, after=after)


def test_reminders_count_working_days_from_the_due_day():
    found = reminders(DUE, -3, -1, 0, 2, 3)

    days = (14, 16, 17, 21, 23)
    assert found == [november(day, 9) for day in days]


def test_reminders_that_are_past_are_not_planned():
    found = reminders(DUE, -3, -1, 2, after=november(16, 9))

    assert found == [november(21, 9)]


def test_a_reminder_is_planned_once():
    assert reminders(DUE, 2, 2) == [november(21, 9)]


@given(instants, offsets, st.times(), instants)
def test_a_reminder_goes_out_in_office_hours_only(due, wished, hour, after):
    found = reminders(due, *wished, hour=hour, after=after)

    assert all(OFFICE.is_open(instant) for instant in found)
    assert found == sorted(set(found))
    assert all(instant > after for instant in found)


@given(instants, st.times())
def test_the_reminder_of_the_due_day_comes_before_the_due_instant(due, hour):
    (instant,) = reminders(due, 0, hour=hour)

    assert instant <= due - timedelta(minutes=10)


def test_the_hour_of_a_reminder_is_moved_into_the_office_hours():
    early = reminders(DUE, -1, hour=time(6))
    late = reminders(DUE, -1, hour=time(20))

    assert (early, late) == ([november(16, 8)], [november(16, 16, 50)])


@given(instants, st.integers(0, 10), st.times())
def test_an_escalation_comes_when_something_is_late_and_the_office_open(
    due, days, hour
):
    instant = escalation_instant(due, days=days, hour=hour, office=OFFICE)

    assert instant > due
    assert OFFICE.is_open(instant)


def test_an_escalation_counts_working_days_after_the_due_day():
    at = {"hour": time(9), "office": OFFICE}

    assert escalation_instant(DUE, days=2, **at) == november(21, 9)
    assert escalation_instant(DUE, days=3, **at) == november(23, 9)


def test_an_escalation_on_the_due_day_waits_until_it_is_late():
    at_once = escalation_instant(DUE, days=0, hour=time(9), office=OFFICE)

    assert at_once == DUE + timedelta(minutes=1)


def test_every_question_refuses_a_time_without_a_zone():
    naive = datetime.combine(date(2023, 11, 17), time(16))

    for ask in (
        lambda: slack(naive, DUE, OFFICE),
        lambda: slack(DUE, naive, OFFICE),
        lambda: reminders(naive, 0),
        lambda: reminders(DUE, 0, after=naive),
        lambda: escalation_instant(naive, days=1, hour=time(9), office=OFFICE),
    ):
        with pytest.raises(NaiveTimeError):
            ask()
