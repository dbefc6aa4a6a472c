from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from states.deadlines import NaiveTimeError, Office, reminder_instants
from states.office_hours import SWEEP, TWO_SWEEPS
from states.working_days import OutOfCalendarError, calendar

BERLIN = ZoneInfo("Europe/Berlin")
MINUTE = timedelta(minutes=1)
FRIDAY, SATURDAY, MONDAY = (date(2023, 11, day) for day in (17, 18, 20))

OFFICE = Office(
    calendar=calendar(),
    zone=BERLIN,
    opens=time(8),
    closes=time(17),
    close_of_business=time(16),
)


def berlin(day, hour, minute=0):
    return datetime.combine(day, time(hour, minute), BERLIN)


# Both clock changes, Easter, Whitsun, Buß- und Bettag and the turn of the year.
minutes = st.integers(0, 400 * 24 * 60).map(
    lambda n: datetime(2023, 1, 1, tzinfo=UTC) + n * MINUTE
)


def slow_is_open(instant):
    local = instant.astimezone(BERLIN)
    return OFFICE.calendar.is_working_day(local.date()) and 8 <= local.hour < 17


@given(minutes)
def test_the_office_is_open_in_its_hours_on_a_working_day(instant):
    assert OFFICE.is_open(instant) == slow_is_open(instant)


@pytest.mark.parametrize(
    ("hour", "minute", "is_open"),
    [(7, 59, False), (8, 0, True), (16, 59, True), (17, 0, False)],
)
def test_the_office_opens_and_closes_on_the_minute(hour, minute, is_open):
    assert OFFICE.is_open(berlin(FRIDAY, hour, minute)) == is_open


@settings(max_examples=40)
@given(minutes)
def test_the_next_opening_is_found_minute_by_minute(instant):
    slow = instant
    while not slow_is_open(slow):
        slow += MINUTE

    assert OFFICE.next_open(instant) == slow


