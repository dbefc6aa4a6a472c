"""Language: what the command line says to people, in German on a German system.

JSON, states and keys that a program reads are the same in every language.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from notifications.i18n.catalogue import Catalogue, compiled
from vorlauf.terminal import local

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

GERMAN, ENGLISH = "de", "en"
LOCALE: Final = Path(__file__).parent / "locale"
# The first that is set says the language, as gettext has it.
VARIABLES: Final = ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")
_FIXED: Final[ContextVar[str]] = ContextVar("language", default="")
_WEEKDAYS: Final = ("Mo", "Di", "Mi", "Do", "Fr", "Sa", "So")


def language() -> str:
    """Return the language of whoever reads: German or English."""
    if fixed := _FIXED.get():
        return fixed
    chosen = next(filter(None, map(os.environ.get, VARIABLES)), "")
    return GERMAN if chosen.lower().startswith(GERMAN) else ENGLISH


@contextmanager
def english() -> Iterator[None]:
    """Say everything in English, for a program that reads it."""
    before = _FIXED.set(ENGLISH)
    try:
        yield
    finally:
        _FIXED.reset(before)


def gettext(message: str, /, **values: object) -> str:
    """Return an English message in the reader's language, with its values."""
    said = _german().gettext(message) if language() == GERMAN else message
    return said % values if values else said


def headings(*columns: str) -> tuple[str, ...]:
    """Return the headings of a table in the reader's language."""
    return tuple(map(gettext, columns))


def ngettext(one: str, many: str, count: int, /, **values: object) -> str:
    """Return the message that fits the count, which stands in it as `%(count)s`."""
    if language() == GERMAN:
        said = _german().ngettext(one, many, count)
    else:
        said = one if count == 1 else many
    return said % {"count": number(count), **values}


def label(kind: str, key: str) -> str:
    """Return what a key of the engine is called; in English it is the key itself."""
    return _german().pgettext(kind, key) if language() == GERMAN else str(key)


def number(value: float) -> str:
    """Write a number, in German as in „1.234,5“."""
    if language() == ENGLISH:
        return str(value)
    return f"{value:,}".translate(_SEPARATORS)


def day(when: date) -> str:
    """Write a day, in German as in „30.11.2026“."""
    return f"{when:%d.%m.%Y}" if language() == GERMAN else f"{when:%Y-%m-%d}"


def moment(instant: datetime, zone: "ZoneInfo") -> str:
    """Write an aware instant as the zone's clocks show it: „Mo 30.11.2026, 14:00“."""
    if language() == ENGLISH:
        return local(instant, zone)
    there = instant.astimezone(zone)
    return f"{_WEEKDAYS[there.weekday()]} {there:%d.%m.%Y, %H:%M}"


_SEPARATORS: Final = str.maketrans(",.", ".,")


@cache
def _german() -> Catalogue:
    return compiled(sorted((LOCALE / GERMAN).glob("*.po")))
