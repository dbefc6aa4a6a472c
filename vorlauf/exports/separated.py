"""Separated values: a table as CSV, as a German spreadsheet opens it by a double click.

It is UTF-8 with a mark at the beginning (BOM); between the values are semicolons, or
commas for programs that want those.
"""

import csv
from enum import StrEnum
from io import StringIO

from vorlauf.exports.file_table import FileTable
from vorlauf.exports.guards import guarded
from vorlauf.exports.shown import shown, written_out


class Separator(StrEnum):
    """What stands between two values."""

    SEMICOLON = "semicolon"
    COMMA = "comma"

    @property
    def sign(self) -> str:
        """The sign itself."""
        return ";" if self is Separator.SEMICOLON else ","


def write(table: FileTable, separator: Separator = Separator.SEMICOLON) -> bytes:
    """Write a table: a line of labels, and a line for each row; notes come last."""
    file = StringIO(newline="")
    writer = csv.writer(file, delimiter=separator.sign, lineterminator="\r\n")
    writer.writerow(column.label for column in table.columns)
    for row in table.rows:
        cells = (
            shown(value, column, table.language, table.zone)
            for value, column in zip(row, table.columns, strict=True)
        )
        writer.writerow(
            guarded(cell)
            if isinstance(cell, str)
            else written_out(cell, table.language)
            for cell in cells
        )
    for note in table.notes():
        writer.writerow([note])
    return file.getvalue().encode("utf-8-sig")
