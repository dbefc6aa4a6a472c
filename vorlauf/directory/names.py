"""Names: whether a typed name is somebody's, or could be taken for it."""

import re
from collections.abc import Sequence
from enum import Enum
from functools import lru_cache
from typing import Final

from vorlauf.directory.model import Person
from vorlauf.look_alikes import skeleton

_JOINED: Final = "-"
_JOINING: Final = re.compile(r"['\u2019\u2018`\u02bc\u2010-\u2015-]+")
_BETWEEN: Final = re.compile(r"(?:[^\w-]|_)+")
# Ä may be spelt out; where nobody can tell which it is, both are the same.
_SPELT_OUT: Final = re.compile("(?<=[aou])e")
_ENOUGH: Final = 2  # words by which somebody is known: a first name and a surname


class Likeness(Enum):
    """How like the name of a person a typed name is."""

    NONE = "none"
    PART = "part"  # the first name, the surname or the key alone
    SHORTENED = "shortened"  # with an initial
    LONGER = "longer"  # with something before or after it
    SAME = "same"


def likeness(typed: str, person: Person) -> Likeness:
    """Return how like a person's name a typed name is.

    Letters that look alike, marks, capitals, titles, middle initials and the order of
    the words make no difference, nor does the part of an address before the @.
    """
    if is_same(typed, person.name):
        return Likeness.SAME
    said, known = _words(typed), _words(person.name)
    if _is_part(said, known, person):
        return Likeness.PART
    if _is_shortened(said, known):
        return Likeness.SHORTENED
    return Likeness.LONGER if _is_within(known, said) else Likeness.NONE


def is_same(name: str, other: str) -> bool:
    """Say whether two names are one name, as `likeness` compares them."""
    said, known = _words(name), _words(other)
    if not (said and known):
        return False
    is_in_other_order = sorted(_parts(said)) == sorted(_parts(known))
    return is_in_other_order or "".join(_plain(said)) in map("".join, _turned(known))


def has_word(name: str, word: str) -> bool:
    """Say whether a word is one of those of a name, in whatever spelling."""
    return set(_words(word)) <= set(_parts(_words(name)))


@lru_cache(maxsize=4096)
def _words(name: str) -> tuple[str, ...]:
    """Return the skeletons of the words that say who it is, in their order."""
    plain = _JOINING.sub(_JOINED, skeleton(name))
    found = [word.strip(_JOINED) for word in _BETWEEN.split(plain)]
    words = tuple(_SPELT_OUT.sub("", word) for word in found if word)
    while len(words) > 1 and words[0] in _TITLES:
        words = words[1:]
    for is_kept in (lambda word: word not in _TITLES, lambda word: not _is_short(word)):
        kept = tuple(filter(is_kept, words))
        words = kept if len(kept) >= _ENOUGH else words
    return words


# Beside a first name and a surname they say nothing about who it is.
_TITLES: Final = frozenset(
    _SPELT_OUT.sub("", skeleton(title))
    for title in (
        *("dr", "dres", "prof", "professor", "professorin", "dipl", "ing", "mag"),
        *("phd", "med", "jur", "iur", "phil", "rer", "nat", "pol", "oec", "habil"),
        *("hc", "llm", "msc", "bsc", "mba", "mr", "mrs", "ms", "herr", "frau", "hr"),
        *("fr", "gez", "rd", "rdin", "rr", "rrin", "ord", "ordin", "orr", "orrin"),
        *("mrin", "ltmr", "mdgt", "md", "minister", "ministerin"),
        *("staatssekretär", "staatssekretärin"),
    )
)


def _is_short(word: str) -> bool:
    return word in {word[:1], skeleton("m")}


def _parts(words: Sequence[str]) -> list[str]:
    """Return the words, and those that a hyphen or an apostrophe joins each alone."""
    return [part for word in words for part in word.split(_JOINED) if part]


def _plain(words: Sequence[str]) -> list[str]:
    return [word.replace(_JOINED, "") for word in words]


def _turned(words: Sequence[str]) -> list[list[str]]:
    """Return the words in their order from each of them on, as in “surname, name”."""
    plain = _plain(words)
    return [plain[first:] + plain[:first] for first in range(len(plain))]


def _is_part(said: Sequence[str], known: Sequence[str], person: Person) -> bool:
    if len(said) == 1 and said[0] in {*_parts(known), *known}:
        return True
    handles = (person.key, person.email.partition("@")[0])
    typed = "".join(_plain(said))
    return typed in {"".join(_parts(_words(handle))) for handle in handles}


def _is_shortened(said: Sequence[str], known: Sequence[str]) -> bool:
    short = [word for word in said if _is_short(word)]
    left = _parts(known)
    for word in _parts([word for word in said if not _is_short(word)]):
        if word not in left:
            return False
        left.remove(word)
    is_named = 0 < len(short) < len(said)
    return is_named and all(any(one.startswith(s) for one in left) for s in short)


def _is_within(known: Sequence[str], said: Sequence[str]) -> bool:
    size, typed = len(known), _plain(said)
    places = range(len(typed) - size + 1)
    found = [typed[place : place + size] for place in places]
    return size >= _ENOUGH and any(turned in found for turned in _turned(known))
