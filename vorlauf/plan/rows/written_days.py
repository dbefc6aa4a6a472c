"""Written days: single days as plans write them, from 12.1.27 to January 12th, 2027.

Of 03/04/2027 the column says which number is the month; if it does not, nobody guesses.
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

from states.messages import Message, Quoted, msg
from vorlauf.plan.rows import calendar_words
from vorlauf.plan.rows.hours import no_time, read_time
from vorlauf.plan.rows.unread import UnreadCellError
from vorlauf.sheets.cells import Cell

_MONTH_NAME: Final = r"(?P<month>[A-Za-zäÄ]{3,9})\.?"
_YEAR: Final = r"(?P<year>\d{4}|\d{2})"
_FORMS: Final = tuple(
    re.compile(form + r"(?P<rest>(?:[ ,T].*)?)")
    for form in (
        r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})",
        rf"(?P<day>\d{{1,2}})\. ?(?P<month>\d{{1,2}})\. ?{_YEAR}",
        r"(?P<day>\d{1,2})\. ?(?P<month>\d{1,2})\.?",
        rf"(?P<day>\d{{1,2}})\.? {_MONTH_NAME},? {_YEAR}",
        rf"(?P<day>\d{{1,2}})\.? {_MONTH_NAME}",
        rf"{_MONTH_NAME} (?P<day>\d{{1,2}})(?:st|nd|rd|th)?,? {_YEAR}",
        r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})",
    )
)
_SLASHED: Final = re.compile(r"(\d{1,2})([/-])(\d{1,2})\2(\d{4}|\d{2})((?:[ ,T].*)?)")
_ZONE: Final = re.compile(r"(?:Z|(?P<sign>[+-])(?P<hours>\d{2}):?(?P<minutes>\d{2}))$")
_SECONDS: Final = re.compile(r":\d{2}:\d{2}")
_WIDEST: Final = timedelta(hours=14)  # of all zones of the world


class DayOrder(StrEnum):
    """Which number of 03/04/2027 is the day."""

    DAY_FIRST = "day_first"
    MONTH_FIRST = "month_first"
    UNKNOWN = "unknown"
    MIXED = "mixed"


@dataclass(frozen=True, kw_only=True)
class Around:
    """What is known about a date that does not say everything itself.

    `year` and `month` come from the sheet's name, a banner or the neighbours; instants
    with a zone of their own are written in `zone`. With `is_turned` a date of the
    column may have day and month the wrong way round.
    """

    year: int | None = None
    month: int | None = None
    order: DayOrder = DayOrder.UNKNOWN
    zone: ZoneInfo | None = None
    is_turned: bool = False


@dataclass(frozen=True, kw_only=True)
class ReadDay:
    """The days that a cell means, both included, and the time if it says one.

    With `is_serial` it was a bare number that counts days.
    """

    first: date
    last: date
    at: time | None = None
    is_serial: bool = False


def order_of(cells: list[Cell]) -> DayOrder:
    """Return which number is the day in a column's dates with slashes or hyphens."""
    found = [
        _SLASHED.fullmatch(one_line(cell)) for cell in cells if isinstance(cell, str)
    ]
    pairs = [(int(one[1]), int(one[3])) for one in found if one]
    day_first = any(first > 12 for first, _ in pairs)  # noqa: PLR2004
    month_first = any(second > 12 for _, second in pairs)  # noqa: PLR2004
    if day_first and month_first:
        return DayOrder.MIXED
    if day_first:
        return DayOrder.DAY_FIRST
    return DayOrder.MONTH_FIRST if month_first else DayOrder.UNKNOWN


def is_turned(cells: list[Cell]) -> bool:
    """Say whether a spreadsheet may have turned round the dates of a column.

    A German Excel that opens 03/04/2027 and 03/25/2027 makes 3 April of the first and
    leaves the second as a text: so all its dates have a day that could be a month.
    """
    days = [cell.day for cell in cells if isinstance(cell, date)]
    is_odd = order_of(cells) is DayOrder.MONTH_FIRST
    return is_odd and bool(days) and max(days) <= 12  # noqa: PLR2004 - months


