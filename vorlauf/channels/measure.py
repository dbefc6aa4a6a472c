"""Measuring a text as a network does: its links, hashtags and characters."""

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import regex

from vorlauf.channels.limits import ChannelLimits, Counting, Limit

_MARKED: Final = regex.compile(r"(?P<link>https?://\S+)|(?P<tag>[#\uff03](?=\w))")
# What follows a link in a sentence is no part of it.
_AFTER_LINK: Final = ".,;:!?\"')]}»“”"


@dataclass(frozen=True)
class TextPiece:
    """A piece of a text: `kind` is "text", "tag" or "link"."""

    kind: str
    text: str


@dataclass(frozen=True)
class MeasuredText:
    """A text measured as its channel does; `limits` is None where nobody has read any.

    `length` counts as the network does: characters of UTF-16 or graphemes, and a link
    as long as it is unless the network counts every link alike.
    """

    text: str
    limits: ChannelLimits | None

    @cached_property
    def pieces(self) -> tuple[TextPiece, ...]:
        """The text in pieces, in order; together they are the text."""
        return tuple(_pieces(self.text))

    @cached_property
    def length(self) -> int:
        """How long the network says the text is."""
        return _length(self.pieces, self.limits)

    @property
    def tags(self) -> tuple[str, ...]:
        """The hashtags, as they are written."""
        return tuple(piece.text for piece in self.pieces if piece.kind == "tag")

    @property
    def hashtags(self) -> int:
        """How many hashtags there are."""
        return len(self.tags)

    @property
    def limit(self) -> int | None:
        """How many characters the channel takes."""
        return _most(self.limits.characters) if self.limits else None

    @property
    def most_hashtags(self) -> int | None:
        """How many hashtags the channel takes, if it counts them."""
        return _most(self.limits.hashtags) if self.limits else None

    @property
    def is_too_long(self) -> bool:
        """Whether the channel would refuse or cut the text."""
        return self.limit is not None and self.length > self.limit

    @property
    def has_too_many_hashtags(self) -> bool:
        """Whether the channel counts hashtags, and these are more than it takes."""
        return self.most_hashtags is not None and self.hashtags > self.most_hashtags

    @property
    def exceeded(self) -> list[Limit]:
        """The limits that the text exceeds, so that a page can say who sets them."""
        if self.limits is None:
            return []
        used = (
            (self.limits.characters, self.length),
            (self.limits.hashtags, self.hashtags),
        )
        return [limit for limit, found in used if limit and found > limit.most]


def length_of(text: str, counting: Counting = Counting.UTF16) -> int:
    """Return the characters of a text as a network counts them."""
    if counting is Counting.GRAPHEMES:
        return len(regex.findall(r"\X", text))
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _most(limit: Limit | None) -> int | None:
    return None if limit is None else int(limit.most)


def _length(pieces: Iterable[TextPiece], limits: ChannelLimits | None) -> int:
    link = limits.link if limits else None
    counting = limits.counting if limits else Counting.UTF16
    if link is None:
        return length_of("".join(piece.text for piece in pieces), counting)
    # A link is replaced by as many plain characters before anything is counted.
    text = "".join(
        "x" * int(link.most) if piece.kind == "link" else piece.text for piece in pieces
    )
    return length_of(text, counting)


def _pieces(text: str) -> Iterator[TextPiece]:
    end = 0
    for kind, start, stop in _marked(text):
        if start > end:
            yield TextPiece("text", text[end:start])
        yield TextPiece(kind, text[start:stop])
        end = stop
    if end < len(text):
        yield TextPiece("text", text[end:])


def _marked(text: str) -> Iterator[tuple[str, int, int]]:
    """Yield the links and hashtags of a text: kind, first and last place."""
    at = end_of_tag = 0
    while found := _MARKED.search(text, at):
        start, at = found.span()
        if found.lastgroup == "link":
            at = start + len(found.group().rstrip(_AFTER_LINK))
            yield "link", start, at
            continue
        at = _end_of_word(text, at)
        # A hashtag may follow another one at once, as in #a#b, but no word.
        if start == end_of_tag or not _is_of_word(text[start - 1], also="&"):
            end_of_tag = at
            yield "tag", start, at


def _end_of_word(text: str, at: int) -> int:
    while at < len(text) and _is_of_word(text[at]):
        at += 1
    return at


def _is_of_word(sign: str, also: str = "") -> bool:
    """Say whether a sign belongs to a word, as an accent of its own does."""
    is_letter = sign.isalnum() or unicodedata.category(sign).startswith("M")
    return is_letter or sign in f"_{also}"
