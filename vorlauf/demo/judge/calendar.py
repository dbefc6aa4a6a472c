"""Calendar: working days and office hours as one finds them on paper.

It shares no line with the product: Easter is computed, the clock change is the EU's
rule, and whoever looks for a day walks there day by day.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import Final

DAY: Final = timedelta(days=1)
_SATURDAY, _WEDNESDAY, _SUNDAY = 5, 2, 6
# Every year and everywhere: New Year, Labour Day, Unity, Christmas.
_FIXED: Final = ((1, 1), (5, 1), (10, 3), (12, 25), (12, 26))
# Beside them: Reformation Day in Saxony; in Saxony-Anhalt Epiphany as well.
_OF_LAND: Final = {"SN": ((10, 31),), "ST": ((1, 6), (10, 31))}
# Good Friday, Easter Monday, Ascension, Whit Monday: days from Easter Sunday.
_FROM_EASTER: Final = (-2, 1, 39, 50)
_CORPUS_CHRISTI: Final = 60


@dataclass(frozen=True)
class Hours:
    """When a house works; a `half_days` closes earlier on that day."""

    opens: time
    closes: time
    close_of_business: time
    closing_days: frozenset[date] = frozenset()
    corpus_christi: bool = False
    land: str = "SN"
    half_days: Mapping[tuple[int, int], time] = field(default_factory=dict)

    def works_on(self, day: date) -> bool:
        """Say whether it is a weekday, no holiday and no closing day."""
        if day.weekday() >= _SATURDAY or day in self.closing_days:
            return False
        return not self.is_holiday(day)

    def is_holiday(self, day: date) -> bool:
        """Say whether it is a public holiday there."""
        free = holidays(day.year, land=self.land, corpus_christi=self.corpus_christi)
        return day in free

    def ends(self, day: date) -> time:
        """Return when the office closes on a day."""
        return min(self.half_days.get((day.month, day.day), self.closes), self.closes)

    def is_open(self, instant: datetime) -> bool:
        """Say whether somebody is there."""
        local = berlin(instant)
        day = local.date()
        return self.works_on(day) and self.opens <= local.time() < self.ends(day)

    def walk(self, day: date, days: int) -> date:
        """Walk to the n-th working day after the day (n is 1 or more)."""
        while days:
            day += DAY
            if self.works_on(day):
                days -= 1
        return day

    def end_of(self, day: date) -> datetime:
        """Return the close of business of a day as aware UTC."""
        return utc(day, min(self.close_of_business, self.ends(day)))


@cache
def holidays(
    year: int, *, land: str = "SN", corpus_christi: bool = False
) -> frozenset[date]:
    """Return the public holidays of a year in Saxony or Saxony-Anhalt."""
    easter = _easter(year)
    days = {date(year, month, day) for month, day in (*_FIXED, *_OF_LAND[land])}
    days |= {easter + timedelta(days=offset) for offset in _FROM_EASTER}
    if corpus_christi:
        days.add(easter + timedelta(days=_CORPUS_CHRISTI))
    if land == "SN":
        days.add(_repentance(year))
    return frozenset(days)


def _repentance(year: int) -> date:
    """Return Buß- und Bettag: the Wednesday before 23 November."""
    day = date(year, 11, 22)
    while day.weekday() != _WEDNESDAY:
        day -= DAY
    return day


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
    """Return Easter Sunday by the rule of Meeus, Jones and Butcher."""
    a, b, c = year % 19, year // 100, year % 100
    d, e = b // 4, b % 4
    f = (b + 8) // 25
    g = (b - f + 1) // 3
    h = (19 * a + b - d - g + 15) % 30
    i, k = c // 4, c % 4
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, day = divmod(h + m - 7 * n + 114, 31)
    return date(year, month, day + 1)
