"""XLSX parts: what the XML of a workbook says and calamine does not, read as a stream.

Where each sheet ends, what is hidden, struck out, coloured or a formula.
"""

import re
import zipfile
from posixpath import normpath
from typing import Any, Final
from xml.parsers import expat

from vorlauf.sheets.cells import column_letter, column_number
from vorlauf.sheets.rejections import Reason, UnreadableError
from vorlauf.sheets.text_files import MOST_COLUMNS, MOST_ROWS

# Of each kind so many places are told.
_MOST_PLACES: Final = 20_000
# Fills 0 and 1 of every workbook are none and the grid.
_USUAL_FILLS: Final = 2
_DIGITS: Final = 10  # of the number of a text
_PIECE: Final = 1 << 16  # bytes
_CELL: Final = re.compile(r"([A-Za-z]{1,3})([0-9]{1,7})")


def parsed(archive: zipfile.ZipFile, name: str, handler: "PartHandler") -> None:
    """Feed one part to a handler, piece by piece; what is not there says nothing.

    Raises `UnreadableError` for what is no XML or declares entities.
    """
    try:
        source = archive.open(name)
    except KeyError:
        return
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = handler.start
    parser.EndElementHandler = handler.end
    parser.StartDoctypeDeclHandler = _refuse
    if handler.hears_text:
        parser.CharacterDataHandler = handler.text
    parser.buffer_text = True
    with source:
        try:
            while piece := source.read(_PIECE):
                parser.Parse(piece)
            parser.Parse(b"", True)
        except expat.ExpatError as error:
            raise UnreadableError(Reason.BROKEN) from error


def _refuse(*_: object) -> None:
    raise UnreadableError(Reason.BROKEN)


def local(name: str) -> str:
    """Return the name of an element or attribute without its namespace."""
    return name.rpartition(" ")[2]


