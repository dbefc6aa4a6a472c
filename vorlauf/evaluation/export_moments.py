"""Export moments: when an export was made, by its file's name or its first rows."""

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, time
from typing import Final

from vorlauf.plan.rows.unread import UnreadCellError
from vorlauf.plan.rows.written_days import Around, DayOrder, one_line, single_day
from vorlauf.sheets.cells import Cell

# Thousandths of a second since 1970, from 2014 to 2100: LinkedIn ends its names so.
_MILLISECONDS: Final = re.compile(r"(?<!\d)(\d{13})(?!\d)")
_SOONEST, _LATEST = 1_400_000_000_000, 4_102_444_800_000
_SAID: Final = re.compile(
    r"(?:as of|exported(?: on| at)?|export date|stand|exportiert am)\b:?\s*(.+)",
    re.IGNORECASE,
)


def moment_in_name(name: str) -> datetime | None:
    """Return the moment in a file's name, in UTC; None if it has none."""
    for found in _MILLISECONDS.findall(name):
        if _SOONEST <= int(found) < _LATEST:
            return datetime.fromtimestamp(int(found) / 1000, UTC)
    return None


def moment_above(cells: Iterable[Cell]) -> datetime | None:
    """Return what a row above the header says of the export: the end of that day."""
    for cell in cells:
        said = _SAID.search(one_line(cell)) if isinstance(cell, str) else None
        if said and (day := _day(said[1].rstrip(" ."))):
            return datetime.combine(day, time(23, 59), UTC)
    return None


def _day(text: str) -> date | None:
    try:
        found = single_day(text, Around(order=DayOrder.MONTH_FIRST))
    except UnreadCellError:
        return None
    return found.first if found else None
