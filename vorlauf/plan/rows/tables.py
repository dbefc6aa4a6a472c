"""Tables: the plan in the sheets of a workbook, without banners, legends and repeats.

A table is one header with its rows; what is skipped or not seen is a remark.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from states.messages import Count, Message, Quoted, msg
from vorlauf.plan.rows import banners, calendar_grid, headless, sheet_remarks
from vorlauf.plan.rows.banners import LONGEST_NAME
from vorlauf.plan.rows.columns import (
    NO_MAPPING,
    Certainty,
    Column,
    ColumnMapping,
    columns_of,
    guessed,
    has_a_plan,
)
from vorlauf.plan.rows.merged_cells import filled_down
from vorlauf.sheets.cells import Cell, Sheet, SheetFormat, Workbook
from vorlauf.sheets.fields import Field, channel_named, folded

_HEADER_WITHIN: Final = 60  # rows
# The first column of every plan that Vorlauf writes.
OWN_NAMES: Final = frozenset({"vorlauf nummer", "vorlauf number"})


@dataclass(frozen=True, kw_only=True)
class RawRow:
    """A row as it was written: its number from 1, and its cells from column A on.

    `year` and `month` are what a banner above or the sheet's name says. In a calendar a
    cell is a row of its own; `shift` is its column. With `is_wide` it holds one
    text, merged over several columns.
    """

    number: int
    cells: tuple[Cell, ...]
    year: int | None = None
    month: int | None = None
    shift: int = 0
    is_wide: bool = False
    is_hidden: bool = False
    struck: frozenset[int] = frozenset()
    formulas: frozenset[int] = frozenset()

    def cell(self, column: int) -> Cell:
        """Return the value in a column, None where the row has ended."""
        return self.cells[column] if column < len(self.cells) else None


@dataclass(frozen=True, kw_only=True)
class Table:
    """The rows under one header; `header` is its row, None where there is none.

    `channel` is the one after which the sheet is called, else empty. With
    `shows_formulas` each formula is known, and all else that looks like one is a text.
    """

    sheet: str
    header: int | None
    columns: tuple[Column, ...]
    rows: tuple[RawRow, ...]
    channel: str = ""
    shows_formulas: bool = False

    # Asked for every cell, so they are found out once.
    @cached_property
    def is_own(self) -> bool:
        """Whether Vorlauf has written it: its texts stand there word by word."""
        return any(folded(column.name) in OWN_NAMES for column in self.columns)

    @cached_property
    def by_field(self) -> Mapping[Field, Sequence[Column]]:
        """The columns by what they hold."""
        found: dict[Field, list[Column]] = {}
        for column in self.columns:
            found.setdefault(column.field, []).append(column)
        return found


@dataclass(frozen=True, kw_only=True)
class Tables:
    """All tables of a workbook, and what was skipped or cannot be seen."""

    tables: tuple[Table, ...]
    remarks: tuple[Message, ...]


def tables_of(
    workbook: Workbook,
    channels: Collection[str],
    mapping: ColumnMapping = NO_MAPPING,
    *,
    only: Collection[str] = (),
) -> Tables:
    """Return the tables of a workbook, their columns as the mapping says.

    `channels` are those of the campaign. Sheets that are hidden, a legend or a list of
    topics are skipped, unless `only` names the sheets to be read.
    """
    tables: list[Table] = []
    remarks: list[Message] = []
    for sheet in workbook.sheets:
        reason = None if sheet.name in only else sheet_remarks.skipped(sheet, only)
        if reason:
            remarks.append(reason)
            continue
        calendar = _calendar_of(sheet, channels)
        table = calendar or _table_of(sheet, channels, mapping)
        if table is None:
            remarks.append(
                msg("Sheet {sheet}: no plan was found there.", sheet=Quoted(sheet.name))
            )
            continue
        tables.append(table)
        read = {row.number for row in table.rows}
        remarks.extend(sheet_remarks.unseen(sheet, read))
        remarks.extend(sheet_remarks.above(sheet, table.header))
        if calendar is None:
            named = {column.index for column in table.columns}
            remarks.extend(sheet_remarks.without_name(sheet, read, named))
    if workbook.comments:
        remarks.append(
            msg("{count} notes at cells are not read.", count=Count(workbook.comments))
        )
    if workbook.format is SheetFormat.XLS and tables:
        remarks.append(
            msg(
                "In an XLS file colours, struck-out words and hidden rows cannot be "
                "seen; if they mean something, save it as XLSX."
            )
        )
    return Tables(tables=tuple(tables), remarks=tuple(remarks))


def _calendar_of(sheet: Sheet, channels: Collection[str]) -> Table | None:
    """Return a calendar with a cell per day as a table: day, then text."""
    header = calendar_grid.header_of(sheet)
    if header is None:
        return None
    year, month = banners.above(sheet, header)
    if year is None or month is None:
        return None
    try:
        entries = calendar_grid.entries_of(sheet, header, year, month)
    except ValueError:
        return None
    kinds = ((Field.TITLE, 0), (Field.DATE, 1))
    return Table(
        sheet=sheet.name,
        header=header,
        columns=tuple(
            Column(
                index=index,
                name="",
                nth=index,
                field=kind,
                certainty=Certainty.GUESSED,
            )
            for kind, index in kinds
        ),
        rows=tuple(
            RawRow(number=one.row, cells=(one.text, one.day), shift=one.column)
            for one in entries
        ),
        channel=_channel_of(sheet.name, channels),
    )


def _table_of(
    sheet: Sheet, channels: Collection[str], mapping: ColumnMapping
) -> Table | None:
    header = _header_of(sheet, channels, mapping.names())
    if header is None:
        columns = headless.columns_of(sheet)
    else:
        columns = columns_of(_names(sheet.rows[header]), channels)
    columns = mapping.applied(columns)
    if not has_a_plan(columns):
        return None
    marked = [headless.marked(column, sheet, header or 0) for column in columns]
    return Table(
        sheet=sheet.name,
        header=header,
        columns=tuple(marked),
        rows=tuple(_rows_of(sheet, header, marked)),
        channel=_channel_of(sheet.name, channels),
        shows_formulas=sheet.looks.known,
    )


def _channel_of(name: str, channels: Collection[str]) -> str:
    # In a name of several words "in" is no nickname.
    words = [word for word in folded(name).split() if len(word) > 2]  # noqa: PLR2004
    found = (channel_named(word, channels) for word in [name, *words])
    return next((one for one in found if one and one in channels), "")


def _header_of(
    sheet: Sheet, channels: Collection[str], chosen: Collection[str]
) -> int | None:
    """Return the row with the most known names, the first of several."""
    best, most = None, 1.5
    for number in sorted(sheet.rows)[:_HEADER_WITHIN]:
        names = _names(sheet.rows[number])
        worth = sum(
            1.0 if folded(name) in chosen else _worth(name, tuple(channels))
            for name in names.values()
        )
        if worth > most and worth * 3 >= len(names):
            best, most = number, worth
    return best


def _worth(name: str, channels: tuple[str, ...]) -> float:
    _, certainty, _ = guessed(name, channels)
    if certainty is Certainty.SURE:
        return 1.0
    return 0.5 if certainty is Certainty.LIKELY and len(name) <= _SHORT_NAME else 0.0


_SHORT_NAME: Final = 40


def _names(cells: Iterable[Cell]) -> dict[int, str]:
    """Return the texts of a row that may be names of columns, by their columns."""
    return {
        index: " ".join(cell.split())
        for index, cell in enumerate(cells)
        if isinstance(cell, str) and cell.strip() and len(cell) <= LONGEST_NAME
    }


def _rows_of(
    sheet: Sheet, header: int | None, columns: Collection[Column]
) -> Iterator[RawRow]:
    filled = filled_down(sheet, columns)
    year, month = banners.above(sheet, header)
    first = _names(sheet.rows[header]) if header else {}
    wide = {area.top for area in sheet.merged if area.right > area.left}
    used = {column.index for column in columns}
    titles = {one.index for one in columns if one.field in {Field.TITLE, Field.TEXT}}
    struck, formulas = map(_by_row, (sheet.looks.struck, sheet.looks.formulas))
    for number in sorted(sheet.rows):
        if header and number <= header:
            continue
        cells = filled.get(number, sheet.rows[number])
        is_wide = number in wide
        if said := banners.month_below(cells, (year, month), titles, is_wide=is_wide):
            year, month = said
            continue
        if first and _names(cells) == first:
            continue
        if all(cells[one] is None for one in used if one < len(cells)):
            continue
        yield RawRow(
            number=number,
            cells=cells,
            year=year,
            month=month,
            is_wide=is_wide and banners.is_alone(cells),
            is_hidden=number in sheet.looks.hidden_rows,
            struck=struck.get(number, frozenset()),
            formulas=formulas.get(number, frozenset()),
        )


def _by_row(places: Iterable[tuple[int, int]]) -> dict[int, frozenset[int]]:
    found: dict[int, set[int]] = {}
    for row, column in places:
        found.setdefault(row, set()).add(column)
    return {row: frozenset(columns) for row, columns in found.items()}
