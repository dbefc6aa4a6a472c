"""Workbooks: XLSX, XLS and ODS, decoded by calamine after a look at their parts.

Runs in the child alone. Calamine reserves memory for the whole area between the first
and the last cell and aborts the process where it gets none, so the area is known first.
"""

import io
import zipfile
from collections.abc import Sequence
from typing import Any, Final, TextIO

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetMetadata,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from vorlauf.sheets import ods_parts, xlsx_parts
from vorlauf.sheets.cells import Cell, SheetFormat, column_letter
from vorlauf.sheets.rejections import Reason, UnreadableError
from vorlauf.sheets.text_files import (
    LONGEST_CELL,
    MOST_CELLS,
    MOST_COLUMNS,
    MOST_ROWS,
)
from vorlauf.sheets.wire import row_line, sheet_line

_MOST_UNPACKED: Final = 200_000_000
_MOST_PARTS: Final = 2_000
_ENCRYPTED: Final = 0x1
_LOCKED_PACKAGE: Final = "EncryptedPackage".encode("utf-16-le")
_BINARY_WORKBOOK: Final = "Workbook".encode("utf-16-le")
_OLD_BINARY_WORKBOOK: Final = "Book".encode("utf-16-le")
_MACROS: Final = "_VBA_PROJECT".encode("utf-16-le")


def write(raw: bytes, into: TextIO) -> dict[str, Any]:
    """Write the sheets of a workbook; return its format and how many notes it has.

    Raises `UnreadableError`.
    """
    if raw.startswith(b"PK"):
        said, looks = _packed(raw)
    else:
        said, looks = _binary(raw), {}
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(raw))
        _write_sheets(book, looks, into)
    except PasswordError as error:
        raise UnreadableError(Reason.LOCKED) from error
    except CalamineError as error:
        raise UnreadableError(Reason.BROKEN) from error
    return said


def _binary(raw: bytes) -> dict[str, Any]:
    if _LOCKED_PACKAGE in raw:
        raise UnreadableError(Reason.LOCKED)
    if _BINARY_WORKBOOK not in raw and _OLD_BINARY_WORKBOOK not in raw:
        raise UnreadableError(Reason.NO_SPREADSHEET)
    if _MACROS in raw:
        raise UnreadableError(Reason.MACROS)
    return {"format": SheetFormat.XLS.value}


def _packed(raw: bytes) -> tuple[dict[str, Any], dict[str, dict[str, Any]]]:
    """Return what an archive is, and for each sheet what calamine does not tell."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(raw))
        parts = archive.infolist()
        _check_parts(parts)
        names = {part.filename for part in parts}
        if "xl/workbook.xml" in names:
            _refuse_macros(archive, names)
            said, looks = xlsx_parts.looked_at(archive)
            return {"format": SheetFormat.XLSX.value, **said}, looks
        if "content.xml" in names:
            said, looks = ods_parts.looked_at(archive)
            return {"format": SheetFormat.ODS.value, **said}, looks
    except (zipfile.BadZipFile, EOFError, NotImplementedError, ValueError) as error:
        raise UnreadableError(Reason.BROKEN) from error
    if "xl/workbook.bin" in names:
        raise UnreadableError(Reason.NO_SPREADSHEET)
    raise UnreadableError(Reason.NO_WORKBOOK)


def _check_parts(parts: Sequence[zipfile.ZipInfo]) -> None:
    if any(part.flag_bits & _ENCRYPTED for part in parts):
        raise UnreadableError(Reason.LOCKED)
    unpacked = sum(part.file_size for part in parts)
    if unpacked > _MOST_UNPACKED or len(parts) > _MOST_PARTS:
        raise UnreadableError(Reason.UNPACKS_TOO_LARGE)


def _refuse_macros(archive: zipfile.ZipFile, names: set[str]) -> None:
    # A file named .xlsx may hold them, too; its list of types says so.
    listed = b"macroEnabled" in archive.read("[Content_Types].xml")
    if listed or any(name.endswith("vbaProject.bin") for name in names):
        raise UnreadableError(Reason.MACROS)


def _write_sheets(
    book: CalamineWorkbook, looks: dict[str, dict[str, Any]], into: TextIO
) -> None:
    cells = 0
    for index, meta in enumerate(book.sheets_metadata):
        if meta.typ is not SheetTypeEnum.WorkSheet:
            continue
        sheet = book.get_sheet_by_index(index)
        into.write(sheet_line(_begin(meta, sheet, looks.get(meta.name, {}))) + "\n")
        left = sheet.start[1] if sheet.start else 0
        top = sheet.start[0] if sheet.start else 0
        # Rows come from the first one of the sheet, but columns from the first in use.
        for number, row in enumerate(sheet.to_python(), top + 1):
            values = [None] * left + [_value(cell) for cell in row]
            while values and values[-1] is None:
                values.pop()
            cells += len(values)
            if number > MOST_ROWS or len(values) > MOST_COLUMNS:
                place = f"{column_letter(len(values) - 1)}{number}"
                raise UnreadableError(Reason.FAR_CELL, meta.name, place)
            for column, value in enumerate(values):
                if isinstance(value, str) and len(value) > LONGEST_CELL:
                    place = f"{column_letter(column)}{number}"
                    raise UnreadableError(Reason.LONG_CELL, meta.name, place)
            if cells > MOST_CELLS:
                raise UnreadableError(Reason.TOO_MANY_CELLS, meta.name, str(number))
            if values:
                into.write(row_line(number, values) + "\n")


def _begin(
    meta: SheetMetadata, sheet: CalamineSheet, looks: dict[str, Any]
) -> dict[str, Any]:
    merged = sheet.merged_cell_ranges or looks.pop("merged", [])
    return {
        "name": meta.name,
        "hidden": meta.visible is not SheetVisibleEnum.Visible,
        "merged": [
            [top + 1, left, bottom + 1, right]
            for (top, left), (bottom, right) in merged[:10_000]
        ],
        "looks": looks,
    }


def _value(cell: Cell | int) -> Cell:
    if cell == "" and isinstance(cell, str):
        return None
    return float(cell) if type(cell) is int else cell
