"""Due changes: never in the past, never nearer than was fair, and why."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from states.due_changes import (
    DueCause,
    DueReason,
    because,
    due_after_change,
)
from states.office_hours import HalfDay, Office
from states.working_days import calendar

BERLIN = ZoneInfo("Europe/Berlin")
OFFICE = Office(
    calendar=calendar(),
    zone=BERLIN,
    opens=time(8),
    closes=time(17),
    close_of_business=time(16),
    half_days=frozenset({HalfDay(month=12, day=24, until=time(12))}),
)
instants = st.datetimes(
    datetime(2026, 11, 1),  # noqa: DTZ001, hypothesis adds the zone
    datetime(2027, 3, 31),  # noqa: DTZ001, same
    timezones=st.just(UTC),
)
maybe = st.none() | instants


def at(*moment):
    return datetime(*moment, tzinfo=BERLIN)


def next_close(now):
    day = now.astimezone(BERLIN).date() + timedelta(days=1)
    while not OFFICE.calendar.is_working_day(day):
        day += timedelta(days=1)
    hour = 12 if (day.month, day.day) == (12, 24) else 16
    return datetime(day.year, day.month, day.day, hour, tzinfo=BERLIN)


@given(instants, maybe, instants)
def test_the_next_working_day_is_left_unless_less_was_told(plan, told, now):
    due = due_after_change(plan, told, now, OFFICE)

    fair = next_close(now)
    assert due >= plan
    assert due >= (fair if told is None else min(told, fair))
    # It comes no later than plan, told date or fairness want.
    assert due in {plan, told, fair}


@given(instants, instants, instants)
def test_free_days_bring_no_told_date_nearer(plan, told, now):
    due = due_after_change(plan, told, now, OFFICE, by_free_days=True)

    assert due == max(plan, told)


def test_a_slot_moved_six_weeks_nearer_leaves_a_day():
    due = due_after_change(
        at(2027, 1, 4, 16), at(2027, 2, 4, 16), at(2027, 1, 5, 10), OFFICE
    )

    assert due == at(2027, 1, 6, 16)


def test_what_is_late_stays_late():
    told = at(2027, 1, 4, 16)

    assert due_after_change(told, told, at(2027, 1, 7, 9), OFFICE) == told


@pytest.mark.parametrize(
    "reason",
    [
        DueReason(cause=cause, rule="review", before="5", after="2027-01-14T09:00:00Z")
        for cause in DueCause
    ],
)
def test_every_reason_can_be_kept_and_said(reason):
    assert DueReason.read(reason.plain) == reason
    assert str(reason.said(BERLIN))


@pytest.mark.parametrize(
    "kept", [{}, {"cause": "moon"}, {"cause": "slot", "moon": "1"}]
)
def test_what_is_no_reason_is_not_read(kept):
    with pytest.raises((ValueError, TypeError)):
        DueReason.read(kept)


def test_of_several_moves_only_the_last_is_named():
    moves = [
        DueReason(cause=DueCause.SLOT, after=f"2027-01-{day}T09:00:00+00:00")
        for day in (14, 15)
    ]
    longer = DueReason(cause=DueCause.LEAD_TIME, rule="review", before="5", after="12")

    assert str(because([*moves, longer], BERLIN)) == (
        "the slot was moved to 2027-01-15 10:00, "
        "the review has another lead time (5 → 12 working days)"
    )


def test_without_a_reason_the_schedule_has_changed():
    assert str(because([], BERLIN)) == "the schedule has changed"
