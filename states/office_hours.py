"""Office hours: when one house works, in its own calendar, zone and hours.

Only this module converts between UTC and local time. Every argument that is an instant
must be aware (else NaiveTimeError), every result is in UTC.
"""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from states.working_days import Calendar, check_year

MINUTE: Final = timedelta(minutes=1)
# How often the timetable looks for what is due.
SWEEP: Final = timedelta(minutes=5)
# One sweep may fail or come late; then the next one is still in time.
TWO_SWEEPS: Final = 2 * SWEEP


class NaiveTimeError(ValueError):
    """A point in time came without its time zone."""

    def __init__(self, instant: datetime) -> None:
        super().__init__(
            f"The time {instant.isoformat(sep=' ')} has no time zone; "
            "write one, as in 2023-11-22 10:00+01:00."
        )
        self.instant = instant


@dataclass(frozen=True, kw_only=True)
class HalfDay:
    """A day on which an office closes early, at `until`; of every year or of one."""

    month: int
    day: int
    until: time
    year: int | None = None


@dataclass(frozen=True, kw_only=True)
class Office:
    """The office hours of one house: its calendar, its zone and its local hours.

    Half days are working days that end early; of two for one day that of its year
    counts. Raises ValueError if it does not open before it closes.
    """

    calendar: Calendar
    zone: ZoneInfo
    opens: time
    closes: time
    close_of_business: time
    half_days: frozenset[HalfDay] = frozenset()
    _instants: dict[tuple[date, time], datetime] = field(
        init=False, repr=False, compare=False, default_factory=dict
    )

    def __post_init__(self) -> None:
        if self.opens >= self.closes:
            raise ValueError(
                f"An office that closes at {self.closes:%H:%M} "
                f"cannot open at {self.opens:%H:%M}; let it open earlier."
            )

    def day_of(self, instant: datetime) -> date:
        """Return the local date of an aware instant."""
        return self._local(instant).date()

    def hour_of(self, instant: datetime) -> time:
        """Return the local time of day of an aware instant."""
        return self._local(instant).time()

    def at(self, day: date, hour: time) -> datetime:
        """Return the local hour of a day as aware UTC.

        An hour that the clock change skips is moved on by the skipped time; of one that
        it repeats the first counts (PEP 495).
        """
        # A campaign asks for the same few hundred instants all the time.
        if (found := self._instants.get((day, hour))) is None:
            check_year(day.year)
            found = datetime.combine(day, hour, self.zone).astimezone(UTC)
            self._instants[day, hour] = found
        return found

    def due_on(self, day: date) -> datetime:
        """Return the close of business on a day as aware UTC."""
        return self.at(day, min(self.close_of_business, self._ends(day)))

    def is_open(self, instant: datetime) -> bool:
        """Say whether it is a working day and opens <= local time < closes."""
        local = self._local(instant)
        in_hours = self.opens <= local.time() < self.closes_on(local.date())
        return in_hours and self.calendar.is_working_day(local.date())

    def next_open(self, instant: datetime) -> datetime:
        """Return the instant itself if the office is open, else the next opening."""
        if self.is_open(instant):
            return instant.astimezone(UTC)
        day = self.first_day_by(self.opens, instant)
        return self.at(day, self.opens)

    def next_reached(self, instant: datetime) -> datetime:
        """Return the instant if two sweeps reach the open office, else the opening.

        That is the next opening, aware UTC.
        """
        opens = self.next_open(instant)
        if self.hour_of(opens) <= self.last_call(self.day_of(opens)):
            return opens
        return self.at(self.calendar.add(self.day_of(opens), 1), self.opens)

    def last_reached(self, before: datetime) -> datetime:
        """Return the last instant at which two sweeps reach the open office in time.

        That is two sweeps before `before` and before the office closes, aware UTC.
        """
        instant = before - TWO_SWEEPS
        local = self._local(instant)
        if self.is_open(instant):
            last = self.last_call(local.date())
            return self.at(local.date(), min(local.time(), last))
        has_closed = local.time() >= self.closes_on(local.date())
        day = self.calendar.add(local.date(), 0 if has_closed else -1)
        return self.at(day, self.last_call(day))

    def nearest_open(self, day: date, hour: time) -> datetime:
        """Return the hour of a working day, moved to where two sweeps reach the office.

        In aware UTC.
        """
        return self.at(day, min(max(hour, self.opens), self.last_call(day)))

    def first_day_by(self, hour: time, now: datetime) -> date:
        """Return the first working day whose local hour has not passed."""
        today = self.day_of(now)
        if self.calendar.is_working_day(today) and now <= self.at(today, hour):
            return today
        return self.calendar.add(today, 1)

    def first_day_by_close(self, now: datetime) -> date:
        """Return the first working day whose close of business has not passed."""
        today = self.day_of(now)
        if self.calendar.is_working_day(today) and now <= self.due_on(today):
            return today
        return self.calendar.add(today, 1)

    def closes_on(self, day: date) -> time:
        """Return the local time at which the office closes on a day."""
        return min(self.closes, self._ends(day))

    def last_call(self, day: date) -> time:
        """Return the local time two sweeps before it closes that day, or opens."""
        return max(self.opens, earlier(self.closes_on(day), TWO_SWEEPS))

    def _ends(self, day: date) -> time:
        if not self.half_days:
            return time.max
        found = {
            one.year: one.until
            for one in self.half_days
            if (one.month, one.day) == (day.month, day.day)
        }
        return found.get(day.year, found.get(None, time.max))

    def _local(self, instant: datetime) -> datetime:
        # The years at the very ends of datetime overflow in other zones.
        check_year(aware(instant).year)
        return instant.astimezone(self.zone)


def earlier(hour: time, by: timedelta) -> time:
    """Return an earlier hour of the same day, midnight at the earliest."""
    moment = datetime.combine(date.max, hour)
    return max(moment - by, datetime.combine(date.max, time.min)).time()


def aware(instant: datetime) -> datetime:
    """Return the instant, or raise NaiveTimeError if it has no time zone."""
    if instant.utcoffset() is None:
        raise NaiveTimeError(instant)
    return instant
