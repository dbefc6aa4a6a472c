"""List values of stakeholders.toml: keys with several values."""

import re
from collections.abc import Callable
from contextlib import suppress
from datetime import date, time
from typing import TypeVar

from states.messages import phrase
from states.office_hours import HalfDay
from vorlauf.directory.values import (
    EMPTY,
    MisfitError,
    Remark,
    of_kind,
    share,
    shown,
)

YEARS = range(2000, 2100)
OFFSETS = range(-60, 61)
T = TypeVar("T")

_HALF_DAY = re.compile(r"(?:(\d{4})-)?(\d{2})-(\d{2}) ((?:[01]\d|2[0-3]):[0-5]\d)")
_WORD = re.compile(r"[a-z][a-z0-9_-]{0,39}")
_KEY = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")
_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://[^\s\x00-\x1f\x7f]+")


def offset(value: object) -> int:
    """Read a number of working days before (-) or after the due day."""
    if type(value) is int and value in OFFSETS:
        return value
    raise MisfitError(
        phrase(
            "fault",
            "is {value}, not a number of working days near the due day",
            value=shown(value),
        ),
        phrase(
            "cure",
            "write a number from {first} to {last}",
            first=OFFSETS[0],
            last=OFFSETS[-1],
        ),
    )


def offsets(value: object) -> tuple[int, ...]:
    """Read the days of the reminders: each once, the earliest first."""
    found = listed(offset, "[-3, -1, 0, 2]")(value)
    if found != tuple(sorted(found)):
        what = phrase("fault", "is not in the order of time")
        raise MisfitError(what, phrase("cure", "write {list}", list=str(sorted(found))))
    return found


def day(value: object) -> date:
    """Read a date, as TOML has it or as a text."""
    with suppress(ValueError):
        value = date.fromisoformat(value) if isinstance(value, str) else value
    # A point in time is a date to Python, but not to us.
    if isinstance(value, date) and type(value) is date and value.year in YEARS:
        return value
    raise MisfitError(
        phrase(
            "fault",
            "is {value}, not a day of the years {first} to {last}",
            value=shown(value),
            first=YEARS[0],
            last=YEARS[-1],
        ),
        phrase("cure", "write year, month and day, as 2023-12-24"),
    )


def closing_days(value: object) -> frozenset[date]:
    """Read days on which houses are closed beside the public holidays."""
    return frozenset(listed(day, "[2023-12-24, 2023-12-31]")(value))


def half_day(value: object) -> HalfDay:
    """Read a day that ends early: month and day, or a date, and until when."""
    with suppress(ValueError):
        if isinstance(value, str) and (found := _HALF_DAY.fullmatch(value)):
            year, month, day, until = found.groups()
            # Without a year the day may be the one that only leap years have.
            date(int(year or 2000), int(month), int(day))
            if year is None or int(year) in YEARS:
                return HalfDay(
                    month=int(month),
                    day=int(day),
                    until=time.fromisoformat(until),
                    year=int(year) if year else None,
                )
    raise MisfitError(
        phrase("fault", "is {value}, not a day and an hour", value=shown(value)),
        phrase(
            "cure",
            'write a day of every year, as "12-24 12:00", or one date, as '
            '"2027-05-28 13:00"',
        ),
    )


def half_days(value: object) -> frozenset[HalfDay]:
    """Read working days that end early, each once."""
    found = listed(half_day, '["12-24 12:00", "12-31 12:00"]')(value)
    days = [(one.year, one.month, one.day) for one in found]
    twice = [number for number, one in enumerate(days) if one in days[:number]]
    if twice:
        what = phrase(
            "fault",
            "element {number} is the same day as element {first}",
            number=twice[0] + 1,
            first=days.index(days[twice[0]]) + 1,
        )
        raise MisfitError(what, phrase("cure", "write it once"))
    return frozenset(found)


def channel(value: object) -> str:
    """Read the short name of a channel."""
    if isinstance(value, str) and _WORD.fullmatch(value):
        return value
    raise MisfitError(
        phrase("fault", "is {value}, not a short name", value=shown(value)),
        phrase("cure", "write small letters, digits, - and _"),
    )


def channels(value: object) -> tuple[str, ...]:
    """Read the short names of the channels: at least one, each once."""
    found = listed(channel, '["linkedin", "instagram"]')(value)
    if not found:
        cure = phrase("cure", 'write at least one channel, as ["linkedin"]')
        raise MisfitError(EMPTY, cure)
    return found


def shares(value: object) -> tuple[int, ...]:
    """Read agreed parts of the posts: whole numbers, at least one of them above 0."""
    if not isinstance(value, list):
        cure = phrase("cure", "write a list, as {example}", example="[1, 1, 1, 1]")
        raise MisfitError(of_kind(value), cure)
    found = tuple(share(element) for element in value)
    if not any(found):
        what = phrase("fault", "have no share of the posts among them")
        raise MisfitError(what, phrase("cure", "write 1 for at least one of them"))
    return found


def former_key(value: object) -> str:
    """Read a key that a house or a person had before."""
    if isinstance(value, str) and _KEY.fullmatch(value):
        return value
    raise MisfitError(
        phrase("fault", "is {value}, not a key", value=shown(value)),
        phrase("cure", "write at most 40 small letters, digits, - and _"),
    )


def former_keys(value: object) -> tuple[str, ...]:
    """Read the keys that a house or a person had before, each once."""
    return listed(former_key, '["smr"]')(value)


def url(value: object) -> str:
    """Read an Apprise URL. It may hold a password, so no message repeats it."""
    if isinstance(value, str) and _URL.fullmatch(value):
        return value
    cure = phrase("cure", 'write it in quotes, as "ntfy://host/topic"')
    raise MisfitError(phrase("fault", "is not a URL"), cure)


def urls(value: object) -> tuple[str, ...]:
    """Read Apprise URLs, each once."""
    return listed(url, '["ntfy://host/topic"]')(value)


def listed(
    one: Callable[[object], T], example: str
) -> Callable[[object], tuple[T, ...]]:
    """Make a reader of a list in which `one` reads each element, none twice."""

    def read(value: object) -> tuple[T, ...]:
        if not isinstance(value, list):
            cure = phrase("cure", "write a list, as {example}", example=example)
            raise MisfitError(of_kind(value), cure)
        found: dict[T, int] = {}
        remarks: list[Remark] = []
        for number, element in enumerate(value, start=1):
            remarks += _element(one, element, number, found)
        if remarks:
            (what, cure), *more = remarks
            raise MisfitError(what, cure, *more)
        return tuple(found)

    return read


def _element(
    one: Callable[[object], T], element: object, number: int, found: dict[T, int]
) -> list[Remark]:
    """Add the element to those found, or say what is wrong with it."""
    try:
        value = one(element)
    except MisfitError as misfit:
        return [
            (phrase("fault", "element {number} {what}", number=number, what=what), cure)
            for what, cure in misfit.remarks
        ]
    first = found.setdefault(value, number)
    if first == number:
        return []
    what = phrase(
        "fault",
        "element {number} is the same as element {first}",
        number=number,
        first=first,
    )
    return [(what, phrase("cure", "write it once"))]
