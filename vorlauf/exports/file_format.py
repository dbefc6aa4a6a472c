"""File formats: a list as XLSX, CSV or JSON, by one function for all lists."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from states.messages import Quoted, msg
from vorlauf.errors import BadInputError
from vorlauf.exports import objects, separated, workbook
from vorlauf.exports.file_table import FileTable
from vorlauf.exports.separated import Separator


class FileFormat(StrEnum):
    """As what a list is written."""

    XLSX = "xlsx"
    CSV = "csv"
    JSON = "json"

    @property
    def media_type(self) -> str:
        """Return what such a file is called in the web."""
        return _MEDIA_TYPES[self]


_MEDIA_TYPES: Final = {
    FileFormat.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml"
    ".sheet",
    FileFormat.CSV: "text/csv; charset=utf-8",
    FileFormat.JSON: "application/json",
}


@dataclass(frozen=True, kw_only=True)
class WrittenFile:
    """A list as a file: its name in ASCII, its bytes, and what they are."""

    name: str
    content: bytes
    format: FileFormat

    @property
    def headers(self) -> dict[str, str]:
        """Return the header by which a browser keeps it as a file."""
        return {"Content-Disposition": f'attachment; filename="{self.name}"'}


def format_named(name: str) -> FileFormat:
    """Return the format of this name. Raises `BadInputError`."""
    try:
        return FileFormat(name)
    except ValueError:
        raise BadInputError(
            msg("{name} is no format of a file; write xlsx, csv or json.", name=_(name))
        ) from None


def separator_named(name: str) -> Separator:
    """Return what stands between values in CSV. Raises `BadInputError`."""
    try:
        return Separator(name)
    except ValueError:
        raise BadInputError(
            msg("{name} separates no values; write semicolon or comma.", name=_(name))
        ) from None


def _(name: str) -> Quoted:
    return Quoted(name[:40])


def write(
    table: FileTable,
    wanted: FileFormat,
    separator: Separator = Separator.SEMICOLON,
    *,
    stem: str = "",
) -> WrittenFile:
    """Write a list as a file, called after it (or `stem`) and its day.

    The rows are read meanwhile: a transaction they come from has to be open.
    """
    match wanted:
        case FileFormat.XLSX:
            content = workbook.write(table)
        case FileFormat.CSV:
            content = separated.write(table, separator)
        case FileFormat.JSON:
            content = objects.write(table)
    name = f"{stem or table.name}-{table.day}.{wanted}"
    return WrittenFile(name=name, content=content, format=wanted)
