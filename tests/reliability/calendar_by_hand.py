"""Calendar by hand: Saxony's working days and hours as one finds them on paper.

The other side of figure 7: it shares no line with `states`. Holidays and clock are
those of the judge of a simulated year, and whoever looks for a day walks there day by
day.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from vorlauf.demo.judge.calendar import berlin, holidays, utc

__all__ = ["Paper", "berlin", "holidays", "utc"]

DAY: Final = timedelta(days=1)
MINUTE: Final = timedelta(minutes=1)
SECOND: Final = timedelta(seconds=1)
TWO_SWEEPS: Final = timedelta(minutes=10)
_SATURDAY: Final = 5


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
