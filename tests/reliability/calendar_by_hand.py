"""Calendar by hand: Saxony's working days and hours as one finds them on paper.

The other side of figure 7: it shares no line with `states`. Easter is Gauss's, the
clock change is the EU's rule, and whoever looks for a day walks there day by day.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import Final

DAY: Final = timedelta(days=1)
MINUTE: Final = timedelta(minutes=1)
SECOND: Final = timedelta(seconds=1)
TWO_SWEEPS: Final = timedelta(minutes=10)
_SATURDAY, _WEDNESDAY, _SUNDAY = 5, 2, 6
# Every year: New Year, Labour Day, Unity, Reformation, Christmas.
_FIXED: Final = ((1, 1), (5, 1), (10, 3), (10, 31), (12, 25), (12, 26))
# Good Friday, Easter Monday, Ascension, Whit Monday: days from Easter Sunday.
_FROM_EASTER: Final = (-2, 1, 39, 50)
_CORPUS_CHRISTI: Final = 60


@dataclass(frozen=True)
class Paper:
    """A house's hours and its days off, as somebody would note them."""

    opens: time
    closes: time
    closing_days: frozenset[date]
    corpus_christi: bool

    def works_on(self, day: date) -> bool:
        """Say whether it is a weekday, no holiday and no closing day."""
        if day.weekday() >= _SATURDAY or day in self.closing_days:
            return False
        return day not in holidays(day.year, corpus_christi=self.corpus_christi)

    def is_open(self, instant: datetime) -> bool:
        """Say whether somebody is there."""
        local = berlin(instant)
        return self.works_on(local.date()) and self.opens <= local.time() < self.closes

    def next_open(self, instant: datetime) -> datetime:
        """Return the instant itself, or when the house opens next."""
        if self.is_open(instant):
            return instant
        day = berlin(instant).date()
        if not self.works_on(day) or berlin(instant).time() >= self.opens:
            day = self.walk(day, 1)
        return utc(day, self.opens)

    def reached_from(self, instant: datetime) -> datetime:
        """Return the instant if two sweeps then find somebody, else the opening."""
        opens = self.next_open(instant)
        if self.is_open(opens + TWO_SWEEPS - SECOND):
            return opens
        return self.next_open(opens + TWO_SWEEPS)

    def mail_from(self, instant: datetime, hour: time) -> datetime:
        """Return when a mail goes there: not before that hour of a day it is open."""
        opens = self.reached_from(instant)
        return max(opens, utc(berlin(opens).date(), hour))

    def walk(self, day: date, days: int) -> date:
        """Walk to the n-th working day after the day, or before it."""
        if days == 0:
            while not self.works_on(day):
                day -= DAY
        step = DAY if days > 0 else -DAY
        while days:
            day += step
            if self.works_on(day):
                days -= 1 if days > 0 else -1
        return day

    def reminders(
        self, due: datetime, offsets: Sequence[int], hour: time, after: datetime
    ) -> list[datetime]:
        """Return when to remind, in order: on each day at the hour, later than after.

        That of the due day comes two sweeps before it and before the closing time.
        """
        due_day = berlin(due).date()
        instants = []
        for offset in sorted(offsets):
            instant = utc(self.walk(due_day, offset), hour)
            if offset == 0 and instant > due - TWO_SWEEPS:
                instant = self._last_reached_before(due)
            instants.append(instant)
        return [instant for instant in sorted(instants) if instant > after]

    def _last_reached_before(self, due: datetime) -> datetime:
        instant = due - TWO_SWEEPS
        while not (
            self.is_open(instant) and self.is_open(instant + TWO_SWEEPS - MINUTE)
        ):
            instant -= MINUTE
        return instant


@cache
def holidays(year: int, *, corpus_christi: bool) -> frozenset[date]:
    """Return the public holidays of Saxony in a year."""
    easter = _easter(year)
    days = {date(year, month, day) for month, day in _FIXED}
    days |= {easter + timedelta(days=offset) for offset in _FROM_EASTER}
    if corpus_christi:
        days.add(easter + timedelta(days=_CORPUS_CHRISTI))
    # Buß- und Bettag: the Wednesday before 23 November.
    repentance = date(year, 11, 22)
    while repentance.weekday() != _WEDNESDAY:
        repentance -= DAY
    return frozenset(days | {repentance})


def berlin(instant: datetime) -> datetime:
    """Return the local time in Berlin, without a zone."""
    plain = instant.astimezone(UTC).replace(tzinfo=None)
    begins, ends = _summer(plain.year)
    hours = 2 if begins <= plain < ends else 1
    return plain + timedelta(hours=hours)


def utc(day: date, hour: time) -> datetime:
    """Return a local hour of Berlin as aware UTC; by night it may not be exact."""
    plain = datetime.combine(day, hour)
    begins, ends = _summer(day.year)
    is_summer = begins <= plain - timedelta(hours=2) < ends
    return (plain - timedelta(hours=2 if is_summer else 1)).replace(tzinfo=UTC)


@cache
def _summer(year: int) -> tuple[datetime, datetime]:
    """Return when summer time begins and ends, in UTC: on last Sundays, at one."""
    last_sundays = []
    for month in (3, 10):
        day = date(year, month, 31)
        while day.weekday() != _SUNDAY:
            day -= DAY
        last_sundays.append(datetime.combine(day, time(1)))
    return last_sundays[0], last_sundays[1]


def _easter(year: int) -> date:
    """Gauss's rule for 1900 to 2099, with its two exceptions."""
    a, b, c = year % 19, year % 4, year % 7
    d = (19 * a + 24) % 30
    e = (2 * b + 4 * c + 6 * d + 5) % 7
    day = 22 + d + e
    if d == 29 and e == 6:
        day -= 7
    if d == 28 and e == 6 and a > 10:
        day -= 7
    return date(year, 3, 1) + timedelta(days=day - 1)
