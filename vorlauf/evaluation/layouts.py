"""Layouts: how the header of an export is known, and what its columns mean.

An export is known by some of its columns and never by the whole row: networks add,
drop and move them from month to month.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Final

from vorlauf.evaluation.column_meanings import ColumnMeaning
from vorlauf.evaluation.figure_files import FileKind
from vorlauf.sheets.fields import folded

# A name that nobody has seen in a real file, or only one parser knows.
_UNCONFIRMED: Final = "?"


class Shape(StrEnum):
    """What a row of a table is."""

    POSTS = "posts"
    DAYS = "days"
    # Followers of one place or trade; together they are those of the channel.
    SUMS = "sums"


@dataclass(frozen=True)
class NamedMeaning:
    """What a name means, and whether that was seen in real files."""

    meaning: ColumnMeaning
    is_sure: bool


@dataclass(frozen=True, kw_only=True)
class Layout:
    """A table of an export.

    `names` are names of columns, separated by "|", by their meaning; one with "?" is
    not confirmed. A header is of this layout if it has one of the `marks` and `least`
    known names; then a column of one of the `keys` must be there.
    """

    kind: FileKind
    channel: str
    shape: Shape
    names: Mapping[ColumnMeaning, str]
    marks: str
    keys: tuple[ColumnMeaning, ...]
    least: int = 3

    @cached_property
    def by_name(self) -> Mapping[str, NamedMeaning]:
        """The meaning of each name, folded."""
        return {
            folded(name): NamedMeaning(meaning, not name.startswith(_UNCONFIRMED))
            for meaning, names in self.names.items()
            for name in names.split("|")
        }

    @cached_property
    def _marks(self) -> frozenset[str]:
        return frozenset(map(folded, self.marks.split("|")))

    def likeness(self, names: Iterable[str]) -> int:
        """Return how many of these folded names are known; 0 if they are of another."""
        found = set(names)
        known = len(found & self.by_name.keys())
        return known if known >= self.least and found & self._marks else 0
