"""Days: dates, weeks, months and ranges as plans write them.

What is not clear is refused with a sentence, never guessed: a day without a year, one
that is no such weekday, and 03/04/2027 where nothing says which number is the month.
"""

import re
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from math import isfinite
from typing import Final

from states.messages import Quoted, msg
from states.working_days import FIRST_YEAR, LAST_YEAR
from vorlauf.plan.rows import calendar_words
from vorlauf.plan.rows.hours import read_time
from vorlauf.plan.rows.unread import UnreadCellError
from vorlauf.plan.rows.written_days import (
    Around,
    DayOrder,
    ReadDay,
    date_of,
    no_year,
    one_day,
    one_line,
    single_day,
    unread,
)
from vorlauf.sheets.cells import Cell

# The days of 2000 to 2099, as a spreadsheet counts them.
_SERIALS: Final = (36_526.0, 73_050.0)
_ZERO: Final = date(1899, 12, 30)
_NONE: Final = frozenset(
    {"", "-", "–", "—", "?", "tbd", "tba", "offen", "noch offen", "n.n.", "k.a."}  # noqa: RUF001
)
_LONGEST: Final = 60  # characters
_DAYS_OF_MONTH: Final = 31
_WEEKDAY: Final = re.compile(r"([A-Za-z]{2,10})\b[.,]*\s*(.*)", re.DOTALL)
_WEEKDAY_AFTER: Final = re.compile(r"(.*?)[\s,]*\(?([A-Za-z]{2,10})\)?\.?", re.DOTALL)
_BETWEEN: Final = re.compile(
    r"\s+-\s+|\s*[–—]\s*|\s+(?:bis|to)\s+|(?<=\.)-(?=\d)|(?<=\d{4})-(?=\d{1,2}\.)"  # noqa: RUF001
)
_OPEN_DAY: Final = re.compile(r"(\d{1,2})\.?")


def full_years_in(cells: list[Cell]) -> set[int]:
    """Return the years of all days in a column that say their year."""
    years = set()
    for cell in cells:
        try:
            day = read_day(cell, Around(order=DayOrder.DAY_FIRST))
        except UnreadCellError:
            continue
        if day:
            years |= {day.first.year, day.last.year}
    return years


def read_day(cell: Cell, around: Around) -> ReadDay | None:
    """Return the days that a cell means, None for an empty one or "offen".

    Raises `UnreadCellError` with the reason for all that is not clear, and for days of
    years in which nothing can be planned.
    """
    try:
        found = _read(cell, around)
    except (OverflowError, ValueError):  # beyond the years of the calendar
        raise unread(str(cell)) from None
    if found is not None:
        _check_year(found.first)
        _check_year(found.last)
    return found


def _check_year(day: date) -> None:
    # Those of `check_slot`: lead times may reach into the calendar's outer years.
    first, last = FIRST_YEAR + 2, LAST_YEAR - 1
    if not first <= day.year <= last:
        raise UnreadCellError(
            msg(
                "{day} cannot be planned; write a day from {first} to {last}.",
                day=day,
                first=first,
                last=last,
            )
        )


def _read(cell: Cell, around: Around) -> ReadDay | None:
    match cell:
        case None | bool():
            return None
        case datetime():
            at = cell.time().replace(second=0, microsecond=0)
            return _of_date(cell.date(), around, at if at != time() else None)
        case date():
            return _of_date(cell, around)
        case float():
            return _of_number(cell, around)
        case str():
            return _of_text(one_line(cell), around)
        case _:
            raise unread(str(cell))


def _of_date(day: date, around: Around, at: time | None = None) -> ReadDay:
    if around.is_turned and day.day != day.month:
        raise UnreadCellError(
            msg(
                "{day} may be {other}: in other rows of the column the month comes "
                "first, and a German Excel turns such dates round when it opens them; "
                "write it as a text, as in 2027-01-31.",
                day=day,
                other=day.replace(day=day.month, month=day.day),
            )
        )
    return one_day(day, at)


def _of_number(number: float, around: Around) -> ReadDay:
    if _SERIALS[0] <= number <= _SERIALS[1]:
        day = _ZERO + timedelta(days=int(number))
        at = read_time(number % 1) if number % 1 else None
        return ReadDay(first=day, last=day, at=at, is_serial=True)
    if not isfinite(number):
        raise unread(str(number))
    text = f"{number:g}" if number < 10_000_000 else str(int(number))  # noqa: PLR2004
    if number.is_integer():
        return _of_text(text, around) or _fail(text)
    raise unread(text)


