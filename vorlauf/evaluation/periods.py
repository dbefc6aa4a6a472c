"""Periods: what an evaluation is about: a month, a year, or the whole campaign."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Final

from states.messages import Message, Quoted, msg, phrase
from states.office_hours import Office
from states.working_days import FIRST_YEAR, LAST_YEAR
from vorlauf.errors import BadInputError

CAMPAIGN: Final = "campaign"
MONTHS: Final = tuple(
    phrase("month", name)
    for name in (
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    )
)
_KEY: Final = re.compile(r"(\d{4})(?:-(0[1-9]|1[0-2]))?", re.ASCII)
_DAY: Final = timedelta(days=1)


class PeriodKind(StrEnum):
    """How long a period is."""

    MONTH = "month"
    YEAR = "year"
    CAMPAIGN = "campaign"


@dataclass(frozen=True, kw_only=True)
class Period:
    """Days from `first` to `last`, both included, that are evaluated together."""

    kind: PeriodKind
    first: date
    last: date

    @property
    def key(self) -> str:
        """Its name in addresses and files: `2023-05`, `2023`, `campaign`."""
        match self.kind:
            case PeriodKind.MONTH:
                return f"{self.first:%Y-%m}"
            case PeriodKind.YEAR:
                return f"{self.first:%Y}"
            case PeriodKind.CAMPAIGN:
                return CAMPAIGN

    @property
    def name(self) -> Message:
        """What it is called: May 2023, 2023, the campaign."""
        match self.kind:
            case PeriodKind.MONTH:
                name = MONTHS[self.first.month - 1]
                return msg("{month} {year}", month=name, year=self.first.year)
            case PeriodKind.YEAR:
                return msg("the year {year}", year=self.first.year)
            case PeriodKind.CAMPAIGN:
                return msg("the whole campaign")

    @property
    def next(self) -> "Period | None":
        """The period after it; the campaign has none."""
        if self.kind is PeriodKind.CAMPAIGN:
            return None
        return _around(self.kind, self.last + _DAY)

    @property
    def before(self) -> "Period | None":
        """The period before it; the campaign has none."""
        if self.kind is PeriodKind.CAMPAIGN:
            return None
        return _around(self.kind, self.first - _DAY)

    def bounds(self, office: Office) -> tuple[datetime, datetime]:
        """Return the instants (aware UTC) of its beginning and of its end."""
        return (
            office.at(self.first, time.min),
            office.at(self.last + _DAY, time.min),
        )


def month_of(day: date) -> Period:
    """Return the month in which a day lies."""
    return _around(PeriodKind.MONTH, day)


def dated_period(key: str) -> Period:
    """Return a month or a year by its key. Raises `BadInputError` for another one."""
    found = _KEY.fullmatch(key)
    if not found or not FIRST_YEAR <= int(found[1]) <= LAST_YEAR:
        raise BadInputError(
            msg(
                "{key} is no period; write a month as 2023-05, a year as 2023, or "
                "campaign.",
                key=Quoted(key[:40]),
            )
        )
    kind = PeriodKind.MONTH if found[2] else PeriodKind.YEAR
    return _around(kind, date(int(found[1]), int(found[2] or 1), 1))


def _around(kind: PeriodKind, day: date) -> Period:
    if kind is PeriodKind.YEAR:
        first, last = date(day.year, 1, 1), date(day.year, 12, 31)
    else:
        first = day.replace(day=1)
        last = (first + 31 * _DAY).replace(day=1) - _DAY
    return Period(kind=kind, first=first, last=last)
