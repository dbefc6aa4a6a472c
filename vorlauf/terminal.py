"""The terminal: tables, local dates and harmless text."""

import sys
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Final

from rich.console import Console
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

# Python's own names of weekdays follow the locale of the machine.
WEEKDAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")

# What a pipe is given, where no terminal says how wide it is.
WIDTH: Final = 140


def local(instant: datetime, zone: "ZoneInfo") -> str:
    """Return an aware instant as `Thu 2026-12-03 10:00` of the zone."""
    there = instant.astimezone(zone)
    return f"{WEEKDAYS[there.weekday()]} {there:%Y-%m-%d %H:%M}"


def harmless(text: str) -> str:
    """Return the text without what a terminal would obey."""
    return "".join(c if c.isprintable() or c == "\n" else "�" for c in text)


def say(sentence: str) -> None:
    """Print one line for a person."""
    sys.stdout.write(f"{harmless(sentence)}\n")
    sys.stdout.flush()


def console() -> Console:
    """Return what prints to standard output as it is at this moment."""
    width = None if sys.stdout.isatty() else WIDTH
    return Console(width=width, highlight=False, markup=False)


def table(
    title: str, columns: Sequence[str], rows: Iterable[Sequence[object]]
) -> Table:
    """Return a table of plain values; numbers stand on the right."""
    made = Table(title=title or None, title_justify="left", title_style="bold")
    listed = [list(row) for row in rows]
    for index, column in enumerate(columns):
        is_number = bool(listed) and all(isinstance(r[index], int) for r in listed)
        made.add_column(column, justify="right" if is_number else "left")
    for row in listed:
        made.add_row(*(_cell(value) for value in row))
    return made


def _cell(value: object) -> Text:
    return value if isinstance(value, Text) else Text(harmless(str(value)))
