"""Figure days: the dates of one column, their order decided for all of them at once."""

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Final

from states.messages import Message, Quoted, msg
from vorlauf.evaluation.figure_numbers import Fault
from vorlauf.plan.rows.unread import UnreadCellError
from vorlauf.plan.rows.written_days import (
    Around,
    DayOrder,
    ReadDay,
    one_day,
    one_line,
    order_of,
    single_day,
)
from vorlauf.sheets.cells import Cell

# What a spreadsheet shows as a number if a day lost its format: 2000 to 2099.
_FIRST_SERIAL, _LAST_SERIAL = 36_526, 73_050
_EPOCH: Final = date(1899, 12, 30)
_SLASHED: Final = re.compile(r"\d{1,2}/\d{1,2}/\d{4}.*")
_DOTTED: Final = re.compile(r"\d{1,2}\.\d{1,2}\.\d{4}.*")
_MONTHS: Final = 12


def days_of(
    cells: Mapping[int, Cell], order: DayOrder
) -> tuple[dict[int, ReadDay], list[Fault]]:
    """Return the days of a column by their rows, and its faults, each with its row.

    `order` counts where the column itself does not show which number is the month.
    """
    filled = {row: cell for row, cell in cells.items() if not _is_empty(cell)}
    shown = order_of(list(filled.values()))
    if shown is DayOrder.MIXED or _is_turned(filled.values()):
        return {}, [(None, _MIXED)]
    around = Around(order=order if shown is DayOrder.UNKNOWN else shown)
    days: dict[int, ReadDay] = {}
    faults: list[Fault] = []
    for row, cell in filled.items():
        try:
            days[row] = _day(cell, around)
        except UnreadCellError as error:
            faults.append((row, error.message))
    return days, faults


def may_be_turned(cells: Iterable[Cell]) -> bool:
    """Say whether a spreadsheet has made days of texts, and none tells how."""
    days = [
        cell.day if isinstance(cell, date) else int(cell.partition(".")[0])
        for cell in cells
        if isinstance(cell, date) or (isinstance(cell, str) and _DOTTED.match(cell))
    ]
    return bool(days) and max(days) <= _MONTHS


def _is_empty(cell: Cell) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip())


def _is_turned(cells: Iterable[Cell]) -> bool:
    """Say whether some dates with slashes became days of a spreadsheet, and some not.

    A German Excel makes 5 March of 05/03/2027, and leaves 05/13/2027 as a text.
    """
    filled = list(cells)
    is_rewritten = any(
        isinstance(one, date) or (isinstance(one, str) and bool(_DOTTED.match(one)))
        for one in filled
    )
    return is_rewritten and any(
        isinstance(one, str) and bool(_SLASHED.match(one)) for one in filled
    )


def _day(cell: Cell, around: Around) -> ReadDay:
    match cell:
        case datetime():
            return one_day(cell.date(), cell.time())
        case date():
            return one_day(cell)
        case float() if _FIRST_SERIAL <= cell <= _LAST_SERIAL:
            return one_day(_EPOCH + timedelta(days=int(cell)))
        case str():
            if found := single_day(one_line(cell), around):
                return found
    raise UnreadCellError(
        msg(
            "{text} is no day; write it as 05/13/2026, or take the row out.",
            text=Quoted(str(cell)[:40]),
        )
    )


_MIXED: Final[Message] = msg(
    "days are written in two ways here, so a spreadsheet has taken the month of some "
    "for the day; export the file again and choose it without opening it before."
)
