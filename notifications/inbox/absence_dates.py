"""Absence dates: from when to when somebody is away, as far as a text says so."""

import re
from collections.abc import Sequence
from datetime import date, timedelta
from enum import Enum, auto
from typing import Final

from notifications.inbox.dates_in_text import DateMention, mentions

LONGEST_TEXT: Final = 4000  # characters; days further on are not about an absence
_LEAP: Final = 9  # years within which every day of a year comes again
_HALF_A_YEAR: Final = timedelta(days=183)
_DAY: Final = timedelta(days=1)
_LONGEST_LINK: Final = 25  # characters between the two days of a range

_FILLER: Final = re.compile(
    r"(?:\b(?:zum|und mit|einschlie(?:ß|ss)lich|einschl|inklusive|inkl|incl"
    r"|including|and|voraussichtlich|mindestens|at least|dem|den|der|the|end of|on|am"
    r"|(?:mon|diens|donners|frei|sams|sonn)tag|mittwoch|mo|di|mi|do|fr|sa|so"
    r"|(?:mon|tues|wednes|thurs|fri|satur|sun)day|mon|tue|wed|thu|fri|sat|sun)\b"
    r"|[\s.,(])+\Z",
    re.IGNORECASE,
)
_UNTIL: Final = re.compile(
    r"(?:\b(?:bis|until|till|til|through|to)|[-\u2013])\Z", re.IGNORECASE
)
_FROM: Final = re.compile(
    r"\b(?:vom|von|ab|seit|from|starting|beginning|since|as of|between|zwischen)\Z",
    re.IGNORECASE,
)
_BETWEEN: Final = re.compile(r"\b(?:between|zwischen)\Z", re.IGNORECASE)
_AND: Final = re.compile(r"\b(?:and|und)\b", re.IGNORECASE)
_BACK: Final = re.compile(r"\b(?:wieder|zurück|back|return(?:ing)?)\b", re.IGNORECASE)
_CLAUSE: Final = re.compile(r"[,.;:!?\n]")


class _Role(Enum):
    """What a day in such a text is."""

    FIRST = auto()
    LAST = auto()
    BACK = auto()
    OTHER = auto()


def absence(text: str, today: date) -> tuple[date | None, date | None]:
    """Return the first and the last day of an absence; None where it is not said.

    What has no year is meant nearest to `today`. An end before it is none, and an
    absence that is over is none at all.
    """
    text = text[:LONGEST_TEXT]
    found = mentions(text, today)
    roles = _roles(text, found)
    said = {
        role: next(
            (one for one, its in zip(found, roles, strict=True) if its is role), None
        )
        for role in _Role
    }
    first, last, back = (said[role] for role in (_Role.FIRST, _Role.LAST, _Role.BACK))
    begins_by = _fixed(first) or today
    ends = _from_on(last, max(begins_by, today)) if last else None
    if ends is None and back:
        returns = _from_on(back, max(begins_by, today))
        ends = returns and returns - _DAY
    begins = _near(first, today, ends) if first else None
    if ends and ends < today:
        return None, None
    if begins and ends and begins > ends:
        return None, None
    return begins, ends


def _roles(text: str, found: Sequence[DateMention]) -> list[_Role]:
    roles = []
    edges = [0, *(one.end for one in found)]
    starts = [*(one.start for one in found), len(text)]
    opened = False
    for one, begin, following in zip(found, edges, starts[1:], strict=False):
        led_by = text[begin : one.start]
        before = _FILLER.sub("", led_by)
        after = text[one.end : following]
        closes = opened and bool(_AND.search(led_by))
        roles.append(
            _Role.LAST
            if closes
            else _role(before, after, is_last=following == len(text))
        )
        opened = bool(_BETWEEN.search(before))
        if roles[-2:] == [_Role.OTHER, _Role.LAST] and len(led_by) <= _LONGEST_LINK:
            roles[-2] = _Role.FIRST
    return roles


def _role(before: str, after: str, *, is_last: bool) -> _Role:
    if _UNTIL.search(before):
        return _Role.LAST
    clause, *more = _CLAUSE.split(after.lstrip(" ,"), maxsplit=1)
    # What leads to the next day without a pause is said of that one.
    follows = clause if more or is_last else ""
    if _BACK.search(_CLAUSE.split(before)[-1]) or _BACK.search(follows):
        return _Role.BACK
    return _Role.FIRST if _FROM.search(before) else _Role.OTHER


def _fixed(said: DateMention | None) -> date | None:
    return _day(said, said.year) if said and said.year else None


def _from_on(said: DateMention, earliest: date) -> date | None:
    """Return the first such day from `earliest` on; a year that is said is taken."""
    years = [said.year] if said.year else range(earliest.year, earliest.year + _LEAP)
    forms = [said, *([said.american] if said.american else [])]
    days = [day for year in years for one in forms if (day := _day(one, year))]
    coming = [day for day in days if day >= earliest]
    return min(coming, default=_fixed(said))


def _near(said: DateMention, today: date, ends: date | None) -> date | None:
    if said.year:
        return _fixed(said)
    latest = ends or today + _HALF_A_YEAR
    days = (_day(said, latest.year - ago) for ago in range(_LEAP))
    return next((day for day in days if day and day <= latest), None)


def _day(said: DateMention, year: int) -> date | None:
    try:
        return date(year, said.month, said.day)
    except ValueError:
        return None
