"""Differences of two texts of stakeholders.toml: each value before and after."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from vorlauf.directory.toml_lines import Path

# Their values may hold passwords, so they are shown to nobody and are in no log.
SECRETS: Final = frozenset({"notify"})
HIDDEN: Final = "***"
# What tells the tables of an array from each other, whatever their order.
_TOLD_APART_BY: Final = ("first", "name")


@dataclass(frozen=True, kw_only=True)
class FieldChange:
    """A value that differs; `before` or `after` is empty where there is none."""

    path: Path
    before: str
    after: str

    @property
    def field(self) -> str:
        """The path as it is written in a message."""
        return ".".join(self.path)


def difference(before: str, after: str) -> tuple[FieldChange, ...]:
    """Return what differs between two texts, in the order of the new one.

    Secret values are hidden on both sides. A text that is not TOML counts as empty.
    """
    old, new = _values(before), _values(after)
    paths = dict.fromkeys((*new, *old))
    return tuple(
        FieldChange(
            path=path,
            before=_told(path, old.get(path)),
            after=_told(path, new.get(path)),
        )
        for path in paths
        if old.get(path) != new.get(path) or (path in old) != (path in new)
    )


def text_of(value: object) -> str:
    """Write a value as a form shows it: lists with commas, days as 2027-12-24."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | tuple):
        return ", ".join(map(text_of, value))
    if isinstance(value, Mapping):
        return ", ".join(f"{key} = {text_of(one)}" for key, one in value.items())
    return str(value)


def tree_of(text: str) -> dict[str, object]:
    """Return the tables of a text; none if it is not TOML."""
    try:
        return tomllib.loads(text.removeprefix("\ufeff"))
    except (tomllib.TOMLDecodeError, RecursionError, ValueError):
        return {}


def is_secret(path: Path) -> bool:
    """Say whether a value at this path is shown to nobody."""
    return not SECRETS.isdisjoint(path)


def _told(path: Path, value: object) -> str:
    if value is None:
        return ""
    words = text_of(value)
    return HIDDEN if is_secret(path) or "://" in words else words


def _values(text: str) -> dict[Path, object]:
    return dict(_leaves((), tree_of(text)))


def _leaves(path: Path, value: object) -> Iterator[tuple[Path, object]]:
    if isinstance(value, Mapping) and value:
        for key, one in value.items():
            yield from _leaves((*path, key), one)
    elif (
        isinstance(value, list) and value and all(isinstance(v, Mapping) for v in value)
    ):
        for number, one in enumerate(value, start=1):
            yield from _leaves((*path, _named(one, number)), one)
    else:
        yield path, value


def _named(table: Mapping[str, object], number: int) -> str:
    return next(
        (str(table[key]) for key in _TOLD_APART_BY if key in table), str(number)
    )
