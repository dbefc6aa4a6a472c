"""Correction limits: how little may change in a text for its decisions to hold.

A yes holds for exactly what was read. The one exception is a slip that every reader
would have read as it was meant: a letter, a comma, a word typed twice. So the change
has to be small, and must not touch a word that turns a sentence or a detail that
somebody looks up: figures, addresses, names with @ or #, words like “nicht”. A machine
cannot know more; a second coordinator and the deciders see the rest.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final

from states.messages import Channel, msg
from vorlauf.errors import RefusedError

# In one text; and letters that go or come in all texts of the post together.
MOST_WORDS: Final = 3
MOST_CHARACTERS: Final = 25

_WORDS: Final = re.compile(r"\n|[^\s]+")
_LOOKED_UP: Final = re.compile(r"[\d@#/]|\w\.\w|:\w")
_LETTERS: Final = re.compile(r"\W+")
_TURNING: Final = frozenset(
    {"nicht", "nichts", "nie", "niemals", "niemand", "ohne"}
    | {"kein", "keine", "keinem", "keinen", "keiner", "keines"}
    | {"no", "not", "none", "never", "nobody", "nothing", "without"}
)
# Beyond so many pairs of equal words nobody compares by eye either.
_MOST_PAIRS: Final = 400_000


@dataclass(frozen=True, kw_only=True)
class SpellingChange:
    """Words of a channel's text, as they were and as they are; one may be empty."""

    channel: str
    before: str
    after: str


def respelt(
    before: Mapping[str, str], after: Mapping[str, str]
) -> tuple[SpellingChange, ...]:
    """Return the words that differ between two sets of texts, channel by channel.

    Raises `RefusedError` for more than a typing error: a text that comes or goes, over
    `MOST_WORDS` words of one text or `MOST_CHARACTERS` letters in all, or a word that
    somebody looks up or that turns a sentence.
    """
    found: list[SpellingChange] = []
    for channel in sorted({*before, *after}):
        old, new = before.get(channel, ""), after.get(channel, "")
        if old != new:
            found += _of_text(channel, old, new)
    letters = sum(_letters(one) for one in found)
    if letters > MOST_CHARACTERS:
        raise RefusedError(
            msg(
                "{letters} letters differ, and a correction changes at most "
                "{most}; save it as an ordinary change.",
                letters=letters,
                most=MOST_CHARACTERS,
            )
        )
    return tuple(found)


def _of_text(channel: str, old: str, new: str) -> list[SpellingChange]:
    if not old or not new:
        raise RefusedError(
            msg(
                "A correction neither adds nor removes the text for "
                "{channel}; save it as an ordinary change.",
                channel=Channel(channel),
            )
        )
    pairs = list(_differing(_WORDS.findall(old), _WORDS.findall(new)))
    words = sum(max(len(one), len(other)) for one, other in pairs)
    if words > MOST_WORDS:
        raise RefusedError(
            msg(
                "More than {most} words differ in the text for "
                "{channel}; save it as an ordinary change.",
                most=MOST_WORDS,
                channel=Channel(channel),
            )
        )
    for word in (word for pair in pairs for words_ in pair for word in words_):
        _check(channel, word)
    return [
        SpellingChange(channel=channel, before=" ".join(one), after=" ".join(other))
        for one, other in pairs
    ]


def _differing(
    old: Sequence[str], new: Sequence[str]
) -> Iterator[tuple[Sequence[str], Sequence[str]]]:
    """Yield the words that went with those that came in their place."""
    if _is_far_apart(old, new):
        yield old, new
        return
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for what, begin, end, start, stop in matcher.get_opcodes():
        if what != "equal":
            yield old[begin:end], new[start:stop]


def _is_far_apart(old: Sequence[str], new: Sequence[str]) -> bool:
    """Say whether it can be told without comparing that too many words differ."""
    one, other = Counter(old), Counter(new)
    gone, come = (one - other).total(), (other - one).total()
    if max(gone, come) > MOST_WORDS:
        return True
    return sum(times * other[word] for word, times in one.items()) > _MOST_PAIRS


def _check(channel: str, word: str) -> None:
    is_turning = any(part in _TURNING for part in _LETTERS.split(word.casefold()))
    if is_turning or _LOOKED_UP.search(word):
        raise RefusedError(
            msg(
                "“{word}” in the text for {channel} is more than a typing "
                "error: figures, addresses, names with @ or # and words that "
                "turn a sentence go to review; save it as an ordinary change.",
                word=word[:60],
                channel=Channel(channel),
            )
        )


def _letters(one: SpellingChange) -> int:
    matcher = SequenceMatcher(None, one.before, one.after, autojunk=False)
    return sum(
        (end - begin) + (stop - start)
        for what, begin, end, start, stop in matcher.get_opcodes()
        if what != "equal"
    )
