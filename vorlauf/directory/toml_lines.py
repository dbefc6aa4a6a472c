"""Lines of a TOML text: where each key stands, what stands twice, what is broken.

`tomllib` stops at the first fault and forgets the lines. Here every statement is
handed to `tomllib` alone and the pieces are put together again, so that one broken
line costs one line.
"""

import re
import tomllib
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Final, TypeAlias

from vorlauf.directory.toml_statements import Statement, statements

# Keys from the top; the n-th element of an array has n, from 1, as a text.
Path: TypeAlias = tuple[str, ...]

BROKEN: Final = object()
"""Stands in the tree for a value that could not be read."""

# A text that breaks more often is no TOML; reading on would only take time.
MOST_BREAKS = 25
MOST_EQUALS = 10

_POSITION = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")


@dataclass(frozen=True)
class Duplicate:
    """A key or a table that stands twice."""

    path: Path
    line: int
    first_line: int
    is_table: bool


@dataclass(frozen=True)
class Break:
    """A place that is not TOML; line and column count from 1."""

    line: int
    column: int
    reason: str
    path: Path = ()


@dataclass
class TomlReading:
    """The tree of what could be read, and the line of each of its paths."""

    tree: dict[str, object] = field(default_factory=dict)
    lines: dict[Path, int] = field(default_factory=dict)
    duplicates: list[Duplicate] = field(default_factory=list)
    breaks: list[Break] = field(default_factory=list)
    # False where a broken header or key hides what would have been set below it.
    whole: bool = True

    def line_of(self, path: Path) -> int:
        """Return the line of the path, or of the nearest table around it."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


def read(text: str) -> TomlReading:
    """Read the text, whatever is wrong with it; raises nothing."""
    reader = _Assembler()
    for statement in statements(text):
        reader.take(statement)
        if len(reader.document.breaks) == MOST_BREAKS:
            reader.document.whole = False
            return reader.document
    return _judged_by_tomllib(reader.document, text)


def _judged_by_tomllib(document: TomlReading, text: str) -> TomlReading:
    """Let tomllib have the last word on whether the text as a whole is TOML."""
    found = _loads(text, line=1)
    if isinstance(found, dict):
        document.tree, document.whole = found, True
        document.breaks, document.duplicates = [], []
    elif not document.breaks and not document.duplicates:
        document.breaks.append(found)
        document.whole = False
    return document


@dataclass
class _Assembler:
    """Puts the statements together again, one after the other."""

    document: TomlReading = field(default_factory=TomlReading)
    # The table that the last header opened; None if that could not be read.
    table: Path | None = ()
    tables: dict[Path, dict[str, object]] = field(default_factory=dict)
    arrays: dict[Path, list[object]] = field(default_factory=dict)
    # Tables that no header may open again.
    opened: set[Path] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.tables[()] = self.document.tree

    def take(self, statement: Statement) -> None:
        found = _loads(statement.text, statement.line)
        if statement.is_header:
            self._take_header(found, statement.line)
        else:
            self._take_pair(found, statement)

    def _take_header(self, found: dict[str, object] | Break, line: int) -> None:
        if isinstance(found, Break):
            self.table = None
            self._broken(found, is_hiding=True)
            return
        keys, is_array = _keys_of_header(found)
        parent = self._reach((), keys[:-1], line)
        if parent is None:
            self.table = None
        elif is_array:
            self.table = self._new_element((*parent, keys[-1]), line)
        else:
            self.table = self._open_table((*parent, keys[-1]), line)

    def _open_table(self, path: Path, line: int) -> Path | None:
        if path in self.opened or path in self.arrays:
            self._twice(path, line, is_table=True)
        elif self._reach(path[:-1], path[-1:], line) is None:
            return None
        self.opened.add(path)
        return self._reach(path[:-1], path[-1:], line)

    def _new_element(self, path: Path, line: int) -> Path | None:
        if path not in self.arrays:
            if path in self.document.lines:
                self._twice(path, line, is_table=True)
                return None
            self.arrays[path] = []
            self.tables[path[:-1]][path[-1]] = self.arrays[path]
            self.document.lines[path] = line
        element = (*path, str(len(self.arrays[path]) + 1))
        self.tables[element] = {}
        self.arrays[path].append(self.tables[element])
        self.document.lines[element] = line
        return element

    def _take_pair(
        self, found: dict[str, object] | Break, statement: Statement
    ) -> None:
        keys = _keys_of_pair(statement.text)
        if isinstance(found, Break):
            where = (*(self.table or ()), *keys)
            self._broken(replace(found, path=where), is_hiding=not keys)
        value = BROKEN if isinstance(found, Break) else _value_at(found, keys)
        if keys and self.table is not None:
            self._set(self.table, keys, value, statement.line)

    def _set(self, table: Path, keys: Path, value: object, line: int) -> None:
        parent = self._reach(table, keys[:-1], line, opening=True)
        if parent is None:
            return
        path = (*parent, keys[-1])
        if path in self.document.lines:
            self._twice(path, line, is_table=False)
            return
        self.tables[parent][keys[-1]] = value
        self._note(path, value, line)

    def _reach(
        self, start: Path, keys: Path, line: int, *, opening: bool = False
    ) -> Path | None:
        """Go down to the table, making what is missing; None if a value is in the way.

        Tables made by a dotted key are `opening`: no header may open them again.
        """
        here = start
        for key in keys:
            here = (*here, key)
            if here in self.arrays:
                here = (*here, str(len(self.arrays[here])))
            elif here not in self.tables:
                if here in self.document.lines:
                    self._twice(here, line, is_table=True)
                    return None
                self._make_table(here, line)
                self.opened.update({here} if opening else ())
        return here

    def _make_table(self, path: Path, line: int) -> None:
        self.tables[path] = {}
        self.tables[path[:-1]][path[-1]] = self.tables[path]
        self.document.lines[path] = line

    def _note(self, path: Path, value: object, line: int) -> None:
        """Give the value, and all that is in it, the line of its key."""
        # Not by recursion: dotted keys nest as deep as somebody likes.
        waiting = [(path, value)]
        while waiting:
            here, found = waiting.pop()
            self.document.lines[here] = line
            waiting += [((*here, key), inner) for key, inner in _items(found)]

    def _twice(self, path: Path, line: int, *, is_table: bool) -> None:
        first = self.document.lines[path]
        self.document.duplicates.append(Duplicate(path, line, first, is_table))

    def _broken(self, found: Break, *, is_hiding: bool) -> None:
        self.document.breaks.append(found)
        self.document.whole &= not is_hiding


def _loads(text: str, line: int) -> dict[str, object] | Break:
    """Let tomllib read a text that begins on this line of the file."""
    try:
        return tomllib.loads(text)
    except RecursionError:
        return Break(line, 1, "Nested too deep")
    except ValueError as error:  # also a number of thousands of digits
        return _break(str(error), text, line)


def _break(message: str, text: str, line: int) -> Break:
    rows = text.split("\n")
    found = _POSITION.search(message)
    if found is None:
        return Break(line, 1, message)
    row = int(found[1] or len(rows))
    column = int(found[2] or len(rows[-1]) + 1)
    return Break(line + row - 1, column, message[: found.start()])


def _keys_of_header(found: dict[str, object]) -> tuple[Path, bool]:
    """Return the keys of a header, and whether it opens an element of an array."""
    keys: list[str] = []
    node: object = found
    while isinstance(node, dict) and node:
        key, node = next(iter(node.items()))
        keys.append(key)
    return tuple(keys), isinstance(node, list)


def _keys_of_pair(text: str) -> Path:
    """Return the keys before the equals sign; none if they cannot be read."""
    first_row = text.split("\n", maxsplit=1)[0]
    # A key in quotes may hold equals signs, but hardly more than a few.
    for equals in islice(re.finditer("=", first_row), MOST_EQUALS):
        found = _loads(f"{first_row[: equals.start()]}= 0", line=1)
        if isinstance(found, dict):
            return _keys_of_header(found)[0]
    return ()


def _value_at(found: dict[str, object], keys: Path) -> object:
    node: object = found
    for key in keys:
        node = node[key] if isinstance(node, dict) else BROKEN
    return node


def _items(value: object) -> list[tuple[str, object]]:
    if isinstance(value, dict):
        return list(value.items())
    if isinstance(value, list):
        return [(str(at), inner) for at, inner in enumerate(value, start=1)]
    return []
