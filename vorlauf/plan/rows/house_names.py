"""House names: which houses a cell names, in full, short or mis-spelled.

A house is taken only if its name fits whole and no other is near; else it is suggested.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from rapidfuzz import fuzz

from vorlauf.directory.model import House
from vorlauf.sheets.fields import folded

_BETWEEN: Final = re.compile(r"[/,;+&\n]|\bund\b|\band\b", re.IGNORECASE)
# What says that no house of its own takes part.
NO_HOUSE: Final = frozenset(
    {"", "alle", "all", "intern", "internal", "keine", "keins", "none", "offen", "tbd"}
)
_FILLING: Final = frozenset(
    [
        "sachsisches",
        "sachsische",
        "sachsischer",
        "sachs",
        "sachsen",
        "staatsministerium",
        "ministerium",
        "min",
        "fur",
        "der",
        "des",
        "die",
        "das",
        "und",
        "f",
        "freistaat",
        "staatsmin",
        "ministry",
        "of",
        "the",
        "for",
    ]
)
_KINDS: Final = ("ministerium", "landesamt", "kanzlei")
_SURE: Final = 100.0
_NEAR: Final = 10.0
_WORTH_SAYING: Final = 60.0
_MOST_SUGGESTED: Final = 3
# A word longer than so many times the longest name is a text, not a house.
_LONGER: Final = 2
_SHOWN: Final = 80


@dataclass(frozen=True)
class NamedHouse:
    """What one word of a cell means: a house's key, or suggestions, the best first.

    The key is empty if people have said that the word means no house.
    """

    word: str
    key: str | None
    suggestions: tuple[str, ...] = ()


class HouseNames:
    """The names of all houses, and what people have said that a word means."""

    def __init__(
        self, houses: Iterable[House], learned: Mapping[str, str] | None = None
    ) -> None:
        """Keep the houses; `learned` maps words as written to keys."""
        self._houses = tuple(houses)
        names = [house.name for house in self._houses]
        self._longest = _LONGER * max(map(len, names), default=0)
        keys = {house.key for house in self._houses}
        said = (learned or {}).items()
        self._found: dict[str, list[NamedHouse]] = {}
        self._learned = {
            folded(word): key for word, key in said if key in keys or not key
        }

    def named_in(self, text: str) -> list[NamedHouse]:
        """Return what each word of a cell means; "alle" and "intern" are none."""
        # A plan of many rows says the same few words again and again.
        if text not in self._found:
            self._found[text] = self._read(text)
        return self._found[text]

    def _read(self, text: str) -> list[NamedHouse]:
        if (whole := self._known(text)) is not None:
            return [NamedHouse(text, whole)]
        if len(text) > self._longest * len(self._houses):
            return [NamedHouse(_cut(text), None)]
        words = [word.strip().strip(" .–-") for word in _BETWEEN.split(text)]  # noqa: RUF001
        named = [self._named(word) for word in words if folded(word) not in NO_HOUSE]
        # "Wirtschaft, Arbeit und Verkehr" is one house with commas in its name.
        if len(named) > 1 and not all(one.key for one in named):
            whole_name = self._named(text)
            if whole_name.key:
                return [whole_name]
        return _once(named)

    def _known(self, word: str) -> str | None:
        plain = folded(word)
        return self._learned.get(plain, self._exact.get(plain))

    @cached_property
    def _exact(self) -> Mapping[str, str]:
        """Names in full, keys and former keys that mean one house alone."""
        found: dict[str, set[str]] = {}
        for house in self._houses:
            for name in (house.name, house.key, *house.was):
                found.setdefault(folded(name), set()).add(house.key)
        return {name: keys.pop() for name, keys in found.items() if len(keys) == 1}

    def _of_kind(self, word: str) -> list[House]:
        """Return the houses that are what a word says: "Finanzministerium" is one."""
        for kind in _KINDS:
            if kind in folded(word):
                found = [one for one in self._houses if kind in folded(one.name)]
                return found or list(self._houses)
        return list(self._houses)

    def _named(self, word: str) -> NamedHouse:
        if (key := self._known(word)) is not None:
            return NamedHouse(word, key)
        if len(word) > self._longest:
            return NamedHouse(_cut(word), None)
        plain = _plain(word)
        scored = sorted(
            (
                (-fuzz.token_set_ratio(plain, _plain(house.name)), house.key)
                for house in self._of_kind(word)
            ),
        )
        best = [(-score, key) for score, key in scored if -score >= _WORTH_SAYING]
        if not best or not plain:
            return NamedHouse(word, None)
        score, key = best[0]
        is_alone = len(best) == 1 or score - best[1][0] >= _NEAR
        # "Hochschule der Polizei" says more than the name of the house "Polizei".
        names = {house.key: house.name for house in self._houses}
        is_whole = set(plain.split()) <= set(_plain(names[key]).split())
        if score >= _SURE and is_alone and is_whole:
            return NamedHouse(word, key)
        return NamedHouse(word, None, tuple(one for _, one in best[:_MOST_SUGGESTED]))


def _cut(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


def _plain(name: str) -> str:
    """Return a name without what all of them have."""
    return " ".join(word for word in folded(name).split() if word not in _FILLING)


def _once(named: list[NamedHouse]) -> list[NamedHouse]:
    seen: dict[str, NamedHouse] = {}
    for one in named:
        seen.setdefault(one.key or f"?{folded(one.word)}", one)
    return list(seen.values())