class PartHandler:
    """Hears of the elements of one part; subclasses listen."""

    hears_text = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Hear of an opening tag."""

    def end(self, name: str) -> None:
        """Hear of a closing tag."""

    def text(self, said: str) -> None:
        """Hear of text, if it wants to."""


def _strikes(attributes: dict[str, str]) -> bool:
    return attributes.get("val", "1") not in {"0", "false"}


class _Strings(PartHandler):
    """Which texts of the workbook (counted from 0) are struck out in part."""

    def __init__(self) -> None:
        self.struck: set[int] = set()
        self._index = -1

    def start(self, name: str, attributes: dict[str, str]) -> None:
        match local(name):
            case "si":
                self._index += 1
            case "strike" if _strikes(attributes):
                self.struck.add(self._index)


class _Styles(PartHandler):
    """Which cell formats (`s` of a cell) strike out or colour."""

    def __init__(self) -> None:
        self.path: list[str] = []
        self.fonts: list[bool] = []
        self.fills: list[bool] = []
        self.struck: set[int] = set()
        self.coloured: set[int] = set()
        self._formats = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        name = local(name)
        parent = self.path[-1] if self.path else ""
        self.path.append(name)
        match parent, name:
            case "fonts", "font":
                self.fonts.append(False)
            case "fills", "fill":
                self.fills.append(False)
            case "font", "strike" if self.fonts:
                self.fonts[-1] = _strikes(attributes)
            case "fill", "patternFill" if self.fills:
                kind = attributes.get("patternType", "none")
                self.fills[-1] = kind not in {"none", "gray125"}
            case "fill", "gradientFill" if self.fills:
                self.fills[-1] = True
            case "cellXfs", "xf":
                self._note(attributes)

    def end(self, _name: str) -> None:
        self.path.pop()

    def _note(self, attributes: dict[str, str]) -> None:
        font, fill = (int(attributes.get(key, 0)) for key in ("fontId", "fillId"))
        if font < len(self.fonts) and self.fonts[font]:
            self.struck.add(self._formats)
        if _USUAL_FILLS <= fill < len(self.fills) and self.fills[fill]:
            self.coloured.add(self._formats)
        self._formats += 1


class _Relations(PartHandler):
    def __init__(self) -> None:
        self.targets: dict[str, str] = {}

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if local(name) == "Relationship":
            target = attributes.get("Target", "")
            path = target[1:] if target.startswith("/") else normpath(f"xl/{target}")
            self.targets[attributes.get("Id", "")] = path


class _SheetNames(PartHandler):
    def __init__(self) -> None:
        self.sheets: list[tuple[str, str]] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if local(name) == "sheet":
            plain = {local(key): value for key, value in attributes.items()}
            self.sheets.append((plain.get("name", ""), plain.get("id", "")))


class _SheetCells(PartHandler):
    """The cells of one sheet that hold something, and how they look."""

    def __init__(self, sheet: str, styles: _Styles, strings: _Strings) -> None:
        self.sheet = sheet
        self.styles = styles
        self.strings = strings
        # Only then does it matter which text a cell has.
        self.hears_text = bool(strings.struck)
        self._is_string, self._said = False, ""
        self.row, self.column = 0, -1
        self.style = 0
        self.is_empty = True
        self.hidden_rows: list[int] = []
        self.hidden_columns: list[int] = []
        self.struck: list[tuple[int, int]] = []
        self.partly_struck: list[tuple[int, int]] = []
        self.coloured: list[tuple[int, int]] = []
        self.formulas: list[tuple[int, int]] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        match local(name):
            case "c":
                self._begin(attributes)
            case "v" | "is":
                self._fill()
                self._said = ""
            case "strike" if _strikes(attributes):
                self._add(self.partly_struck)
            case "f":
                self._add(self.formulas)
            case "row":
                self.row = int(attributes.get("r", self.row + 1))
                self.column = -1
                if attributes.get("hidden") in {"1", "true"}:
                    self.hidden_rows.append(self.row)
            case "col" if attributes.get("hidden") in {"1", "true"}:
                first, last = (int(attributes.get(key, 0)) for key in ("min", "max"))
                columns = range(first - 1, min(last, MOST_COLUMNS))
                self.hidden_columns.extend(columns)

    def text(self, said: str) -> None:
        self._said += said if self._is_string else ""

    def end(self, name: str) -> None:
        if self.hears_text and self._is_string and local(name) == "v":
            said = self._said.strip()
            if (
                said.isdecimal()
                and len(said) < _DIGITS
                and (int(said) in self.strings.struck)
            ):
                self._add(self.partly_struck)

    def _begin(self, attributes: dict[str, str]) -> None:
        self._is_string = attributes.get("t") == "s"
        place = _CELL.fullmatch(attributes.get("r", ""))
        if place:
            self.column, self.row = column_number(place[1]), int(place[2])
        else:
            self.column += 1
        self.style = int(attributes.get("s", 0))
        self.is_empty = True

    def _fill(self) -> None:
        if not self.is_empty:
            return
        self.is_empty = False
        if self.column >= MOST_COLUMNS or self.row > MOST_ROWS:
            raise UnreadableError(Reason.FAR_CELL, self.sheet, self._cell())
        if self.style in self.styles.struck:
            self._add(self.struck)
        if self.style in self.styles.coloured:
            self._add(self.coloured)

    def _add(self, places: list[tuple[int, int]]) -> None:
        if len(places) < _MOST_PLACES:
            places.append((self.row, self.column))

    def _cell(self) -> str:
        return f"{column_letter(self.column)}{self.row}"


class _Notes(PartHandler):
    def __init__(self) -> None:
        self.count = 0

    def start(self, name: str, _attributes: dict[str, str]) -> None:
        self.count += local(name) == "comment"


def looked_at(
    archive: zipfile.ZipFile,
) -> tuple[dict[str, Any], dict[str, dict[str, Any]]]:
    """Return what the workbook and each of its sheets say beside their values.

    Raises `UnreadableError` with the place of a cell that is too far away.
    """
    styles, relations, names = _Styles(), _Relations(), _SheetNames()
    parsed(archive, "xl/styles.xml", styles)
    parsed(archive, "xl/_rels/workbook.xml.rels", relations)
    parsed(archive, "xl/workbook.xml", names)
    strings = _Strings()
    parsed(archive, "xl/sharedStrings.xml", strings)
    looks = {}
    for name, relation in names.sheets:
        cells = _SheetCells(name, styles, strings)
        parsed(archive, relations.targets.get(relation, ""), cells)
        looks[name] = {
            "known": True,
            "hidden_rows": cells.hidden_rows[:_MOST_PLACES],
            "hidden_columns": cells.hidden_columns,
            "struck": cells.struck,
            "partly_struck": cells.partly_struck,
            "coloured": cells.coloured,
            "formulas": cells.formulas,
        }
    notes = _Notes()
    for part in archive.namelist():
        if re.fullmatch(r"xl/(comments|threadedComments/).*\.xml", part):
            parsed(archive, part, notes)
    return {"comments": notes.count}, looks
