"""Calendar words: months, weekdays and weeks as plans write them."""

import re
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Final

from vorlauf.sheets.fields import folded

_MONTHS: Final[Mapping[str, int]] = {
    name: number
    for number, names in enumerate(
        (
            "januar january jan janner",
            "februar february feb feber",
            "marz march mar mrz maerz",
            "april apr",
            "mai may",
            "juni june jun",
            "juli july jul",
            "august aug",
            "september sep sept",
            "oktober october okt oct",
            "november nov",
            "dezember december dez dec",
        ),
        1,
    )
    for name in names.split()
}
_WEEKDAYS: Final[Mapping[str, int]] = {
    name: number
    for number, names in enumerate(
        (
            "montag mo mon monday",
            "dienstag di die tue tues tuesday",
            "mittwoch mi mit wed wednesday",
            "donnerstag do don thu thur thurs thursday",
            "freitag fr fre fri friday",
            "samstag sa sam sonnabend sat saturday",
            "sonntag so son sun sunday",
        )
    )
    for name in names.split()
}
_WEEK: Final = re.compile(
    r"(?:(?P<iso>20\d\d)[ -]?w(?P<iso_week>\d{1,2})"
    r"|(?:kw|cw|woche|week|w) ?(?P<week>\d{1,2})(?: (?P<year>(?:20)?\d\d))?"
    r"|(?P<before>\d{1,2}) (?:kw|woche|cw)(?: (?P<year_after>(?:20)?\d\d))?)"
)
_YEAR: Final = re.compile(r"(?<!\d)(20[2-9]\d)(?!\d)")
_SHORT_YEAR: Final = re.compile(r"\d\d")
_NUMBER_OF_MONTH: Final = re.compile(r"(?:20\d\d )?(0[1-9]|1[0-2])(?: 20\d\d)?")
_LAST_WEEK: Final = 53


def month_named(text: str) -> int | None:
    """Return the month (1 to 12) that a word means, or None."""
    return _MONTHS.get(folded(text))


def weekday_named(text: str) -> int | None:
    """Return the weekday (Monday is 0) that a word means, or None."""
    return _WEEKDAYS.get(folded(text))


def is_row_of_weekdays(texts: list[str]) -> bool:
    """Say whether these are the heads of a calendar's columns, Monday to Friday."""
    days = [weekday_named(text) for text in texts]
    return [day for day in days if day is not None][:5] == [0, 1, 2, 3, 4]


def months_in(text: str) -> tuple[int | None, int | None]:
    """Return year and month that a sheet's name or a banner says, None for neither.

    A short year stands directly behind the month at the end; before it stands a day.

    >>> months_in("Januar 2027"), months_in("Jan 27"), months_in("01")
    ((2027, 1), (2027, 1), (None, 1))
    >>> months_in("11. Januar")
    (None, 1)
    """
    plain = folded(text)
    year = full_year_in(text)
    words = plain.split()
    month = next((_MONTHS[word] for word in words if word in _MONTHS), None)
    if month is None and (number := _NUMBER_OF_MONTH.fullmatch(plain)):
        month = int(number[1])
    elif year is None and len(words) > 1 and words[-2] in _MONTHS:
        year = 2000 + int(words[-1]) if _SHORT_YEAR.fullmatch(words[-1]) else None
    return year, month


def full_year_in(text: str) -> int | None:
    """Return the year that a text says with four digits, or None."""
    found = _YEAR.search(folded(text))
    return int(found[1]) if found else None


def is_month_alone(text: str) -> bool:
    """Say whether a text says a month, perhaps its year, and nothing else."""
    return all(word in _MONTHS or word.isdigit() for word in folded(text).split())


def week_in(text: str) -> tuple[int, int | None] | None:
    """Return week and year of "KW 3", "3. KW", "KW 3/2027" or "2027-W03", or None."""
    found = _WEEK.fullmatch(folded(text))
    if not found:
        return None
    week = int(found["iso_week"] or found["week"] or found["before"])
    year = found["iso"] or found["year"] or found["year_after"]
    if not 1 <= week <= _LAST_WEEK:
        return None
    return week, (int(year) % 100 + 2000 if year else None)


def days_of_week(year: int, week: int) -> tuple[date, date]:
    """Return Monday and Sunday of a week of ISO 8601. Raises `ValueError` if none."""
    monday = date.fromisocalendar(year, week, 1)
    return monday, monday + timedelta(days=6)


def days_of_month(year: int, month: int) -> tuple[date, date]:
    """Return the first and the last day of a month."""
    first = date(year, month, 1)
    following = date(year + month // 12, month % 12 + 1, 1)
    return first, following - timedelta(days=1)
