"""Import choices: what a person says about a spreadsheet before it is imported."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from states.messages import Quoted, Several, channels, msg
from vorlauf.directory.model import Directory
from vorlauf.errors import BadInputError
from vorlauf.plan.rows.columns import NO_MAPPING, ColumnMapping
from vorlauf.plan.rows.house_names import NO_HOUSE
from vorlauf.plan.rows.written_days import DayOrder
from vorlauf.sheets.fields import (
    Field,
    channel_named,
    channel_of_text,
    folded,
    known_names,
)
from vorlauf.sheets.reader import ENCODINGS

# What the second column of a name is called: “Bild#2”.
_NTH: Final = re.compile(r"(?P<name>.+?)(?:#(?P<nth>[1-9][0-9]?))?", re.DOTALL)
_NOT_READ: Final = frozenset({"ignored", "nicht lesen", "ignorieren", "ignore"})


@dataclass(frozen=True, kw_only=True)
class ImportChoices:
    """What was said about a file: its columns and words, letters, and sheets to read.

    With `without_refused` the rows that are refused are left out.
    """

    mapping: ColumnMapping = NO_MAPPING
    encoding: str | None = None
    only: tuple[str, ...] = ()
    without_refused: bool = False


def choices_of(  # noqa: PLR0913, everything that can be said
    directory: Directory,
    *,
    columns: Mapping[str, str] | None = None,
    houses: Mapping[str, str] | None = None,
    channel_words: Mapping[str, str] | None = None,
    order: str = "",
    encoding: str = "",
    only: Iterable[str] = (),
    without_refused: bool = False,
) -> ImportChoices:
    """Return the choices that were made in words.

    `columns` maps names as written to fields, by key or by any name of a column;
    `houses` and `channel_words` map words of cells to keys. Raises `BadInputError` with
    what can be chosen instead.
    """
    ours = directory.campaign.channels
    if encoding and encoding not in ENCODINGS:
        raise BadInputError(
            msg(
                "{encoding} is no known encoding; choose {known}.",
                encoding=Quoted(encoding[:40]),
                known=Several(ENCODINGS, " or "),
            )
        )
    mapping = ColumnMapping(
        columns={
            _column(name): field_named(meant, ours)
            for name, meant in (columns or {}).items()
        },
        houses={
            word: _house(word, key, directory) for word, key in (houses or {}).items()
        },
        channels={
            word: _channel(word, key, ours)
            for word, key in (channel_words or {}).items()
        },
        order=_order(order),
    )
    return ImportChoices(
        mapping=mapping,
        encoding=encoding or None,
        only=tuple(dict.fromkeys(only)),
        without_refused=without_refused,
    )


def _column(name: str) -> tuple[str, int]:
    found = _NTH.fullmatch(name.strip())
    if found is None:
        raise BadInputError(msg("Name the column, as in {example}.", example="Ressort"))
    return folded(found["name"]), int(found["nth"] or 1) - 1


def field_named(meant: str, ours: tuple[str, ...]) -> tuple[Field, str]:
    """Return the field and the channel that a word means: “houses”, “Text LinkedIn”.

    Raises `BadInputError` with the fields that there are.
    """
    word, _, network = meant.strip().partition(":")
    plain = folded(word)
    if plain in _NOT_READ:
        return Field.IGNORED, ""
    key = plain.replace(" ", "_").removesuffix("s")
    field = next((one for one in Field if one.value.removesuffix("s") == key), None)
    if field is None:
        field = known_names().get(plain)
    if field is not None:
        return field, _network(network, ours) if network else ""
    if (channel := channel_of_text(meant, ours)) and channel in ours:
        return Field.TEXT, channel
    raise BadInputError(
        msg(
            "{meant} is nothing that a column can hold; choose {fields}.",
            meant=Quoted(meant[:80]),
            fields=Several(tuple(one.value for one in Field), " or "),
        )
    )


def _network(word: str, ours: tuple[str, ...]) -> str:
    return _channel(word, word, ours)


def _channel(word: str, key: str, ours: tuple[str, ...]) -> str:
    found = channel_named(key, ours)
    if found is None or found not in ours:
        raise BadInputError(
            msg(
                "{word}: {key} is no channel of this campaign; write one of "
                "{channels}.",
                word=Quoted(word[:80]),
                key=Quoted(key[:80]),
                channels=channels(ours),
            )
        )
    return found


def _house(word: str, key: str, directory: Directory) -> str:
    if folded(key) in NO_HOUSE:
        return ""
    wanted = folded(key)
    found = [
        house.key
        for house in directory.houses.values()
        if wanted in {folded(name) for name in (house.key, house.name, *house.was)}
    ]
    if len(found) != 1:
        raise BadInputError(
            msg(
                "{word}: {key} is no house; write one of {houses}.",
                word=Quoted(word[:80]),
                key=Quoted(key[:80]),
                houses=Several(tuple(sorted(directory.houses))),
            )
        )
    return found[0]


def _order(order: str) -> DayOrder:
    if not order:
        return DayOrder.UNKNOWN
    for one in (DayOrder.DAY_FIRST, DayOrder.MONTH_FIRST):
        if folded(order) == folded(one.value):
            return one
    raise BadInputError(
        msg(
            "{order} is no order of a date; choose {first} or {second}.",
            order=Quoted(order[:40]),
            first=DayOrder.DAY_FIRST.value,
            second=DayOrder.MONTH_FIRST.value,
        )
    )


def overlaid(kept: ColumnMapping, said: ColumnMapping) -> ColumnMapping:
    """Return what was kept, with what is said now where the two differ."""
    return ColumnMapping(
        columns={**kept.columns, **said.columns},
        houses={**kept.houses, **said.houses},
        channels={**kept.channels, **said.channels},
        order=kept.order if said.order is DayOrder.UNKNOWN else said.order,
    )