def one_line(text: str) -> str:
    """Return a text in one line, with plain spaces."""
    return " ".join(text.replace("\u00a0", " ").split())


def one_day(day: date, at: time | None = None) -> ReadDay:
    """Return one day, with its time if it says one."""
    return ReadDay(first=day, last=day, at=at)


def single_day(text: str, around: Around) -> ReadDay | None:
    """Return the day that a text writes, None for a text of another form.

    Raises `UnreadCellError` for a day that is none, or whose year or order is unknown.
    """
    for form in _FORMS:
        if (found := form.fullmatch(text)) and (month := _month(found["month"])):
            said = found.groupdict().get("year")
            year = _year(said) if said else around.year
            if year is None:
                raise UnreadCellError(no_year(text))
            day = date_of(text, year, month, int(found["day"]))
            return _dated(day, found["rest"], around)
    if slashed := _SLASHED.fullmatch(text):
        one, _, two, written, rest = slashed.groups()
        number, month = _ordered(text, int(one), int(two), around.order)
        return _dated(date_of(text, _year(written), month, number), rest, around)
    return None


def _month(text: str) -> int | None:
    return int(text) if text.isdigit() else calendar_words.month_named(text)


def _ordered(text: str, one: int, two: int, order: DayOrder) -> tuple[int, int]:
    if one == two or order is DayOrder.DAY_FIRST:
        return one, two
    if order is DayOrder.MONTH_FIRST:
        return two, one
    raise UnreadCellError(
        msg(
            "In {text} either number may be the month; write it as 2027-01-31, or "
            "choose the order.",
            text=Quoted(text),
        )
    )


def _dated(day: date, rest: str, around: Around) -> ReadDay:
    """Return a day with the time behind it; one with a zone is moved to ours."""
    said = rest.strip(" ,T")
    if not said:
        return one_day(day)
    zone = _ZONE.search(said)
    if zone is None:
        return one_day(day, read_time(said))
    begin = said[: zone.start()]
    if zone["sign"] == "-" and "T" not in rest and not _SECONDS.search(begin):
        return one_day(day, _of_span(said, begin, f"{zone['hours']}:{zone['minutes']}"))
    at = read_time(begin.partition(".")[0])
    instant = datetime.combine(day, at or time(), _offset(zone, said))
    try:
        local = instant.astimezone(around.zone or UTC)
    except OverflowError:
        raise unread(f"{day}{rest}") from None
    return one_day(local.date(), local.time())


def _of_span(said: str, begin: str, end: str) -> time | None:
    """Return the first hour of "14:00-16:00", which is written like a zone."""
    first, last = read_time(begin), read_time(end)
    if first is None or last is None or last <= first:
        raise no_time(said)
    return first


def _offset(zone: re.Match[str], said: str) -> timezone:
    if not zone["sign"]:
        return UTC
    hours, minutes = int(zone["hours"]), int(zone["minutes"])
    offset = timedelta(hours=hours, minutes=minutes)
    if minutes >= 60 or offset > _WIDEST:  # noqa: PLR2004
        raise no_time(said)
    return timezone(-offset if zone["sign"] == "-" else offset)


def _year(text: str) -> int:
    return int(text) if len(text) > 2 else 2000 + int(text)  # noqa: PLR2004


def date_of(text: str, year: int, month: int, day: int) -> date:
    """Return a day of the calendar. Raises `UnreadCellError` if there is none."""
    try:
        return date(year, month, day)
    except ValueError:
        raise UnreadCellError(
            msg("{text} is no day of the calendar.", text=Quoted(text))
        ) from None


def no_year(text: str) -> Message:
    """Return the refusal of a date without a year."""
    return msg(
        "{text} has no year, and neither the sheet's name nor a line above says one; "
        "write it as 12.01.2027.",
        text=Quoted(text),
    )


def unread(text: str) -> UnreadCellError:
    """Return the refusal of what is no date."""
    return UnreadCellError(
        msg("{text} is no date; write it as 12.01.2027.", text=Quoted(text[:80]))
    )
