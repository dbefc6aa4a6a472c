"""Spreadsheets made for tests: XLSX, ODS, XLS and CSV from rows of values."""

import csv
import io
import struct
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from typing import Any, Final
from xml.sax.saxutils import escape, quoteattr

import xlsxwriter

Rows = Sequence[Sequence[object]]
_SECTOR = 512


# A spreadsheet counts days from here, and knows no zones.
_MIDNIGHT: Final = datetime(1899, 12, 30)  # noqa: DTZ001


def xlsx(  # noqa: PLR0913, all that a workbook may have
    sheets: Mapping[str, Rows] | Rows,
    *,
    merged: Sequence[tuple[int, int, int, int]] = (),
    hidden: Sequence[str] = (),
    looks: Mapping[tuple[int, int], Mapping[str, object]] | None = None,
    hidden_rows: Sequence[int] = (),
    hidden_columns: Sequence[int] = (),
) -> bytes:
    """Return a workbook; places are rows and columns from 0, of the first sheet.

    Texts that begin with "=" become formulas.
    """
    made = io.BytesIO()
    book = xlsxwriter.Workbook(made)
    named = sheets if isinstance(sheets, Mapping) else {"Redaktionsplan": sheets}
    written = _Written(book)
    for name, rows in named.items():
        sheet = book.add_worksheet(name)
        is_first = name == next(iter(named))
        for y, row in enumerate(rows):
            for x, value in enumerate(row):
                look = (looks or {}).get((y, x)) if is_first else None
                written.put(sheet, (y, x), value, look)
        if name in hidden:
            sheet.hide()
    first = book.worksheets()[0]
    for area in merged:
        value = next(iter(named.values()))[area[0]][area[1]]
        first.merge_range(*area, "")
        written.put(first, area[:2], value, None)
    for row in hidden_rows:
        first.set_row(row, None, None, {"hidden": True})
    for column in hidden_columns:
        first.set_column(column, column, None, None, {"hidden": True})
    book.close()
    return made.getvalue()


class _Written:
    """Writes values with the formats of their types."""

    def __init__(self, book: Any) -> None:
        self._book = book
        shown = {datetime: "dd.mm.yyyy hh:mm", date: "dd.mm.yyyy", time: "hh:mm"}
        self._formats = {
            kind: book.add_format({"num_format": form}) for kind, form in shown.items()
        }

    def put(self, sheet: Any, at: tuple[int, int], value: object, look: Any) -> None:
        form = self._book.add_format(look) if look else None
        if type(value) in self._formats:
            sheet.write_datetime(*at, value, form or self._formats[type(value)])
        elif isinstance(value, str) and value.startswith("="):
            sheet.write_formula(*at, value, form, "result")
        elif isinstance(value, str):
            sheet.write_string(*at, value, form)
        elif value is not None:
            sheet.write(*at, value, form)


_ODS_SPACES = " ".join(
    f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for short, name in {
        "office": "office",
        "table": "table",
        "text": "text",
        "style": "style",
        "fo": "xsl-fo-compatible",
    }.items()
)


def ods(
    sheets: Mapping[str, Rows] | Rows,
    *,
    body: str = "",
    merged: Sequence[tuple[int, int, int, int]] = (),
    hidden: Sequence[str] = (),
) -> bytes:
    """Return a workbook of LibreOffice; `body` stands for the tables if it is given."""
    named = sheets if isinstance(sheets, Mapping) else {"Redaktionsplan": sheets}
    named = {} if body else named
    spans = {area[:2]: area[2] - area[0] + 1 for area in merged}
    tables = body
    for number, (name, rows) in enumerate(named.items()):
        style = ' table:style-name="hidden"' if name in hidden else ""
        tables += f"<table:table table:name={quoteattr(name)}{style}>"
        for y, row in enumerate(rows):
            cells = "".join(
                _ods_cell(value, 1 if number else spans.get((y, x), 1))
                for x, value in enumerate(row)
            )
            tables += f"<table:table-row>{cells}</table:table-row>"
        tables += "</table:table>"
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {_ODS_SPACES}>'
        '<office:automatic-styles><style:style style:name="hidden" '
        'style:family="table"><style:table-properties table:display="false"/>'
        "</style:style></office:automatic-styles>"
        f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body>"
        "</office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    space = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
    manifest = (
        f'<m:manifest xmlns:m="{space}"><m:file-entry m:full-path="/" '
        f'm:media-type="{kind}"/></m:manifest>'
    )
    return zipped(
        {"mimetype": kind, "content.xml": content, "META-INF/manifest.xml": manifest}
    )


def _ods_cell(value: object, rows: int) -> str:
    match value:
        case None | "":
            return "<table:table-cell/>"
        case bool() | float() | int():
            said = f'office:value-type="float" office:value="{float(value)}"'
        case datetime() | date():
            said = f'office:value-type="date" office:date-value="{value.isoformat()}"'
        case time():
            duration = f"PT{value:%H}H{value:%M}M00S"
            said = f'office:value-type="time" office:time-value="{duration}"'
        case _:
            said = 'office:value-type="string"'
    lines = "".join(f"<text:p>{escape(one)}</text:p>" for one in str(value).split("\n"))
    if rows > 1:
        said += f' table:number-rows-spanned="{rows}"'
    return f"<table:table-cell {said}>{lines}</table:table-cell>"


