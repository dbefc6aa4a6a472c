"""Columns: what each column of a table holds, guessed by name and put right by hand."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import lru_cache
from typing import Any, Final

from rapidfuzz import fuzz, process

from states.messages import Quoted, msg
from vorlauf.errors import BadInputError
from vorlauf.plan.rows.written_days import DayOrder
from vorlauf.sheets.fields import (
    Field,
    channel_of_text,
    folded,
    known_names,
    names_of,
)

# A column may be there several times; of other fields the best one counts.
MANY: Final = frozenset(
    {
        Field.IGNORED,
        Field.IMAGE,
        Field.LINK,
        Field.NOTE,
        Field.HASHTAGS,
        Field.HOUSE,
        Field.ALT_TEXT,
    }
)
# What a second column of the kind becomes.
_SECOND: Final = {Field.TITLE: Field.THEME, Field.TEXT: Field.NOTE}
_ALIKE: Final = 88.0
_SHORTEST: Final = 5
_PARTS: Final = ("/", "(", ",", " - ", ":", "|")


class Certainty(StrEnum):
    """How sure it is what a column holds."""

    SURE = "sure"  # by its name
    LIKELY = "likely"  # by a name like it
    GUESSED = "guessed"  # by its cells
    NONE = "none"  # not known
    CHOSEN = "chosen"  # by a person


@dataclass(frozen=True, kw_only=True)
class Column:
    """A column of a table, counted from 0.

    `nth` counts the columns of the same name before this one. With `channel` it holds
    that channel's texts, or, for the field channel, the mark that a post goes there.
    """

    index: int
    name: str
    nth: int
    field: Field
    certainty: Certainty
    channel: str = ""


def columns_of(names: Mapping[int, str], channels: Iterable[str]) -> list[Column]:
    """Return the columns of a header, each with what it probably holds."""
    seen: dict[str, int] = {}
    columns = []
    ours = tuple(channels)
    for index, name in sorted(names.items()):
        nth = seen.get(folded(name), 0)
        seen[folded(name)] = nth + 1
        found, certainty, channel = guessed(name, ours)
        columns.append(
            Column(
                index=index,
                name=name,
                nth=nth,
                field=found,
                certainty=certainty,
                channel=channel,
            )
        )
    return settled(columns)


@lru_cache(maxsize=4096)
def guessed(name: str, channels: tuple[str, ...]) -> tuple[Field, Certainty, str]:
    """Return what a column of this name holds, how sure that is, and the channel."""
    word = folded(name)
    known = known_names()
    if word in known:
        return known[word], Certainty.SURE, ""
    if channel := channel_of_text(name, channels):
        return Field.TEXT, Certainty.SURE, channel
    for part in _parts(name):
        if part in known:
            return known[part], Certainty.LIKELY, ""
    if len(word) >= _SHORTEST:
        best = process.extractOne(
            word, list(known), scorer=fuzz.ratio, score_cutoff=_ALIKE
        )
        if best:
            return known[best[0]], Certainty.LIKELY, ""
    return Field.IGNORED, Certainty.NONE, ""


def _parts(name: str) -> list[str]:
    """Return the pieces of "Titel / Thema (kurz)", then its words."""
    pieces = [name]
    for mark in _PARTS:
        pieces = [piece for one in pieces for piece in one.split(mark)]
    words = folded(name).split()
    return [folded(piece) for piece in pieces if piece.strip()] + words


def settled(columns: Sequence[Column]) -> list[Column]:
    """Let one column hold each field that can be there once: the one best named."""
    fields = {column.field for column in columns}
    result = list(columns)
    for one in fields - MANY:
        rivals = [c for c in result if c.field is one and not c.channel]
        if len(rivals) < 2:  # noqa: PLR2004
            continue
        best = min(rivals, key=_rank)
        for rival in rivals:
            if rival is not best:
                other = _SECOND.get(one, Field.IGNORED)
                if other in fields - MANY:
                    other = Field.NOTE
                result[result.index(rival)] = replace(rival, field=other)
        fields |= {column.field for column in result}
    return _days_of_dates(result)


def _rank(column: Column) -> tuple[int, int, int]:
    names = names_of(column.field)
    word = folded(column.name)
    order = list(Certainty).index(column.certainty)
    if column.certainty is Certainty.CHOSEN:
        order = -1
    return order, names.index(word) if word in names else len(names), column.index


def _days_of_dates(columns: list[Column]) -> list[Column]:
    """Beside a year and a month, "Day" and "Tag" are a number and no weekday."""
    fields = {column.field for column in columns}
    if not {Field.YEAR, Field.MONTH} <= fields or Field.DATE in fields:
        return columns
    return [
        replace(one, field=Field.DAY) if one.field is Field.WEEKDAY else one
        for one in columns
    ]


@dataclass(frozen=True, kw_only=True)
class ColumnMapping:
    """What people have said about a plan, to be remembered for the next one.

    `columns` maps a column (its name, folded, and how many of that name come before)
    to field and channel; `words` maps words of cells, as written, to houses and
    channels by their keys.
    """

    columns: Mapping[tuple[str, int], tuple[Field, str]] = field(default_factory=dict)
    houses: Mapping[str, str] = field(default_factory=dict)
    channels: Mapping[str, str] = field(default_factory=dict)
    order: DayOrder = DayOrder.UNKNOWN

    def applied(self, columns: Iterable[Column]) -> list[Column]:
        """Return the columns as people have said, the others as they were guessed."""
        result = []
        for column in columns:
            said = self.columns.get((folded(column.name), column.nth))
            if said is None:
                result.append(column)
                continue
            meant, channel = said
            chosen = replace(column, field=meant, channel=channel)
            result.append(replace(chosen, certainty=Certainty.CHOSEN))
        return settled(result)

    def names(self) -> frozenset[str]:
        """Return the names, folded, of the columns that people have chosen."""
        return frozenset(name for name, _ in self.columns if name)

    def with_column(
        self, column: Column, meant: Field, channel: str = ""
    ) -> "ColumnMapping":
        """Return the mapping with one more column."""
        key = (folded(column.name), column.nth)
        return replace(self, columns={**self.columns, key: (meant, channel)})

    def to_json(self) -> dict[str, Any]:
        """Return the mapping as values of JSON."""
        return {
            "columns": [
                {"name": name, "nth": nth, "field": meant.value, "channel": channel}
                for (name, nth), (meant, channel) in sorted(self.columns.items())
            ],
            "houses": dict(self.houses),
            "channels": dict(self.channels),
            "order": self.order.value,
        }

    @classmethod
    def from_json(cls, said: Mapping[str, Any]) -> "ColumnMapping":
        """Return the mapping that was remembered.

        Raises `BadInputError` for what is no mapping.
        """
        try:
            return cls(
                columns={
                    (folded(str(one["name"])), int(one.get("nth", 0))): (
                        Field(one["field"]),
                        str(one.get("channel", "")),
                    )
                    for one in said.get("columns", ())
                },
                houses=_texts(said.get("houses", {})),
                channels=_texts(said.get("channels", {})),
                order=DayOrder(said.get("order", DayOrder.UNKNOWN)),
            )
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise BadInputError(
                msg(
                    "The mapping of the columns cannot be read ({error}); map them "
                    "anew.",
                    error=Quoted(str(error)[:80]),
                )
            ) from error


def _texts(said: Mapping[str, str]) -> dict[str, str]:
    return {str(word): str(meant) for word, meant in said.items()}


def has_a_plan(columns: Collection[Column]) -> bool:
    """Say whether these columns can be a plan: a day, and what happens on it."""
    fields = {column.field for column in columns}
    days = {Field.DATE, Field.WEEK, Field.DAY, Field.MONTH}
    return bool(fields & days) and bool(fields & (_CONTENTS | {Field.CHANNEL}))


_CONTENTS: Final = frozenset({Field.TITLE, Field.TEXT, Field.THEME, Field.FORMAT})


NO_MAPPING: Final = ColumnMapping()
