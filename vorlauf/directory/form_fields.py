"""Form fields: the keys of stakeholders.toml as fields that a person fills in."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import cache
from typing import Final

from states.inquiries import InquiryKind
from states.messages import msg
from states.post import Role
from states.working_days import LANDS
from vorlauf.directory.differences import SECRETS
from vorlauf.directory.model import HouseKind
from vorlauf.directory.schema import (
    BLACKOUT,
    CAMPAIGN,
    CHANNEL,
    DEFAULTS,
    HOUSE,
    INQUIRY_CLOCK,
    PERSON,
    Key,
    Language,
)
from vorlauf.directory.toml_edit import Scalar, Value
from vorlauf.directory.toml_lines import Path
from vorlauf.errors import BadInputError

_CHOICES: Final[Mapping[str, tuple[str, ...]]] = {
    "kind": tuple(HouseKind),
    "role": tuple(Role),
    "language": tuple(Language),
    "land": tuple(sorted(LANDS)),
}
_REFERS_TO: Final[Mapping[str, str]] = {
    "parent": "houses",
    "house": "houses",
    "contact": "people",
    "deputy": "people",
}
_MEMBERS: Final = {"houses": HOUSE, "people": PERSON}
_BETWEEN: Final = re.compile(r"[,;\n]+")
_BETWEEN_NUMBERS: Final = re.compile(r"[,;\s]+")
_GERMAN_DAY: Final = "%d.%m.%Y"


class Widget(StrEnum):
    """How a field is filled in."""

    TEXT = "text"
    NUMBER = "number"
    DAY = "day"
    FLAG = "flag"
    CHOICE = "choice"
    HOUSES = "houses"
    PEOPLE = "people"
    LIST = "list"


@dataclass(frozen=True, kw_only=True)
class FormField:
    """A value of the file: where it stands and how it is filled in."""

    path: Path
    widget: Widget
    must_be_there: bool
    choices: tuple[str, ...] = ()
    example: object = ""

    @property
    def name(self) -> str:
        """Its name in a form, which is its path in a message."""
        return ".".join(self.path)

    @property
    def key(self) -> str:
        """The last key of its path."""
        return self.path[-1]

    def value(self, typed: str) -> Value | None:
        """Return what is written into the file; None takes the key out.

        What does not fit stays a text, and the checker of the file says what is wrong.
        """
        words = typed.strip()
        if not words:
            return None
        if self.widget is Widget.LIST:
            return _list_of(self.example, words)
        if self.widget is Widget.FLAG:
            return {"true": True, "false": False}.get(words, words)
        return _scalar(self.example, words)


def fields_at(path: Path) -> tuple[FormField, ...]:
    """Return the fields of a table of the file, secret ones left out.

    Raises `BadInputError` for a path at which no table can stand.
    """
    return tuple(_fields(_keys_at(path), path))


def _keys_at(path: Path) -> tuple[Key, ...]:
    match path:
        case ("campaign",):
            return tuple(key for key in CAMPAIGN if not isinstance(key.reader, tuple))
        case ("campaign", "defaults"):
            return DEFAULTS
        case ("campaign", "blackouts", number) if number.isdecimal():
            return BLACKOUT
        case (table, _) if table in _MEMBERS:
            return _MEMBERS[table]
        case ("inquiries", kind) if kind in tuple(InquiryKind):
            return INQUIRY_CLOCK
        # Where a channel is published, and with what, is not set from a page.
        case ("channels", _):
            return tuple(key for key in CHANNEL if key.name == "limits")
    raise BadInputError(
        msg("There is no table {path} in stakeholders.toml.", path=".".join(path))
    )


def _fields(keys: tuple[Key, ...], path: Path) -> Iterator[FormField]:
    for key in keys:
        if key.name in SECRETS:
            continue
        if isinstance(key.reader, tuple):
            yield from _fields(key.reader, (*path, key.name))
        else:
            yield _field(key, path)


def _field(key: Key, path: Path) -> FormField:
    example = _example(key.example)
    return FormField(
        path=(*path, key.name),
        widget=_widget(key.name, example),
        must_be_there=key.must_be_there,
        choices=_CHOICES.get(key.name, ()),
        example=example,
    )


@cache
def _example(line: str) -> object:
    (value,) = tomllib.loads(line).values()
    return value


def _widget(name: str, example: object) -> Widget:
    if name in _CHOICES:
        return Widget.CHOICE
    if name in _REFERS_TO:
        return Widget(_REFERS_TO[name])
    kinds = (
        (bool, Widget.FLAG),
        (int, Widget.NUMBER),
        (list, Widget.LIST),
        (date, Widget.DAY),
    )
    return next((w for kind, w in kinds if isinstance(example, kind)), Widget.TEXT)


def _list_of(example: object, words: str) -> list[Scalar]:
    """Return the elements; brackets around nothing are a list of none."""
    words = words.removeprefix("[").removesuffix("]")
    first = example[0] if isinstance(example, list) and example else ""
    between = _BETWEEN if isinstance(first, str) else _BETWEEN_NUMBERS
    return [
        _scalar(first, word.strip()) for word in between.split(words) if word.strip()
    ]


def _scalar(example: object, words: str) -> Scalar:
    with suppress(ValueError):
        if isinstance(example, int) and not isinstance(example, bool):
            return int(words.replace("\N{MINUS SIGN}", "-"))
        if isinstance(example, date):
            return _day(words)
    return words


def _day(words: str) -> date:
    try:
        return date.fromisoformat(words)
    except ValueError:
        return datetime.strptime(words, _GERMAN_DAY).date()  # noqa: DTZ007, a day
