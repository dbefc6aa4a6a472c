"""Statements of a TOML text: each header, and each key with its value, as text."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

# What surely begins a statement, even after an array that was never closed.
_FRESH_START = re.compile(r"""\s*(\[.*\]\s*(#.*)?|[\w."'-]+\s*=\s.*)$""")


@dataclass(frozen=True)
class Statement:
    """A header or a key with its value; `line` is the first, from 1."""

    line: int
    text: str

    @property
    def is_header(self) -> bool:
        """Whether it opens a table."""
        return self.text.lstrip(" \t").startswith("[")


def statements(text: str) -> Iterator[Statement]:
    """Cut the text into its statements, without blank lines and comments."""
    rows = text.replace("\r\n", "\n").split("\n")
    at = 0
    while at < len(rows):
        if rows[at].strip(" \t")[:1] in {"", "#"}:
            at += 1
            continue
        end = _end(rows, at)
        yield Statement(at + 1, "\n".join(rows[at:end]))
        at = end


def _end(rows: Sequence[str], start: int) -> int:
    """Find the row after the last one of the statement that begins at `start`."""
    if rows[start].lstrip(" \t").startswith("["):
        return start + 1
    scanner = _Scanner()
    for at in range(start, len(rows)):
        scanner.take(rows[at])
        if scanner.is_complete:
            return at + 1
    return _next_fresh_start(rows, start)


def _next_fresh_start(rows: Sequence[str], start: int) -> int:
    later = range(start + 1, len(rows))
    return next((at for at in later if _FRESH_START.match(rows[at])), len(rows))


@dataclass
class _Scanner:
    """Knows, row by row, whether a string or a bracket is still open."""

    depth: int = 0
    quote: str = ""

    @property
    def is_complete(self) -> bool:
        return self.depth <= 0 and not self.quote

    def take(self, row: str) -> None:
        at = 0
        while at < len(row):
            at = self._in_string(row, at) if self.quote else self._outside(row, at)
        if len(self.quote) == 1:  # such a string ends with its line
            self.quote = ""

    def _outside(self, row: str, at: int) -> int:
        char = row[at]
        if char == "#":
            return len(row)
        if char in "\"'":
            self.quote = char * 3 if row.startswith(char * 3, at) else char
            return at + len(self.quote)
        self.depth += (char in "[{") - (char in "]}")
        return at + 1

    def _in_string(self, row: str, at: int) -> int:
        if row[at] == "\\" and self.quote[0] == '"':
            return at + 2
        if not row.startswith(self.quote, at):
            return at + 1
        end = at + len(self.quote)
        if len(self.quote) > 1:  # two quotes may stand before the closing three
            rest = row[end : end + 2]
            end += len(rest) - len(rest.lstrip(self.quote[0]))
        self.quote = ""
        return end
