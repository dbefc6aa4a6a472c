"""Figure reader: an export of a network, from its bytes to figures of posts and days.

Names of persons ("Posted by") are in columns that nobody reads, so they never leave.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from decimal import Decimal

from states.messages import Count, Message, Quoted, Several, msg
from vorlauf.errors import BadInputError
from vorlauf.evaluation.column_meanings import NO_FIGURE_MAPPING, FigureMapping
from vorlauf.evaluation.export_moments import moment_above, moment_in_name
from vorlauf.evaluation.figure_files import (
    DayFigures,
    FigureFile,
    HeaderCell,
    PostFigures,
)
from vorlauf.evaluation.figure_rows import FigureRows
from vorlauf.evaluation.figure_tables import FigureTable, first_headers, table_in
from vorlauf.evaluation.file_faults import FileFaults
from vorlauf.evaluation.foreign_exports import check_is_ours
from vorlauf.evaluation.layouts import Shape
from vorlauf.evaluation.metrics import Metric
from vorlauf.plan.rows.written_days import DayOrder
from vorlauf.sheets import reader
from vorlauf.sheets.cells import Sheet, Workbook


class UnknownExportError(BadInputError):
    """No table of the file is known; `headers` are rows whose columns may be mapped."""

    def __init__(self, headers: Sequence[Sequence[HeaderCell]]) -> None:
        super().__init__(
            msg(
                "This is no export that is known, neither of LinkedIn nor of Meta; say "
                "by hand what its columns mean."
            )
        )
        self.headers = headers

    @property
    def header(self) -> tuple[str, ...]:
        """The names of the columns of the first table, as written."""
        return tuple(one.name for one in self.headers[0]) if self.headers else ()


def read_figures(
    raw: bytes,
    name: str,
    *,
    as_of: datetime | None = None,
    mapping: FigureMapping = NO_FIGURE_MAPPING,
    encoding: str | None = None,
) -> FigureFile:
    """Return the figures in a file called `name`.

    `as_of`, aware, is what a person has said of the moment of the export. Raises
    `BadInputError` with everything that is wrong, and `UnknownExportError` for a file
    that needs a mapping.
    """
    book = reader.read_bytes(raw, encoding=encoding)
    return figures_of(book, name, as_of=as_of, mapping=mapping)


def figures_of(
    book: Workbook,
    name: str,
    *,
    as_of: datetime | None = None,
    mapping: FigureMapping = NO_FIGURE_MAPPING,
) -> FigureFile:
    """Return the figures in the sheets of a workbook, as `read_figures` does."""
    check_is_ours(book, name)
    seen = [sheet for sheet in book.sheets if not sheet.is_hidden]
    found = [(sheet, table_in(sheet, mapping)) for sheet in seen]
    tables = [table for _, table in found if table]
    if not tables:
        raise UnknownExportError([row for sheet in seen for row in _headers(sheet)])
    if len({table.layout.kind for table in tables}) > 1:
        raise BadInputError(_SEVERAL)
    notes = [_unread(sheet) for sheet, table in found if not table and sheet.rows]
    moment = as_of or moment_in_name(name) or _moment_above(tables)
    return _file(tables, moment, mapping, notes)


def _file(
    tables: Sequence[FigureTable],
    as_of: datetime | None,
    mapping: FigureMapping,
    notes: list[Message],
) -> FigureFile:
    faults = FileFaults()
    posts: list[PostFigures] = []
    days: list[DayFigures] = []
    sums: list[FigureRows] = []
    for table in tables:
        rows = FigureRows(table, _order(table, mapping), faults, notes)
        match table.layout.shape:
            case Shape.POSTS:
                posts += rows.posts()
            case Shape.DAYS:
                days += rows.day_figures()
            case Shape.SUMS:
                sums.append(rows)
    faults.refuse()
    days += _followers(sums, as_of, notes)
    notes += [] if posts or days else [_NO_FIGURES]
    unconfirmed = tuple(
        one.header for table in tables for one in table.columns if not one.is_sure
    )
    notes += [_unconfirmed(unconfirmed)] if unconfirmed else []
    return FigureFile(
        kind=tables[0].layout.kind,
        channel=tables[0].network or mapping.channel,
        as_of=as_of.astimezone(UTC) if as_of else None,
        header=tuple(one.header.name for table in tables for one in table.columns),
        posts=tuple(posts),
        days=tuple(days),
        unconfirmed=unconfirmed,
        unknown=tuple(
            one.header
            for table in tables
            for one in table.columns
            if one.meaning is None
        ),
        notes=tuple(notes),
    )


def _headers(sheet: Sheet) -> list[Sequence[HeaderCell]]:
    return [headers for _, headers in first_headers(sheet)][:1]


def _moment_above(tables: Iterable[FigureTable]) -> datetime | None:
    found = (moment_above(table.above) for table in tables)
    return next(filter(None, found), None)


def _order(table: FigureTable, mapping: FigureMapping) -> DayOrder:
    """Return the order of a network's days: the month first, in German files, too."""
    if mapping.order is not DayOrder.UNKNOWN or not table.layout.names:
        return mapping.order
    return DayOrder.MONTH_FIRST


def _followers(
    sums: Sequence[FigureRows], as_of: datetime | None, notes: list[Message]
) -> list[DayFigures]:
    """Return the followers at the moment of the export: at least the largest sum."""
    if not sums:
        return []
    if as_of is None:
        notes.append(_NO_MOMENT)
        return []
    found = [rows.sum_of(Metric.FOLLOWERS) for rows in sums]
    column, most = max(found, key=_second)
    notes.append(
        msg(
            "The file has no total of followers; by its sheet {sheet} there are at "
            "least {count}.",
            sheet=Quoted(column.header.place.sheet),
            count=Count(int(most)),
        )
    )
    return [
        DayFigures(
            place=column.header.place,
            day=as_of.astimezone(UTC).date(),
            metric=Metric.FOLLOWERS,
            value=most,
            at_least=True,
        )
    ]


def _second(pair: tuple[object, Decimal]) -> Decimal:
    return pair[1]


def _unread(sheet: Sheet) -> Message:
    return msg("Sheet {sheet} is not known and was not read.", sheet=Quoted(sheet.name))


def _unconfirmed(columns: Sequence[HeaderCell]) -> Message:
    return msg(
        "The meaning of {columns} is not confirmed, because no such file has been seen "
        "yet; check some values against the network, and confirm it.",
        columns=Several(tuple(Quoted(one.name) for one in columns)),
    )


_SEVERAL = msg(
    "The file holds the sheets of several exports; choose them one by one, as the "
    "network gave them."
)
_NO_FIGURES = msg("The file has a header, and no figures under it.")
_NO_MOMENT = msg(
    "The file has followers by place and trade; say when it was exported, and they are "
    "counted for that day."
)
