"""Working days: which days count in a German Land, and how to add and count them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import NamedTuple

import holidays

LANDS = frozenset(
    "BB BE BW BY HB HE HH MV NI NW RP SH SL SN ST TH".split()  # noqa: SIM905, one line
)
# Posts lie in 2000 to 2099; lead times may reach one year over either edge.
FIRST_YEAR = 1999
LAST_YEAR = 2100

CLOSING_DAY = "Schließtag"
CORPUS_CHRISTI = "Fronleichnam"
SATURDAY = 5


class OutOfCalendarError(ValueError):
    """A date lies in a year that the calendar does not know."""

    def __init__(self, year: int) -> None:
        super().__init__(
            f"The year {year} is outside the calendar of working days, "
            f"which knows {FIRST_YEAR} to {LAST_YEAR}."
        )
        self.year = year


class UnknownLandError(ValueError):
    """There is no German Land with this short name."""

    def __init__(self, land: str) -> None:
        super().__init__(
            f"“{land}” is no German Land; write one of {', '.join(sorted(LANDS))}."
        )
        self.land = land


def check_year(year: int) -> None:
    """Raise OutOfCalendarError unless the calendar knows this year."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise OutOfCalendarError(year)


class _Year(NamedTuple):
    first: int  # the ordinal of 1 January
    before: list[int]  # [n]: working days before the n-th day of the year, from 0
    days: list[date]  # the working days, in order
    names: Mapping[int, str]  # ordinal -> name of the holiday


@dataclass(frozen=True, slots=True)
class Calendar:
    """The working days of one Land; immutable, get it from `calendar()`.

    A working day is Monday to Friday, no public holiday and no closing day. A year
    is computed when it is first asked for (about 2 ms) and kept. Every method raises
    OutOfCalendarError for a date outside 1999 to 2100.
    """

    land: str
    closing_days: frozenset[date]
    corpus_christi: bool
    _years: dict[int, _Year] = field(
        init=False, repr=False, compare=False, default_factory=dict
    )

    def __post_init__(self) -> None:
        if self.land not in LANDS:
            raise UnknownLandError(self.land)

    def is_working_day(self, day: date) -> bool:
        """Say whether this day counts."""
        year = self._year(day.year)
        nth = day.toordinal() - year.first
        return year.before[nth] < year.before[nth + 1]

    def add(self, day: date, days: int) -> date:
        """Return the n-th working day after `day`, or before it if n is negative.

        `day` itself never counts. With 0 days it is `day` if that is a working day,
        else the last working day before it.
        """
        year = self._year(day.year)
        nth = day.toordinal() - year.first
        index = year.before[nth] + days if days < 0 else year.before[nth + 1] + days - 1
        if 0 <= index < len(year.days):
            return year.days[index]
        return self._in_another_year(day.year, index)

    def between(self, first: date, last: date) -> int:
        """Count the working days after `first` up to and including `last`.

        Negative when `last` lies before `first`: between(a, b) == -between(b, a).
        """
        if last < first:
            return -self.between(last, first)
        within = self._up_to(last) - self._up_to(first)
        return within + sum(map(self.in_year, range(first.year, last.year)))

    def in_year(self, year: int) -> int:
        """Count the working days of a year; 2023 has 250 in Saxony."""
        return len(self._year(year).days)

    def holiday(self, day: date) -> str | None:
        """Return the German name of the holiday, “Schließtag”, or None.

        A public holiday goes before a closing day; weekends have no name.
        """
        return self._year(day.year).names.get(day.toordinal())

    def _up_to(self, day: date) -> int:
        year = self._year(day.year)
        return year.before[day.toordinal() - year.first + 1]

    def _in_another_year(self, number: int, index: int) -> date:
        while index < 0:
            number -= 1
            index += self.in_year(number)
        while index >= len(days := self._year(number).days):
            index -= len(days)
            number += 1
        return days[index]

    def _year(self, number: int) -> _Year:
        try:
            return self._years[number]
        except KeyError:
            check_year(number)
        # Two threads may both compute it; they find the same and the later one stays.
        year = self._years[number] = self._computed(number)
        return year

    def _computed(self, number: int) -> _Year:
        names = dict(self._names(number))
        first = date(number, 1, 1).toordinal()
        before, days = [0], []
        for ordinal in range(first, date(number, 12, 31).toordinal() + 1):
            day = date.fromordinal(ordinal)
            if day.weekday() < SATURDAY and ordinal not in names:
                days.append(day)
            before.append(len(days))
        return _Year(first, before, days, names)

    def _names(self, year: int) -> Iterator[tuple[int, str]]:
        yield from ((day.toordinal(), CLOSING_DAY) for day in self.closing_days)
        if self.corpus_christi:
            yield _corpus_christi(year), CORPUS_CHRISTI
        yield from _public_holidays(self.land, year).items()


def calendar(
    land: str = "SN",
    *,
    closing_days: frozenset[date] = frozenset(),
    corpus_christi: bool = False,
) -> Calendar:
    """Return the calendar of a Land; the same arguments give the same object.

    `closing_days` are free as well (24 and 31 December are no public holidays).
    `corpus_christi` frees that day too where only some communities keep it; where the
    whole Land keeps it, it is free in any case. Other holidays that only some
    communities keep (Augsburg's, Bavaria's Mariä Himmelfahrt) are closing days.
    Raises UnknownLandError, see LANDS.
    """
    return _calendar(land, closing_days, corpus_christi)


@cache
def _calendar(
    land: str,
    closing_days: frozenset[date],
    corpus_christi: bool,  # noqa: FBT001, a key of the cache
) -> Calendar:
    return Calendar(land, closing_days, corpus_christi)


@cache
def _public_holidays(land: str, year: int) -> dict[int, str]:
    days = holidays.country_holidays("DE", subdiv=land, years=year, language="de")
    return {day.toordinal(): name for day, name in days.items()}


@cache
def _corpus_christi(year: int) -> int:
    # The date is the same everywhere, but the library knows it as a Catholic holiday
    # of some Länder only; Saxony is one and has no other holiday in that category.
    (day,) = holidays.country_holidays(
        "DE", subdiv="SN", years=year, language="de", categories="catholic"
    )
    return day.toordinal()
