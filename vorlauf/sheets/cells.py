"""Cells: what stands in a spreadsheet, with the place of each value."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum

# A number is always a float, as in a spreadsheet; an empty cell is None.
Cell = str | float | bool | date | datetime | time | timedelta | None


class SheetFormat(StrEnum):
    """In what format a spreadsheet was saved."""

    XLSX = "xlsx"
    XLS = "xls"
    ODS = "ods"
    TEXT = "text"


@dataclass(frozen=True, order=True)
class Place:
    """A cell: the name of its sheet, its row from 1 and its column from 0."""

    sheet: str
    row: int
    column: int

    @property
    def letter(self) -> str:
        """Return the column as a spreadsheet shows it: A, Z, AA."""
        return column_letter(self.column)

    @property
    def cell(self) -> str:
        """Return the cell as a spreadsheet calls it: C7."""
        return f"{self.letter}{self.row}"


@dataclass(frozen=True)
class Area:
    """Merged cells; rows from 1, columns from 0, all bounds included."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, kw_only=True)
class Looks:
    """What a sheet shows and its values do not say; rows from 1, columns from 0.

    `known` is false for formats of which only the values can be read.
    """

    known: bool = False
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    struck: frozenset[tuple[int, int]] = frozenset()
    partly_struck: frozenset[tuple[int, int]] = frozenset()
    coloured: frozenset[tuple[int, int]] = frozenset()
    formulas: frozenset[tuple[int, int]] = frozenset()


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """One sheet: the cells of each row that has any, from column A on."""

    name: str
    rows: Mapping[int, tuple[Cell, ...]]
    is_hidden: bool = False
    merged: tuple[Area, ...] = ()
    looks: Looks = field(default_factory=Looks)


@dataclass(frozen=True, kw_only=True)
class Workbook:
    """A spreadsheet as it was saved.

    For text, `encoding` and `delimiter` are what it was read with, and `sample` is its
    first line with a letter beyond ASCII: there a wrong encoding is seen. `comments`
    counts the notes at cells, which are not read.
    """

    format: SheetFormat
    sheets: tuple[Sheet, ...]
    encoding: str = ""
    delimiter: str = ""
    sample: str = ""
    comments: int = 0


def column_letter(column: int) -> str:
    """Return the letters of a column that is counted from 0.

    >>> column_letter(0), column_letter(27), column_letter(16383)
    ('A', 'AB', 'XFD')
    """
    letters = ""
    rest = column + 1
    while rest:
        rest, place = divmod(rest - 1, 26)
        letters = chr(ord("A") + place) + letters
    return letters


def column_number(letters: str) -> int:
    """Return a column, counted from 0, by its letters.

    >>> column_number("XFD")
    16383
    """
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1