def _of_text(text: str, around: Around) -> ReadDay | None:
    if text.casefold() in _NONE:
        return None
    if len(text) > _LONGEST:
        raise unread(text)
    weekday, rest = _without_weekday(text)
    day = _of_plain(rest, around, weekday)
    if day is None:
        raise unread(text)
    if weekday is not None and day.first == day.last and day.first.weekday() != weekday:
        raise UnreadCellError(
            msg(
                "{text} is another weekday in {year}; correct the day or the weekday.",
                text=Quoted(text),
                year=day.first.year,
            )
        )
    return day


def _without_weekday(text: str) -> tuple[int | None, str]:
    """Return the weekday at the beginning or end of a text, and the rest."""
    before = _WEEKDAY.fullmatch(text)
    if before and (day := calendar_words.weekday_named(before[1])) is not None:
        return day, before[2]
    after = _WEEKDAY_AFTER.fullmatch(text)
    if after and (day := calendar_words.weekday_named(after[2])) is not None:
        return day, after[1]
    return None, text


def _of_plain(text: str, around: Around, weekday: int | None) -> ReadDay | None:
    if week := calendar_words.week_in(text):
        return _of_week(*week, around, weekday)
    begin, *ends = _BETWEEN.split(text)
    if len(ends) == 1 and (days := _of_range(begin, ends[0], around)):
        return days
    if found := single_day(text, around):
        return found
    return _of_open_day(text, around) or _of_month(text, around)


def _of_range(begin: str, end: str, around: Around) -> ReadDay | None:
    last = _day_or_month(end, around)
    if last is None:
        return None
    if open_day := _OPEN_DAY.fullmatch(begin):
        first = date_of(begin, last.first.year, last.first.month, int(open_day[1]))
    else:
        found = _day_or_month(begin, _until(last.first, begin, around))
        if found is None:
            return None
        first = found.first
    is_over = first.year != last.first.year or first.month > last.first.month
    if is_over and not any(_says_its_year(one, around) for one in (begin, end)):
        raise UnreadCellError(
            msg(
                "{text} goes across New Year, and neither day says its year; write "
                "it as 27.12.2027 – 02.01.2028.",  # noqa: RUF001
                text=Quoted(f"{begin} – {end}"),  # noqa: RUF001
            )
        )
    if not first <= last.last:
        raise UnreadCellError(
            msg(
                "{text} ends before it begins; correct one of the days.",
                text=Quoted(f"{begin} – {end}"),  # noqa: RUF001
            )
        )
    return ReadDay(first=first, last=last.last)


def _day_or_month(text: str, around: Around) -> ReadDay | None:
    return single_day(text, around) or _of_month(text, around)


def _says_its_year(text: str, around: Around) -> bool:
    try:
        return _day_or_month(text, replace(around, year=None)) is not None
    except UnreadCellError:
        return False


def _until(last: date, begin: str, around: Around) -> Around:
    # A range that ends in January may have begun in December of the year before.
    written = re.search(r"\.\s?(\d{1,2})", begin)
    month = int(written[1]) if written else calendar_words.months_in(begin)[1]
    is_before = month is not None and month > last.month
    return Around(year=last.year - is_before, order=around.order, zone=around.zone)


def _of_week(
    week: int, year: int | None, around: Around, weekday: int | None
) -> ReadDay:
    which = year or around.year
    said = f"KW {week}"
    if which is None:
        raise UnreadCellError(no_year(said))
    try:
        first, last = calendar_words.days_of_week(which, week)
    except ValueError:
        raise UnreadCellError(
            msg("{year} has no week {week}.", year=which, week=week)
        ) from None
    if weekday is not None:
        return one_day(first + timedelta(days=weekday))
    return ReadDay(first=first, last=last)


def _of_month(text: str, around: Around) -> ReadDay | None:
    year, month = calendar_words.months_in(text)
    if month is None or not calendar_words.is_month_alone(text):
        return None
    if year is None and any(one.isdigit() for one in text):
        return None
    which = year or around.year
    if which is None:
        raise UnreadCellError(no_year(text))
    first, last = calendar_words.days_of_month(which, month)
    return ReadDay(first=first, last=last)


def _of_open_day(text: str, around: Around) -> ReadDay | None:
    """Return "12." on a sheet that is about one month."""
    found = _OPEN_DAY.fullmatch(text)
    if not found or around.month is None or around.year is None:
        return None
    if not 1 <= int(found[1]) <= _DAYS_OF_MONTH:
        return None
    return one_day(date_of(text, around.year, around.month, int(found[1])))


def _fail(text: str) -> ReadDay:
    raise unread(text)
