"""Row days: when a row happens, from its date, week, weekday, pieces and time."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date, time

from states.messages import Quoted, msg
from vorlauf.plan.rows import calendar_words
from vorlauf.plan.rows.days import full_years_in, read_day
from vorlauf.plan.rows.hours import no_time, read_time
from vorlauf.plan.rows.tables import RawRow, Table
from vorlauf.plan.rows.unread import UnreadCellError
from vorlauf.plan.rows.written_days import Around, ReadDay
from vorlauf.sheets.cells import Cell
from vorlauf.sheets.fields import Field

_PIECES = (Field.YEAR, Field.MONTH, Field.DAY)


@dataclass
class WhenError(Exception):
    """A cell of this field is refused, for this reason."""

    field: Field
    error: UnreadCellError


def only_year(tables: Iterable[Table]) -> int | None:
    """Return the year of a plan if all that says one says the same."""
    years: set[int] = set()
    for table in tables:
        years |= {row.year for row in table.rows if row.year}
        for index in _columns(table, {Field.DATE}):
            years |= full_years_in(list({row.cell(index) for row in table.rows}))
    return years.pop() if len(years) == 1 else None


def _columns(table: Table, fields: Collection[Field]) -> list[int]:
    return [column.index for column in table.columns if column.field in fields]


class RowCells:
    """The cells of one row by the fields of their columns."""

    def __init__(self, table: Table, row: RawRow) -> None:
        """Keep the first column of each field."""
        self._row = row
        self._is_own = table.is_own
        self._columns: dict[Field, int] = {}
        for column in table.columns:
            self._columns.setdefault(column.field, column.index)

    def of(self, field: Field) -> Cell:
        """Return the value of a field, None where there is none."""
        index = self._columns.get(field)
        return None if index is None else self._row.cell(index)

    @property
    def is_own(self) -> bool:
        """Whether Vorlauf has written the table: its weekdays follow from the days."""
        return self._is_own

    def has(self, field: Field) -> bool:
        """Say whether the table has a column of this field."""
        return field in self._columns


def day_of(cells: RowCells, around: Around) -> ReadDay | None:
    """Return the days of a row, None for an open date. Raises `WhenError`."""
    day = _said(cells, around)
    if day is not None:
        if not cells.is_own:
            _check_weekday(cells, day)
        _check_week(cells, day)
    return day


def time_of(cells: RowCells, day: ReadDay | None) -> time | None:
    """Return the time of a row, its own before the date's. Raises `WhenError`."""
    try:
        if cells.has(Field.HOUR):
            return _of_pieces(cells)
        said = read_time(cells.of(Field.TIME))
    except UnreadCellError as error:
        raise WhenError(Field.TIME, error) from error
    return said if said is not None else (day.at if day else None)


def _of_pieces(cells: RowCells) -> time | None:
    hour = read_time(cells.of(Field.HOUR))
    minute = cells.of(Field.MINUTE)
    if hour is None or minute is None:
        return hour
    try:
        return hour.replace(minute=int(float(str(minute))))
    except (ValueError, OverflowError):
        raise no_time(minute) from None


def _said(cells: RowCells, around: Around) -> ReadDay | None:
    if cells.has(Field.DATE):
        with_month = _with_month(cells, around)
        day = _read(Field.DATE, cells.of(Field.DATE), with_month)
        if day is not None:
            return day
    elif cells.has(Field.DAY):
        return _composed(cells, around)
    if cells.of(Field.WEEK) is not None and not cells.has(Field.DATE):
        return _of_week(cells, _with_month(cells, around))
    if cells.of(Field.MONTH) is not None and not cells.has(Field.DATE):
        return _read(Field.MONTH, _month_text(cells), _with_month(cells, around))
    return None


def _with_month(cells: RowCells, around: Around) -> Around:
    """Take year and month of the row's own columns before those of its sheet."""
    year, month = cells.of(Field.YEAR), cells.of(Field.MONTH)
    said_year, said_month = calendar_words.months_in(str(month or ""))
    found = calendar_words.months_in(_whole(year))[0] or said_year
    return replace(around, year=found or around.year, month=said_month or around.month)


def _month_text(cells: RowCells) -> Cell:
    month = cells.of(Field.MONTH)
    text = _whole(month)
    is_number = text.isdecimal() and len(text) <= 2  # noqa: PLR2004, twelve months
    return f"{int(text):02d}" if is_number else month


def _whole(cell: Cell) -> str:
    return "" if cell is None else str(cell).removesuffix(".0")


def _composed(cells: RowCells, around: Around) -> ReadDay | None:
    year, month, day = (_whole(cells.of(piece)) for piece in _PIECES)
    if not day:
        return None
    number = calendar_words.month_named(month)
    written = f"{day}.{number or month}.{year or around.year or ''}"
    return _read(Field.DAY, written, around)


def _of_week(cells: RowCells, around: Around) -> ReadDay | None:
    text = _whole(cells.of(Field.WEEK))
    said = f"KW {text}" if text.isdecimal() else text
    weekday = _whole(cells.of(Field.WEEKDAY))
    both = (
        f"{weekday} {said}"
        if calendar_words.weekday_named(weekday) is not None
        else said
    )
    return _read(Field.WEEK, both, around)


def _read(field: Field, cell: Cell, around: Around) -> ReadDay | None:
    try:
        return read_day(cell, around)
    except UnreadCellError as error:
        raise WhenError(field, error) from error


def _check_weekday(cells: RowCells, day: ReadDay) -> None:
    text = cells.of(Field.WEEKDAY)
    said = calendar_words.weekday_named(text) if isinstance(text, str) else None
    if said is None or day.first != day.last or day.first.weekday() == said:
        return
    message = msg(
        "{day} is another weekday than {text}; correct one of them.",
        day=day.first,
        text=Quoted(str(text)),
    )
    raise WhenError(Field.WEEKDAY, UnreadCellError(message))


def _check_week(cells: RowCells, day: ReadDay) -> None:
    text = _whole(cells.of(Field.WEEK))
    said = calendar_words.week_in(f"KW {text}" if text.isdecimal() else text)
    if said is None or _week(day.first) == said[0] or _week(day.last) == said[0]:
        return
    message = msg(
        "{day} is in week {right}, not in week {week}; correct one of them.",
        day=day.first,
        right=_week(day.first),
        week=said[0],
    )
    raise WhenError(Field.WEEK, UnreadCellError(message))


def _week(day: date) -> int:
    return day.isocalendar().week
