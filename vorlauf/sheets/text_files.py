"""Text files: CSV and TSV as German Excel and others write them, in the child."""

import codecs
import csv
import io
import re
from collections.abc import Iterator
from typing import Any, Final, TextIO

from vorlauf.sheets.fields import folded, known_names
from vorlauf.sheets.rejections import Reason, UnreadableError
from vorlauf.sheets.wire import row_line, sheet_line

DELIMITERS: Final = (";", ",", "\t", "|")
MOST_ROWS, MOST_COLUMNS, MOST_CELLS = 150_000, 500, 2_000_000
LONGEST_CELL: Final = 100_000  # characters
_HEADERS_WITHIN: Final = 20  # rows
_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_FOREIGN: Final = re.compile("[^\x00-\x7f]")
_NOT_TEXT: Final = re.compile("[\x00-\x08\x0e-\x1f\x7f]")
_SEPARATOR: Final = re.compile(r'"?sep=(.)"?\r?\n', re.IGNORECASE)
_SAMPLE: Final = 200  # characters


def load_codecs() -> None:
    """Load what decoding needs: a confined process cannot load anything any more."""
    for name in ("utf-8-sig", "utf-16", "utf-16-le", "cp1252", "mac_roman", "cp437"):
        "".encode(name).decode(name)
    csv.field_size_limit(LONGEST_CELL)


def decoded(raw: bytes, chosen: str | None = None) -> tuple[str, str]:
    """Return the text and its encoding: by its mark, its zeros, as UTF-8, as cp1252.

    Raises `UnreadableError` for what is no text, or not written as chosen.
    """
    encoding = chosen or _encoding(raw)
    try:
        text = raw.decode(encoding)
    except (UnicodeDecodeError, LookupError) as error:
        reason = Reason.WRONG_ENCODING if chosen else Reason.NO_SPREADSHEET
        raise UnreadableError(reason) from error
    if _NOT_TEXT.search(text):
        raise UnreadableError(Reason.NO_TEXT if text.isprintable() else _odd(text))
    return text.removeprefix("\ufeff"), encoding


def _odd(text: str) -> Reason:
    """Tell a text with a few odd characters from what is no text at all."""
    odd = len(_NOT_TEXT.findall(text))
    return Reason.NO_TEXT if odd * 100 < len(text) else Reason.NO_SPREADSHEET


def _encoding(raw: bytes) -> str:
    for mark, name in _MARKS:
        if raw.startswith(mark):
            return name
    start = raw[:4096]
    # In UTF-16 every second byte of plain letters is zero.
    for offset, name in ((1, "utf-16-le"), (0, "utf-16-be")):
        half = start[offset::2]
        if half and half.count(0) * 2 > len(half):
            return name
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"


def delimiter_of(text: str) -> str:
    """Return the delimiter under which a row has the most known names of columns.

    Where there is no such row, it is the one that cuts the first rows most evenly.
    """
    return max(DELIMITERS, key=lambda one: _promise(text, one))


def _promise(text: str, delimiter: str) -> tuple[int, int, int]:
    rows: list[list[str]] = []
    try:
        for row in csv.reader(io.StringIO(text[:200_000]), delimiter=delimiter):
            rows.append(row)
            if len(rows) == _HEADERS_WITHIN:
                break
    except csv.Error:
        pass
    known = known_names()
    named = max((sum(folded(cell) in known for cell in row) for row in rows), default=0)
    widths = [len(row) for row in rows if len(row) > 1]
    most = max(set(widths), key=widths.count) if widths else 0
    return (named if most else 0, widths.count(most), most)


def write(raw: bytes, into: TextIO, chosen: str | None = None) -> dict[str, Any]:
    """Write the one sheet of a text file; return encoding, delimiter and a sample."""
    text, encoding = decoded(raw, chosen)
    said = _SEPARATOR.match(text)
    if said:
        text = text[said.end() :]
    delimiter = said[1] if said else delimiter_of(text)
    into.write(sheet_line({"name": "", "hidden": False, "merged": [], "looks": {}}))
    into.write("\n")
    cells = 0
    for number, row in _rows(text, delimiter):
        while row and not row[-1]:
            row.pop()
        cells += len(row)
        if number > MOST_ROWS or cells > MOST_CELLS:
            raise UnreadableError(Reason.TOO_MANY_CELLS, place=str(number))
        if len(row) > MOST_COLUMNS:
            raise UnreadableError(Reason.FAR_CELL, place=str(number))
        if row:
            into.write(row_line(number, (cell or None for cell in row)) + "\n")
    return {"encoding": encoding, "delimiter": delimiter, "sample": _sample(text)}


def _rows(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    # A quote that opens in the middle of a cell would swallow the rows after it.
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    number = 0
    try:
        for number, row in enumerate(reader, 1):
            yield number, row
    except csv.Error as error:
        is_long = "field larger" in str(error)
        reason = Reason.LONG_CELL if is_long else Reason.ODD_QUOTES
        raise UnreadableError(reason, place=str(number + 1)) from error


def _sample(text: str) -> str:
    """Return the first line with a letter beyond ASCII, from shortly before it."""
    found = _FOREIGN.search(text)
    if not found:
        return ""
    begin = max(text.rfind("\n", 0, found.start()) + 1, found.start() - _SAMPLE // 2)
    return text[begin : begin + _SAMPLE].partition("\n")[0].strip()
