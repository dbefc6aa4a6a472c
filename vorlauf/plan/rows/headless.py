"""Headless: what columns hold, by their cells, where no header says it."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

from vorlauf.plan.rows.columns import Certainty, Column
from vorlauf.plan.rows.days import read_day
from vorlauf.plan.rows.hours import read_time
from vorlauf.plan.rows.unread import UnreadCellError
from vorlauf.plan.rows.words import is_mark
from vorlauf.plan.rows.written_days import Around, DayOrder
from vorlauf.sheets.cells import Cell, Sheet
from vorlauf.sheets.fields import Field

_LOOKED_AT: Final = 200  # rows
_MOST: Final = 0.8
_PICTURES: Final = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".mp4")
# Year, month, day, hour and minute beside each other, each with its bounds.
_PIECES: Final = (
    (Field.YEAR, 2020, 2099),
    (Field.MONTH, 1, 12),
    (Field.DAY, 1, 31),
    (Field.HOUR, 0, 23),
    (Field.MINUTE, 0, 59),
)


def columns_of(sheet: Sheet) -> list[Column]:
    """Return the columns of a sheet without a header; none if it is no plan.

    It is one if there is a day in each row (in one column, or in pieces beside each
    other) and a text.
    """
    rows = [sheet.rows[number] for number in sorted(sheet.rows)[:_LOOKED_AT]]
    width = max(map(len, rows), default=0)
    cells = [
        [row[index] for row in rows if index < len(row) and row[index] is not None]
        for index in range(width)
    ]
    found = _pieces(cells) or _days(cells)
    if not found:
        return []
    for index, column in enumerate(cells):
        if index not in found and (field := _addresses(column)):
            found[index] = field
    texts = [
        index
        for index, column in enumerate(cells)
        if index not in found and _share(column, lambda cell: isinstance(cell, str))
    ]
    if not texts:
        return []
    found[max(texts, key=lambda index: _length(cells[index]))] = Field.TEXT
    return [_column(index, field) for index, field in sorted(found.items())]


def marked(column: Column, sheet: Sheet, header: int) -> Column:
    """Return a channel's column of texts as one of marks if it holds nothing else."""
    if column.field is not Field.TEXT or not column.channel:
        return column
    values = [
        row[column.index]
        for number, row in sheet.rows.items()
        if number > header and column.index < len(row)
    ]
    said = [value for value in values if value is not None]
    if said and all(map(is_mark, said)):
        return replace(column, field=Field.CHANNEL)
    return column


def _column(index: int, field: Field) -> Column:
    return Column(
        index=index, name="", nth=index, field=field, certainty=Certainty.GUESSED
    )


def _pieces(cells: Sequence[Sequence[Cell]]) -> dict[int, Field]:
    for start in range(len(cells) - 2):
        found = {}
        for offset, (field, least, most) in enumerate(_PIECES):
            column = cells[start + offset] if start + offset < len(cells) else []
            if not column or not all(_within(cell, least, most) for cell in column):
                break
            found[start + offset] = field
        if len(found) > 2:  # noqa: PLR2004
            return found
    return {}


def _within(cell: Cell, least: int, most: int) -> bool:
    try:
        return least <= int(str(cell).removesuffix(".0")) <= most
    except ValueError:
        return False


def _days(cells: Sequence[Sequence[Cell]]) -> dict[int, Field]:
    for index, column in enumerate(cells):
        if column and _share(column, _is_day):
            found = {index: Field.DATE}
            following = cells[index + 1] if index + 1 < len(cells) else []
            if following and _share(following, _is_time):
                found[index + 1] = Field.TIME
            return found
    return {}


def _is_day(cell: Cell) -> bool:
    try:
        # Whether the order of the numbers is known is asked later.
        day = read_day(cell, Around(order=DayOrder.DAY_FIRST))
    except UnreadCellError:
        try:
            day = read_day(cell, Around(order=DayOrder.MONTH_FIRST))
        except UnreadCellError:
            return False
    return day is not None


def _is_time(cell: Cell) -> bool:
    try:
        return read_time(cell) is not None
    except UnreadCellError:
        return False


def _addresses(column: Sequence[Cell]) -> Field | None:
    def is_address(cell: Cell) -> bool:
        return isinstance(cell, str) and cell.startswith(("http://", "https://"))

    if not column or not _share(column, is_address):
        return None
    are_pictures = _share(column, lambda cell: str(cell).lower().endswith(_PICTURES))
    return Field.IMAGE if are_pictures else Field.LINK


def _share(column: Sequence[Cell], holds: Callable[[Cell], bool]) -> bool:
    return bool(column) and sum(map(holds, column)) >= _MOST * len(column)


def _length(column: Sequence[Cell]) -> float:
    return sum(len(str(cell)) for cell in column) / len(column)
