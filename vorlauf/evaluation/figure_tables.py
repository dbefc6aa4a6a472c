"""Figure tables: the headers of an export, found in its sheets by their layouts."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

from states.messages import Message, Quoted, msg
from vorlauf.errors import BadInputError
from vorlauf.evaluation.column_meanings import (
    ColumnMeaning,
    Counted,
    FigureMapping,
    Part,
)
from vorlauf.evaluation.figure_files import FileKind, HeaderCell
from vorlauf.evaluation.layouts import Layout, NamedMeaning, Shape
from vorlauf.evaluation.linkedin_layouts import LINKEDIN_LAYOUTS
from vorlauf.evaluation.meta_layouts import META_LAYOUTS, series_of
from vorlauf.sheets.cells import Cell, Place, Sheet
from vorlauf.sheets.fields import folded

LAYOUTS: Final = (*LINKEDIN_LAYOUTS, *META_LAYOUTS)
_OF_PERSONS: Final = frozenset(
    {
        "posted by",
        "veroffentlicht von",
        "account username",
        "account name",
        "konto benutzername",
        "kontoname",
    }
)
_HEADER_WITHIN: Final = 20  # rows
_KEYS_BY_HAND: Final = (
    Part.PERMALINK,
    Part.EXTERNAL_ID,
    Part.PUBLISHED,
    Part.TEXT,
)


@dataclass(frozen=True, kw_only=True)
class FigureColumn:
    """A column with what it means, None for one that nobody knows."""

    header: HeaderCell
    meaning: ColumnMeaning | None
    is_sure: bool = True


@dataclass(frozen=True, kw_only=True)
class FigureTable:
    """A table of an export: its columns, and the rows under its header.

    `above` are the cells over the header, `network` is what they or the layout say.
    """

    layout: Layout
    sheet: Sheet
    header: int
    columns: tuple[FigureColumn, ...]
    network: str

    @cached_property
    def rows(self) -> Mapping[int, tuple[Cell, ...]]:
        """The rows under the header by their numbers, without empty ones."""
        return {
            number: cells
            for number, cells in sorted(self.sheet.rows.items())
            if number > self.header
            and any(cell is not None and cell != "" for cell in cells)
        }

    @property
    def above(self) -> Iterator[Cell]:
        """The cells over the header."""
        for number, cells in sorted(self.sheet.rows.items()):
            if number < self.header:
                yield from cells

    def cells_of(self, column: FigureColumn) -> dict[int, Cell]:
        """Return the cells of a column by their rows."""
        index = column.header.place.column
        return {
            number: cells[index] if index < len(cells) else None
            for number, cells in self.rows.items()
        }

    def columns_with(self, *meanings: ColumnMeaning) -> Iterator[FigureColumn]:
        """Yield the columns of one of these meanings, in their order."""
        return (one for one in self.columns if one.meaning in meanings)


def table_in(sheet: Sheet, mapping: FigureMapping) -> FigureTable | None:
    """Return the table of a sheet, by its layout or as people have said; else None.

    Raises `BadInputError` for a table that lacks the column by which it is read, or a
    series that nobody knows.
    """
    for number, headers in first_headers(sheet):
        names = [folded(one.name) for one in headers]
        best = max(LAYOUTS, key=lambda layout: layout.likeness(names))
        if best.likeness(names):
            return _known(sheet, number, best, headers, mapping)
    chosen = {name for name, _ in mapping.columns}
    for number, headers in first_headers(sheet):
        if chosen and chosen <= {folded(one.name) for one in headers}:
            return _by_hand(sheet, number, headers, mapping)
    return None


def first_headers(sheet: Sheet) -> Iterator[tuple[int, Sequence[HeaderCell]]]:
    """Yield the first rows that may be a header: those with two texts at least."""
    for number, cells in sorted(sheet.rows.items())[:_HEADER_WITHIN]:
        texts = [one if isinstance(one, str) else "" for one in cells]
        headers = [
            HeaderCell(place=Place(sheet.name, number, index), name=text.strip())
            for index, text in enumerate(texts)
            if text.strip()
        ]
        if len(headers) > 1:
            yield number, headers


def _known(
    sheet: Sheet,
    number: int,
    layout: Layout,
    headers: Sequence[HeaderCell],
    mapping: FigureMapping,
) -> FigureTable:
    columns = _columns(headers, layout.by_name, mapping)
    table = FigureTable(
        layout=layout,
        sheet=sheet,
        header=number,
        columns=columns,
        network=layout.channel,
    )
    if any(table.columns_with(Part.SERIES)):
        table = _with_series(table)
    _check_keys(table)
    return table


def _columns(
    headers: Sequence[HeaderCell],
    known: Mapping[str, NamedMeaning],
    mapping: FigureMapping,
) -> tuple[FigureColumn, ...]:
    """Return the columns as people have said, the others as their names are known.

    Raises `BadInputError` where one of persons is said to mean something.
    """
    seen: dict[str, int] = {}
    columns = []
    for header in headers:
        name = folded(header.name)
        nth = seen[name] = seen.get(name, -1) + 1
        said = mapping.columns.get((name, nth))
        if name in _OF_PERSONS and said not in {None, Part.IGNORED}:
            raise BadInputError(
                msg(
                    "{column} names persons; it is never read.",
                    column=Quoted(header.name),
                )
            )
        found = NamedMeaning(said, is_sure=True) if said else known.get(name)
        columns.append(
            FigureColumn(
                header=header,
                meaning=found.meaning if found else None,
                is_sure=found is None or found.is_sure,
            )
        )
    return tuple(columns)


def _with_series(table: FigureTable) -> FigureTable:
    """Return a series with what it counts, which the line above its header says."""
    title = next((cell for cell in table.above if isinstance(cell, str)), "")
    found = series_of(title)
    if found is None:
        raise BadInputError(
            msg(
                "{title} is no series that is known; say by hand what its columns "
                "mean.",
                title=Quoted(title[:80]),
            )
        )
    named, network = found
    columns = (
        replace(one, meaning=named.meaning, is_sure=one.is_sure and named.is_sure)
        if one.meaning is Part.SERIES
        else one
        for one in table.columns
    )
    return replace(table, columns=tuple(columns), network=network)


def _by_hand(
    sheet: Sheet,
    number: int,
    headers: Sequence[HeaderCell],
    mapping: FigureMapping,
) -> FigureTable:
    is_of_days = Part.DAY in mapping.columns.values()
    layout = Layout(
        kind=FileKind.MAPPED,
        channel=mapping.channel,
        shape=Shape.DAYS if is_of_days else Shape.POSTS,
        names={},
        marks="",
        keys=(Part.DAY,) if is_of_days else _KEYS_BY_HAND,
    )
    return _known(sheet, number, layout, headers, mapping)


def _check_keys(table: FigureTable) -> None:
    layout = table.layout
    if not any(table.columns_with(*layout.keys)):
        wanted = layout.names.get(layout.keys[0], str(layout.keys[0])).split("|")[0]
        raise _fault_of(
            table,
            msg(
                "the column {column} is missing, by which posts or days are told "
                "apart; export the file again with it.",
                column=Quoted(wanted.lstrip("?")),
            ),
        )
    if not any(isinstance(one.meaning, Counted) for one in table.columns):
        raise _fault_of(table, _NOTHING_COUNTED)


def _fault_of(table: FigureTable, reason: Message) -> BadInputError:
    name = table.sheet.name
    return BadInputError(
        msg(
            "Sheet {sheet}, row {row}: {reason}",
            sheet=Quoted(name),
            row=table.header,
            reason=reason,
        )
        if name
        else msg("Row {place}: {reason}", place=table.header, reason=reason)
    )


_NOTHING_COUNTED: Final[Message] = msg(
    "no column counts anything; export the file again with its figures."
)
