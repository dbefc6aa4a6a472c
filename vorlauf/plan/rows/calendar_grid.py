"""Calendar grid: a sheet with a cell per day becomes rows, one for each text."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from vorlauf.plan.rows import calendar_words
from vorlauf.sheets.cells import Cell, Sheet

_DAY_AND_TEXT: Final = re.compile(r"(\d{1,2})\b\.?[\s:]*(.*)", re.DOTALL)
_EARLY, _LATE, _LAST = 7, 22, 31
_HEADER_WITHIN: Final = 60  # rows


@dataclass(frozen=True, kw_only=True)
class CalendarCell:
    """What stands on one day of a calendar, and where: row from 1, column from 0."""

    day: date
    text: str
    row: int
    column: int


def header_of(sheet: Sheet) -> int | None:
    """Return the row of the weekdays, None for a sheet that is no calendar."""
    for number in sorted(sheet.rows)[:_HEADER_WITHIN]:
        texts = [str(cell) for cell in sheet.rows[number] if cell is not None]
        if len(texts) <= 8 and calendar_words.is_row_of_weekdays(texts):  # noqa: PLR2004
            return number
    return None


def entries_of(sheet: Sheet, header: int, year: int, month: int) -> list[CalendarCell]:
    """Return what stands in the calendar of a month, day by day.

    Raises `ValueError` if its days are other weekdays than those above them.
    """
    weekdays = {
        column: weekday
        for column, cell in enumerate(sheet.rows[header])
        if isinstance(cell, str)
        and (weekday := calendar_words.weekday_named(cell)) is not None
    }
    found = list(_entries(sheet, header, weekdays, (year, month)))
    return sorted(found, key=lambda entry: (entry.day, entry.row))


def _entries(
    sheet: Sheet, header: int, weekdays: Mapping[int, int], month: tuple[int, int]
) -> Iterator[CalendarCell]:
    today: dict[int, date] = {}
    before = 0
    for number in sorted(sheet.rows):
        if number <= header:
            continue
        for column in weekdays:
            cells = sheet.rows[number]
            day, text = _split(cells[column] if column < len(cells) else None)
            if day:
                if not before and day > _LATE:
                    month = _shifted(month, -1)
                elif before > _LATE and day <= _EARLY:
                    month = _shifted(month, 1)
                before = day
                today[column] = date(*month, day)
                if today[column].weekday() != weekdays[column]:
                    raise ValueError(day)
            if text and column in today:
                yield CalendarCell(
                    day=today[column], text=text, row=number, column=column
                )


def _split(cell: Cell) -> tuple[int, str]:
    """Return the day and the text of a cell, 0 and "" where it has none."""
    match cell:
        case datetime() | date():
            return cell.day, ""
        case float() if cell.is_integer() and 1 <= cell <= _LAST:
            return int(cell), ""
        case str():
            found = _DAY_AND_TEXT.fullmatch(cell.strip())
            if found and 1 <= int(found[1]) <= _LAST:
                return int(found[1]), found[2].strip()
            return 0, cell.strip()
        case _:
            return 0, ""


def _shifted(month: tuple[int, int], by: int) -> tuple[int, int]:
    year, number = month
    count = year * 12 + number - 1 + by
    return count // 12, count % 12 + 1