def slow_sweeps(first, office, until):
    """Return the sweeps from `first` on that find the office open, before `until`."""
    tick = first.replace(minute=first.minute // 5 * 5, second=0, microsecond=0)
    ticks = (tick + n * SWEEP for n in range(4))
    return [at for at in ticks if first <= at < until and office.is_open(at)]


@st.composite
def offices(draw):
    """Draw office hours with any minutes in which two sweeps fit."""
    opens = draw(st.integers(0, 24 * 60 - 12))
    closes = draw(st.integers(opens + 11, 24 * 60 - 1))
    ends = draw(st.integers(opens + 11, closes))
    opens, closes, ends = (
        time(*divmod(minute, 60)) for minute in (opens, closes, ends)
    )
    return Office(
        calendar=calendar(),
        zone=BERLIN,
        opens=opens,
        closes=closes,
        close_of_business=ends,
    )


@given(offices(), minutes)
def test_two_sweeps_meet_whatever_is_planned_from_an_instant(office, instant):
    planned = office.next_reached(instant)

    assert planned >= instant
    assert len(slow_sweeps(planned, office, planned + TWO_SWEEPS)) == 2


@given(offices(), minutes)
def test_two_sweeps_meet_whatever_must_be_known_before_an_instant(office, due):
    planned = office.last_reached(due)

    assert len(slow_sweeps(planned, office, due)) >= 2


@settings(max_examples=40)
@given(offices(), minutes)
def test_nothing_is_planned_earlier_than_two_sweeps_want(office, due):
    slow = due - TWO_SWEEPS
    while not (office.is_open(slow) and office.is_open(slow + TWO_SWEEPS - MINUTE)):
        slow -= MINUTE

    assert office.last_reached(due) == slow


@given(offices(), st.integers(0, 24 * 60 - 1), minutes)
def test_two_sweeps_meet_every_reminder_at_any_hour(office, minute, due):
    hour = time(*divmod(minute, 60))
    after = due - timedelta(days=30)

    planned = reminder_instants(
        due, offsets=(-2, 0), hour=hour, office=office, after=after
    )

    assert [len(slow_sweeps(at, office, at + TWO_SWEEPS)) for at in planned] == [2, 2]
    assert len(slow_sweeps(planned[-1], office, due)) >= 2


@pytest.mark.parametrize("slot", [time(17), time(18), time(20), time(23, 59)])
def test_an_evening_slot_is_asked_for_on_its_own_day(slot):
    at = datetime.combine(FRIDAY, slot, BERLIN)

    assert OFFICE.last_reached(at) == berlin(FRIDAY, 16, 50)


@pytest.mark.parametrize("slot", [time(0), time(8), time(8, 9)])
def test_an_early_slot_is_asked_for_on_the_working_day_before(slot):
    at = datetime.combine(MONDAY, slot, BERLIN)

    assert OFFICE.last_reached(at) == berlin(FRIDAY, 16, 50)


@pytest.mark.parametrize("hour", [time(), time(18)])
def test_a_slot_on_a_free_day_is_asked_for_on_the_working_day_before(hour):
    at = datetime.combine(SATURDAY, hour, BERLIN)

    assert OFFICE.last_reached(at) == berlin(FRIDAY, 16, 50)


@given(st.times())
def test_an_hour_of_a_working_day_is_moved_as_little_as_possible(hour):
    moved = OFFICE.nearest_open(MONDAY, hour)

    wished = datetime.combine(MONDAY, hour, BERLIN)
    opened = [berlin(MONDAY, 8) + n * MINUTE for n in range(9 * 60 - 9)]
    if opened[0] <= wished <= opened[-1]:
        assert moved == wished
    else:
        assert moved == min(opened, key=lambda minute: abs(minute - wished))


@pytest.mark.parametrize(
    ("now", "day"),
    [
        (berlin(FRIDAY, 10), FRIDAY),
        (berlin(FRIDAY, 10, 1), MONDAY),
        (berlin(SATURDAY, 9), MONDAY),
    ],
)
def test_a_day_counts_until_its_hour_has_passed(now, day):
    assert OFFICE.first_day_by(time(10), now) == day


def test_what_goes_out_is_in_utc():
    inside, outside = berlin(FRIDAY, 9), berlin(SATURDAY, 9)
    answers = [
        OFFICE.at(FRIDAY, time(9)),
        OFFICE.due_on(FRIDAY),
        *(ask(at) for at in (inside, outside) for ask in (OFFICE.next_open,)),
        *(ask(at) for at in (inside, outside) for ask in (OFFICE.last_reached,)),
        OFFICE.nearest_open(FRIDAY, time(9)),
    ]

    assert {answer.tzinfo for answer in answers} == {UTC}


def test_the_close_of_business_stays_at_four_when_the_clocks_change():
    winter, summer = OFFICE.due_on(date(2023, 3, 24)), OFFICE.due_on(date(2023, 3, 27))

    assert (winter.hour, summer.hour) == (15, 14)


def test_an_hour_that_the_clock_change_skips_is_moved_on():
    skipped = OFFICE.at(date(2023, 3, 26), time(2, 30))

    assert skipped.astimezone(BERLIN).time() == time(3, 30)


@pytest.mark.parametrize("question", ["day_of", "hour_of", "is_open", "next_open"])
def test_a_time_without_a_zone_is_refused(question):
    with pytest.raises(NaiveTimeError, match="2023-11-17 10:00:00 has no time zone"):
        getattr(OFFICE, question)(datetime(2023, 11, 17, 10))  # noqa: DTZ001, the point


@pytest.mark.parametrize("year", [1, 9999])
def test_the_ends_of_time_are_outside_the_calendar(year):
    with pytest.raises(OutOfCalendarError):
        OFFICE.next_open(datetime(year, 1, 1, tzinfo=UTC))


def test_an_office_must_open_before_it_closes():
    with pytest.raises(ValueError, match="closes at 08:00 cannot open at 17:00"):
        Office(
            calendar=calendar(),
            zone=BERLIN,
            opens=time(17),
            closes=time(8),
            close_of_business=time(16),
        )
