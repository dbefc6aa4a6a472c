"""ODS parts: where each sheet ends and what is hidden, struck out or a formula."""

import zipfile
from collections.abc import Callable, Mapping
from typing import Any, Final

from vorlauf.sheets.cells import column_letter
from vorlauf.sheets.rejections import Reason, UnreadableError
from vorlauf.sheets.text_files import MOST_CELLS, MOST_COLUMNS, MOST_ROWS
from vorlauf.sheets.xlsx_parts import PartHandler, local, parsed

_MOST_PLACES: Final = 20_000
_CELLS: Final = frozenset({"table-cell", "covered-table-cell"})


class _Protected(PartHandler):
    """Whether the list of parts says that they are encrypted."""

    is_locked = False

    def start(self, name: str, _attributes: dict[str, str]) -> None:
        self.is_locked = self.is_locked or local(name) == "encryption-data"


class _Content(PartHandler):
    """The cells of all sheets that hold something, and how they look."""

    def __init__(self) -> None:
        self.sheets: dict[str, dict[str, Any]] = {}
        self.comments = 0
        self._struck_styles: set[str] = set()
        self._coloured_styles: set[str] = set()
        self._style = ""
        self._name = ""
        self._row, self._rows = 0, 1
        self._column, self._columns = 0, 1
        self._heads = 0
        self._attributes: dict[str, str] = {}
        self._depth = 0
        self._is_told = False
        self._cells = 0
        self._hears: Mapping[str, Callable[[dict[str, str]], None]] = {
            "style": self._begin_style,
            "text-properties": self._strike,
            "table-cell-properties": self._colour,
            "table": self._begin_sheet,
            "table-row": self._begin_row,
            "annotation": self._begin_note,
            "p": self._hear_text,
            "h": self._hear_text,
            "span": self._hear_part,
            "table-column": self._begin_columns,
        }

    def start(self, name: str, attributes: dict[str, str]) -> None:
        name = local(name)
        plain = {local(key): value for key, value in attributes.items()}
        if name in _CELLS:
            self._begin_cell(plain)
        elif hears := self._hears.get(name):
            hears(plain)

    def end(self, name: str) -> None:
        name = local(name)
        if name in _CELLS:
            self._column += self._columns
        elif name == "annotation":
            self._depth -= 1

    def _begin_style(self, attributes: dict[str, str]) -> None:
        self._style = attributes.get("name", "")

    def _strike(self, attributes: dict[str, str]) -> None:
        if attributes.get("text-line-through-style", "none") not in {"none", ""}:
            self._struck_styles.add(self._style)

    def _colour(self, attributes: dict[str, str]) -> None:
        if attributes.get("background-color", "transparent") != "transparent":
            self._coloured_styles.add(self._style)

    def _begin_row(self, attributes: dict[str, str]) -> None:
        self._row, self._column = self._row + self._rows, 0
        self._rows = int(attributes.get("number-rows-repeated", 1))
        if attributes.get("visibility") in {"collapse", "filter"}:
            self._hide()

    def _begin_note(self, _attributes: dict[str, str]) -> None:
        self.comments += 1
        self._depth += 1

    def _hear_text(self, _attributes: dict[str, str]) -> None:
        if not self._depth:
            self._tell()

    def _hear_part(self, attributes: dict[str, str]) -> None:
        is_struck = attributes.get("style-name", "") in self._struck_styles
        if is_struck and not self._depth and self._name in self.sheets:
            self._add("partly_struck", (self._row, self._column))

    def _begin_columns(self, attributes: dict[str, str]) -> None:
        first = self._heads
        self._heads += int(attributes.get("number-columns-repeated", 1))
        is_hidden = attributes.get("visibility") in {"collapse", "filter"}
        if is_hidden and self._name in self.sheets:
            columns = range(first, min(self._heads, MOST_COLUMNS))
            self.sheets[self._name]["hidden_columns"].extend(columns)

    def _begin_sheet(self, attributes: dict[str, str]) -> None:
        name = attributes.get("name", "")
        self._name, self._row, self._rows, self._heads = name, 0, 1, 0
        self.sheets[name] = {
            "known": True,
            "hidden_rows": [],
            "hidden_columns": [],
            "partly_struck": [],
            "struck": [],
            "coloured": [],
            "formulas": [],
            "merged": [],
        }

    def _hide(self) -> None:
        rows = range(self._row, min(self._row + self._rows, MOST_ROWS))
        hidden = self.sheets[self._name]["hidden_rows"]
        hidden.extend(rows[: _MOST_PLACES - len(hidden)])

    def _begin_cell(self, attributes: dict[str, str]) -> None:
        self._columns = int(attributes.get("number-columns-repeated", 1))
        self._attributes, self._is_told = attributes, False
        if attributes.get("value-type"):
            self._tell()
        across = int(attributes.get("number-columns-spanned", 1))
        down = int(attributes.get("number-rows-spanned", 1))
        if across > 1 or down > 1:
            top, left = self._row - 1, self._column
            area = ((top, left), (top + down - 1, left + across - 1))
            self._add("merged", area)

    def _tell(self) -> None:
        """Look at a cell that holds something; of repeated ones, at the last."""
        if self._is_told or self._name not in self.sheets:
            return
        self._is_told = True
        row, column = self._row + self._rows - 1, self._column + self._columns - 1
        self._cells += self._rows * self._columns
        if row > MOST_ROWS or column >= MOST_COLUMNS:
            place = f"{column_letter(column)}{row}"
            raise UnreadableError(Reason.FAR_CELL, self._name, place)
        if self._cells > MOST_CELLS:
            raise UnreadableError(Reason.TOO_MANY_CELLS, self._name, str(row))
        style = self._attributes.get("style-name", "")
        here = (self._row, self._column)
        if style in self._struck_styles:
            self._add("struck", here)
        if style in self._coloured_styles:
            self._add("coloured", here)
        if "formula" in self._attributes:
            self._add("formulas", here)

    def _add(self, what: str, place: object) -> None:
        places = self.sheets[self._name][what]
        if len(places) < _MOST_PLACES:
            places.append(place)


def looked_at(
    archive: zipfile.ZipFile,
) -> tuple[dict[str, Any], dict[str, dict[str, Any]]]:
    """Return what the workbook and each of its sheets say beside their values.

    Raises `UnreadableError` with the place of a cell that is too far away.
    """
    protected = _Protected()
    parsed(archive, "META-INF/manifest.xml", protected)
    if protected.is_locked:
        raise UnreadableError(Reason.LOCKED)
    content = _Content()
    parsed(archive, "content.xml", content)
    return {"comments": content.comments}, content.sheets
