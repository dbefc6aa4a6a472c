"""The terminal: tables, local dates and harmless text."""

import codecs
import os
import sys
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Final

from rich.console import Console
from rich.table import Table
from rich.text import Text

from states.messages import msg
from vorlauf.errors import BadInputError

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

# Python's own names of weekdays follow the locale of the machine.
WEEKDAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")

# What a pipe is given, where no terminal says how wide it is.
WIDTH: Final = 140


# How a terminal reads what it has no letters for: where no UTF-8 can be written.
_SPELT: Final = {
    **dict(zip("äöüÄÖÜß", ("ae", "oe", "ue", "Ae", "Oe", "Ue", "ss"), strict=True)),
    **dict.fromkeys("\u201e\u201c\u201d\u00ab\u00bb", '"'),
    **dict.fromkeys("\u201a\u2018\u2019\u2039\u203a", "'"),
    **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-"),
    **dict.fromkeys("\u00b7\u2022", "*"),
    "\u2192": "->",
    "\u00d7": "x",
    "\u2264": "<=",
    "\u2265": ">=",
}
_SPELLING: Final = "vorlauf.spelling"


def be_writable() -> None:
    """Let standard output and error take every letter, whatever the locale says.

    A terminal without UTF-8 reads ä as ae and what cannot be spelt as a question mark.
    """
    codecs.register_error(_SPELLING, _spelt)
    for stream in (sys.stdout, sys.stderr):
        if not takes_every_letter(stream) and hasattr(stream, "reconfigure"):
            stream.reconfigure(errors=_SPELLING)


def takes_every_letter(stream: object) -> bool:
    """Say whether a stream is written in UTF-8."""
    encoding = getattr(stream, "encoding", None) or "utf-8"
    return codecs.lookup(encoding).name.startswith("utf-")


def typed(argument: str) -> str:
    """Return an argument of the command line as UTF-8, whatever the locale says.

    Raises `BadInputError` for one that is none.
    """
    if argument.isascii():
        return argument
    try:
        return os.fsencode(argument).decode()
    except UnicodeError as error:
        raise BadInputError(
            msg("The command line is not UTF-8; write it in a terminal that is.")
        ) from error


def _spelt(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    letters = error.object[error.start : error.end]
    return "".join(map(_spelt_letter, letters)), error.end


def _spelt_letter(letter: str) -> str:
    if (spelt := _SPELT.get(letter)) is not None:
        return spelt
    parts = unicodedata.normalize("NFKD", letter)
    plain = "".join(part for part in parts if part.isascii())
    return plain or "?"


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
