"""Edits of a TOML text: values are replaced, everything else stays byte for byte."""

import tomllib
from collections.abc import Mapping
from datetime import date
from difflib import SequenceMatcher
from typing import Any, Final, TypeAlias

import tomlrt

from states.messages import msg
from vorlauf.directory.toml_lines import Path
from vorlauf.errors import BadInputError

Scalar: TypeAlias = str | int | bool | date
# What may be written; a mapping is a new table, and a list of mappings are tables.
Value: TypeAlias = Scalar | list[Scalar] | Mapping[str, Any]
# A path from the top and its new value; without one (None) the key is taken out.
Changes: TypeAlias = Mapping[Path, Value | None]

_Container: TypeAlias = tomlrt.Table | tomlrt.AoT | tomlrt.Array | tomlrt.Document
_TABLES: Final = (tomlrt.AoT, tomlrt.Array)
# Tables at the top stay, even without a member.
_DEEP: Final = 2
# The one array of tables that the file may have.
BLACKOUTS: Final[Path] = ("campaign", "blackouts")
_BOM: Final = "\ufeff"


def edited(text: str, changes: Changes) -> str:
    """Return the text with these values; comments, order and spelling stay.

    A path to an element of an array of tables has its number, from 1; the number after
    the last adds one. Equal values change nothing. Raises `BadInputError` for a text
    that is not TOML, and for a path through something that is no table.
    """
    mark, plain = (_BOM, text[1:]) if text.startswith(_BOM) else ("", text)
    try:
        document = tomlrt.loads(plain)
        for path, value in _in_order(changes):
            _change(document, path, value)
        result: str = tomlrt.dumps(document)
        tomllib.loads(result)
    except (tomlrt.TOMLError, tomllib.TOMLDecodeError, RecursionError) as error:
        raise BadInputError(
            msg("stakeholders.toml is not TOML; mend it in an editor first.")
        ) from error
    return mark + result


def _in_order(changes: Changes) -> list[tuple[Path, Value | None]]:
    """Return the changes so that elements are taken out from the last one on."""
    taken = [one for one in changes.items() if one[1] is None]
    given = [one for one in changes.items() if one[1] is not None]
    return [*given, *sorted(taken, key=lambda one: _sortable(one[0]), reverse=True)]


def _sortable(path: Path) -> tuple[tuple[int, str], ...]:
    return tuple((int(key) if key.isdecimal() else 0, key) for key in path)


def _change(document: tomlrt.Document, path: Path, value: Value | None) -> None:
    if value is None:
        _take_out(document, path)
        return
    table, key = _reach(document, path[:-1], opening=True), path[-1]
    if isinstance(table, _TABLES):
        if isinstance(value, Mapping):
            table.append(dict(value))
    elif table is None:
        return
    elif isinstance(value, Mapping):
        is_inline = isinstance(table, tomlrt.Table) and table.is_inline
        make = tomlrt.Table.inline if is_inline else tomlrt.Table.section
        table[key] = make(dict(value))
    elif isinstance(value, list):
        _change_list(table, key, value)
    elif key not in table or not _is_same(table[key], value):
        table[key] = value


def _reach(
    document: tomlrt.Document, path: Path, *, opening: bool
) -> "_Container | None":
    """Go down to the table; with `opening` what is missing is made."""
    here: _Container = document
    for depth, key in enumerate(path):
        if isinstance(here, _TABLES):
            below = here[int(key) - 1] if 0 < int(key) <= len(here) else None
        else:
            if key not in here and opening:
                here[key] = _new_table(path[: depth + 1])
            below = here.get(key)
        if below is None:
            return None
        if not isinstance(below, (tomlrt.Table, *_TABLES)):
            raise BadInputError(
                msg("{path} is no table of stakeholders.toml.", path=".".join(path))
            )
        here = below
    return here


def _take_out(document: tomlrt.Document, path: Path) -> None:
    """Take a key out, and the tables that are empty without it."""
    table = _reach(document, path[:-1], opening=False)
    if isinstance(table, _TABLES):
        at = int(path[-1]) - 1
        del table[at : at + 1]
    elif table is not None:
        table.pop(path[-1], None)
    if len(path) > _DEEP and table is not None and not table:
        _take_out(document, path[:-1])


def _new_table(path: Path) -> "tomlrt.Table | tomlrt.AoT":
    if path == BLACKOUTS:
        return tomlrt.AoT()
    if path[-1] == "lead_times":
        return tomlrt.Table.inline()
    return tomlrt.Table.section()


def _change_list(
    table: "tomlrt.Table | tomlrt.Document", key: str, new: list[Scalar]
) -> None:
    """Write a list element by element, so that its rows and comments stay."""
    old = table.get(key)
    if not isinstance(old, tomlrt.Array) or not old or not new:
        if old != new:
            table[key] = new
        return
    matcher = SequenceMatcher(a=list(old), b=new, autojunk=False)
    for kind, first, last, start, end in reversed(matcher.get_opcodes()):
        if kind in {"replace", "delete"}:
            del old[first:last]
        if kind in {"replace", "insert"}:
            for offset, element in enumerate(new[start:end]):
                old.insert(first + offset, element)


def _is_same(old: object, new: object) -> bool:
    return type(old) is type(new) and old == new
