"""Merged cells: what several posts of a day share is written into each row."""

from collections.abc import Collection, Mapping
from typing import Final

from vorlauf.plan.rows.columns import Column
from vorlauf.sheets.cells import Cell, Sheet
from vorlauf.sheets.fields import Field

# Never a title.
_FILLED: Final = frozenset(
    {Field.DATE, Field.WEEK, Field.WEEKDAY, Field.MONTH, Field.YEAR}
)


def filled_down(
    sheet: Sheet, columns: Collection[Column]
) -> Mapping[int, tuple[Cell, ...]]:
    """Return the rows into which merged dates and weeks are written.

    Each cell is looked at once, whatever the file says: of areas that overlap the upper
    one counts, and none is longer than its sheet.
    """
    filled: dict[int, list[Cell]] = {}
    wanted = {column.index for column in columns if column.field in _FILLED}
    end = max(sheet.rows, default=0)
    done: dict[int, int] = {}
    for area in sorted(sheet.merged, key=lambda one: (one.left, one.top)):
        if area.left not in wanted or not done.get(area.left, 0) < area.top <= end:
            continue
        done[area.left] = max(area.top, area.bottom)
        above = sheet.rows.get(area.top, ())
        value = above[area.left] if area.left < len(above) else None
        for number in range(area.top + 1, min(area.bottom, end) + 1):
            if number not in sheet.rows:
                continue
            cells = filled.setdefault(number, list(sheet.rows[number]))
            cells.extend([None] * (area.left + 1 - len(cells)))
            cells[area.left] = value
    return {number: tuple(cells) for number, cells in filled.items()}
