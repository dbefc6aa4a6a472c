"""The catalogue: what is said in German, read from the PO files of gettext.

Babel would take longer to be imported than a short command takes as a whole, so the
entries are read with what Python has itself. Every catalogue is German: one form for
one, another for all else.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from gettext import NullTranslations
from pathlib import Path
from typing import Final

from notifications.errors import CatalogueError

MESSAGES: Final = Path(__file__).parents[1] / "locale" / "de" / "messages.po"

_LINE: Final = re.compile(
    r'(?:(msgctxt|msgid|msgid_plural|msgstr|msgstr\[[01]\])\s+)?"(.*)"'
)
_ESCAPED: Final = re.compile(r"\\(.)")
_SIGNS: Final = {"n": "\n", "t": "\t", "r": "\r"}

# The context (None for most) and the English, with the German for one and for many.
_Messages = dict[tuple[str | None, str], tuple[str, str]]


class Catalogue(NullTranslations):
    """The German of English messages; what has none stays English."""

    def __init__(self, messages: _Messages) -> None:
        super().__init__()
        self._messages = messages

    def gettext(self, message: str) -> str:
        """Return the German of a message."""
        return self._one(None, message)

    def pgettext(self, context: str, message: str) -> str:
        """Return the German that a message has in a context."""
        return self._one(context, message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        """Return the German that fits the count `n`."""
        english = (msgid1, msgid2)
        return self._messages.get((None, msgid1), english)[n != 1]

    def _one(self, context: str | None, message: str) -> str:
        return self._messages.get((context, message), (message,))[0]


@cache
def german() -> Catalogue:
    """Return the German of messages; raises as `compiled` does."""
    return compiled([MESSAGES])


def compiled(files: Iterable[Path]) -> Catalogue:
    """Return what these files say together; of two that say the same, the last holds.

    Raises `CatalogueError` with file and line for a file that cannot be read.
    """
    messages: _Messages = {}
    for file in files:
        for entry in _entries(file):
            one = entry.get("msgstr") or entry.get("msgstr[0]", "")
            if entry["msgid"] and one:
                key = entry.get("msgctxt"), entry["msgid"]
                messages[key] = one, entry.get("msgstr[1]", one)
    return Catalogue(messages)


def _entries(file: Path) -> Iterator[Mapping[str, str]]:
    entry: dict[str, str] = {}
    keyword = ""
    for number, line in enumerate(_lines(file), start=1):
        if not line or line.startswith("#"):
            continue
        found = _LINE.fullmatch(line)
        begun, text = found.groups() if found else (None, "")
        if not found or not (begun or keyword):
            raise CatalogueError(f"{file}, line {number}: {line!r} is not understood.")
        if begun in {"msgctxt", "msgid"} and keyword.startswith("msgstr"):
            yield entry
            entry = {}
        keyword = begun or keyword
        entry[keyword] = entry.get(keyword, "") + _plain(text)
    if "msgid" in entry:
        yield entry


def _lines(file: Path) -> list[str]:
    try:
        return [line.strip() for line in file.read_text("utf-8").split("\n")]
    except (OSError, ValueError) as error:
        raise CatalogueError(f"{file} cannot be read: {error}.") from error


def _plain(text: str) -> str:
    if "\\" not in text:
        return text
    return _ESCAPED.sub(lambda sign: _SIGNS.get(sign[1], sign[1]), text)
