"""Word diff: what has changed in a text, word by word."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import groupby
from typing import Final

# A word with the blanks after it; a line break is a word of its own.
_WORDS: Final = re.compile(r"\n|[^\S\n]*[^\s]+[^\S\n]*|[^\S\n]+")
# Beyond so many pairs of equal words, comparing takes longer than a page may.
_MOST_PAIRS: Final = 40_000


class DiffKind(StrEnum):
    """What has become of a piece of text."""

    SAME = "same"
    REMOVED = "removed"
    ADDED = "added"


@dataclass(frozen=True)
class DiffPiece:
    """Some words in a row that have the same fate."""

    kind: DiffKind
    text: str


def difference(before: str, after: str) -> tuple[DiffPiece, ...]:
    """Return both texts as one: what stayed, what went, what came, in reading order.

    Words are compared without the blanks around them. Of texts that say few words again
    and again, all that lies between their beginnings and ends is replaced.
    """
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    head = _alike(old, new)
    tail = _alike(old[head:][::-1], new[head:][::-1])
    middle = _compared(old[head : len(old) - tail], new[head : len(new) - tail])
    pieces = (
        DiffPiece(DiffKind.SAME, "".join(new[:head])),
        *middle,
        DiffPiece(DiffKind.SAME, "".join(new[len(new) - tail :])),
    )
    return tuple(_joined(pieces))


def _alike(one: Sequence[str], other: Sequence[str]) -> int:
    """Return how many words both begin with."""
    for index, (a, b) in enumerate(zip(one, other, strict=False)):
        if _key(a) != _key(b):
            return index
    return min(len(one), len(other))


def _compared(old: Sequence[str], new: Sequence[str]) -> Iterator[DiffPiece]:
    one, other = ([_key(word) for word in words] for words in (old, new))
    if _pairs(one, other) > _MOST_PAIRS:
        yield DiffPiece(DiffKind.REMOVED, "".join(old))
        yield DiffPiece(DiffKind.ADDED, "".join(new))
        return
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    for what, from_, to, begin, end in matcher.get_opcodes():
        if what == "equal":
            yield DiffPiece(DiffKind.SAME, "".join(new[begin:end]))
        else:
            yield DiffPiece(DiffKind.REMOVED, "".join(old[from_:to]))
            yield DiffPiece(DiffKind.ADDED, "".join(new[begin:end]))


def _pairs(one: Sequence[str], other: Sequence[str]) -> int:
    """Return how often a word of one is a word of the other."""
    times = Counter(other)
    return sum(times[word] for word in one)


def _key(word: str) -> str:
    return word if word == "\n" else word.strip()


def _joined(pieces: Sequence[DiffPiece]) -> Iterator[DiffPiece]:
    filled = (piece for piece in pieces if piece.text)
    for kind, together in groupby(filled, key=lambda piece: piece.kind):
        yield DiffPiece(kind, "".join(piece.text for piece in together))