def zipped(parts: Mapping[str, str | bytes]) -> bytes:
    """Return an archive of these parts."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return made.getvalue()


def repacked(raw: bytes, changed: Mapping[str, str | bytes | None]) -> bytes:
    """Return an archive with some parts changed, added, or, for None, left out."""
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    kept = {**parts, **changed}
    return zipped({name: part for name, part in kept.items() if part is not None})


def text(
    rows: Rows, *, delimiter: str = ";", encoding: str = "utf-8-sig", sep: bool = False
) -> bytes:
    """Return a text file as a spreadsheet writes it."""
    made = io.StringIO()
    writer = csv.writer(made, delimiter=delimiter, lineterminator="\r\n")
    writer.writerows([_as_text(value) for value in row] for row in rows)
    head = f"sep={delimiter}\r\n" if sep else ""
    return (head + made.getvalue()).encode(encoding)


def _as_text(value: object) -> str:
    match value:
        case None:
            return ""
        case datetime():
            return f"{value:%d.%m.%Y %H:%M}"
        case date():
            return f"{value:%d.%m.%Y}"
        case time():
            return f"{value:%H:%M}"
        case float() if value.is_integer():
            return str(int(value))
        case _:
            return str(value)


def xls(sheets: Mapping[str, Rows] | Rows) -> bytes:
    """Return an old binary workbook (BIFF8 in a compound file)."""
    named = sheets if isinstance(sheets, Mapping) else {"Redaktionsplan": sheets}
    bodies = [_biff_sheet(rows) for rows in named.values()]
    begin = _record(0x0809, struct.pack("<HHHHII", 0x0600, 5, 0, 1997, 0, 6))
    # Cell formats 0 plain, 1 a day, 2 an instant, 3 an hour.
    formats = b"".join(
        _record(0x00E0, struct.pack("<HHHBBBBIIH", 0, code, 0, 0, 0, 0, 0, 0, 0, 0))
        for code in (0, 14, 22, 20)
    )
    names = [_record_of_sheet(name, 0) for name in named]
    offset = len(begin) + len(formats) + sum(map(len, names)) + 4
    listed = b""
    for name, body in zip(named, bodies, strict=True):
        listed += _record_of_sheet(name, offset)
        offset += len(body)
    stream = begin + formats + listed + _record(0x000A) + b"".join(bodies)
    return _compound("Workbook", stream)


def _record(kind: int, content: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(content)) + content


def _record_of_sheet(name: str, offset: int) -> bytes:
    head = struct.pack("<IBBBB", offset, 0, 0, len(name), 1)
    return _record(0x0085, head + name.encode("utf-16-le"))


def _biff_sheet(rows: Rows) -> bytes:
    made = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 1997, 0, 6))
    for y, row in enumerate(rows):
        for x, value in enumerate(row):
            made += _biff_cell(y, x, value)
    return made + _record(0x000A)


def _biff_cell(row: int, column: int, value: object) -> bytes:
    def number(shape: int, found: float) -> bytes:
        return _record(0x0203, struct.pack("<HHHd", row, column, shape, found))

    match value:
        case None | "":
            return b""
        case datetime():
            return number(2, (value - _MIDNIGHT).total_seconds() / 86400)
        case date():
            return number(1, (value - _MIDNIGHT.date()).days)
        case time():
            return number(3, (value.hour * 60 + value.minute) / 1440)
        case float() | int():
            return number(0, float(value))
        case _:
            words = str(value)[:4000].encode("utf-16-le")
            head = struct.pack("<HHHHB", row, column, 0, len(words) // 2, 1)
            return _record(0x0204, head + words)


def _compound(name: str, stream: bytes) -> bytes:
    """Return a compound file with one stream, which is not a small one."""
    stream = stream.ljust(4096, b"\0")
    stream += b"\0" * (-len(stream) % _SECTOR)
    sectors = len(stream) // _SECTOR
    tables = -(-(sectors + 2) // 127)
    total = tables + 1 + sectors
    chain = [0xFFFFFFFD] * tables + [0xFFFFFFFE]
    chain += [tables + 2 + n for n in range(sectors - 1)] + [0xFFFFFFFE]
    chain += [0xFFFFFFFF] * (tables * 128 - total)
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16
    head += struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    head += struct.pack(
        "<IIIIIIIII", 0, tables, tables, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0
    )
    listed = [*range(tables), *[0xFFFFFFFF] * (109 - tables)]
    head += struct.pack("<109I", *listed)
    root = _entry("Root Entry", 5, 1, 0xFFFFFFFE, 0)
    entries = root + _entry(name, 2, 0xFFFFFFFF, tables + 1, len(stream))
    entries += _entry("", 0, 0xFFFFFFFF, 0, 0) * 2
    return head + struct.pack(f"<{len(chain)}I", *chain) + entries + stream


def _entry(name: str, kind: int, child: int, first: int, size: int) -> bytes:
    written = (name + "\0").encode("utf-16-le") if name else b""
    head = written.ljust(64, b"\0") + struct.pack("<HBB", len(written), kind, 1)
    links = struct.pack("<III", 0xFFFFFFFF, 0xFFFFFFFF, child)
    return head + links + b"\0" * 36 + struct.pack("<IQ", first, size)
