"""Shown values: what stands in a cell for people, German or English."""

from collections.abc import Mapping
from datetime import date, datetime, time
from decimal import Decimal
from typing import Final
from zoneinfo import ZoneInfo

from notifications.letters.labels import ENGLISH, GERMAN
from vorlauf.exports.file_table import ColumnKind, FileColumn, FileValue

YES_NO: Final[Mapping[str, tuple[str, str]]] = {
    GERMAN: ("ja", "nein"),
    ENGLISH: ("yes", "no"),
}
WEEKDAYS: Final[Mapping[str, tuple[str, ...]]] = {
    GERMAN: ("Mo", "Di", "Mi", "Do", "Fr", "Sa", "So"),
    ENGLISH: ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
}
_DAY: Final = {GERMAN: "%d.%m.%Y", ENGLISH: "%Y-%m-%d"}
BETWEEN: Final = ", "

ShownValue = str | int | Decimal | date | datetime | time | None


def shown(
    value: FileValue, column: FileColumn, language: str, zone: ZoneInfo
) -> ShownValue:
    """Return a value as a cell holds it: in words, and in local time without zone."""
    match value:
        case bool():
            yes, no = YES_NO[language]
            return yes if value else no
        case tuple():
            return BETWEEN.join(map(column.word, value))
        case datetime():
            return value.astimezone(zone).replace(tzinfo=None)
        case date() if column.kind is ColumnKind.WEEKDAY:
            return WEEKDAYS[language][value.weekday()]
        case str() if column.kind is ColumnKind.WORDS:
            return column.word(value)
        case _:
            return value


def written_out(value: ShownValue, language: str) -> str:
    """Return what a text file holds for the value of a cell."""
    match value:
        case None:
            return ""
        case datetime():
            return value.strftime(f"{_DAY[language]} %H:%M")
        case date():
            return value.strftime(_DAY[language])
        case time():
            return f"{value:%H:%M}"
        case Decimal() if language == GERMAN:
            return str(value).replace(".", ",")
        case _:
            return str(value)
