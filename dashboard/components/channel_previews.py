"""Channel previews: a post as each channel shows it, measured against its limits."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from dashboard.components.channel_limits import ChannelLimits, Limit, limits_of
from states.fingerprint import Content

_MARKED: Final = re.compile(r"(?P<link>https?://\S+)|(?P<tag>[#\uff03](?=\w))")
# What follows a link in a sentence is no part of it.
_AFTER_LINK: Final = ".,;:!?\"')]}»“”"


@dataclass(frozen=True)
class TextPiece:
    """A piece of a text: `kind` is "text", "tag" or "link"."""

    kind: str
    text: str


@dataclass(frozen=True, kw_only=True)
class ChannelPreview:
    """A text on its channel; `limits` is None where nobody has read any.

    `length` counts as the editor of the network does: an emoji is two characters, and
    a link as long as it is unless the network counts every link alike.
    """

    channel: str
    text: str
    pieces: tuple[TextPiece, ...]
    length: int
    hashtags: int
    limits: ChannelLimits | None

    @property
    def limit(self) -> int | None:
        """How many characters the channel takes."""
        return self.limits.characters.most if self.limits else None

    @property
    def most_hashtags(self) -> int | None:
        """How many hashtags the channel takes, if it counts them."""
        counted = self.limits.hashtags if self.limits else None
        return counted.most if counted else None

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


def previews(content: Content, channels: tuple[str, ...]) -> tuple[ChannelPreview, ...]:
    """Return how the content looks on each channel, and on those that left the file."""
    gone = sorted(c for c, text in content.texts.items() if text and c not in channels)
    return tuple(preview(c, content.texts.get(c, "")) for c in (*channels, *gone))


def preview(channel: str, text: str) -> ChannelPreview:
    """Return how a text looks on a channel."""
    limits, pieces = limits_of(channel), tuple(_pieces(text))
    return ChannelPreview(
        channel=channel,
        text=text,
        pieces=pieces,
        length=_length(pieces, limits),
        hashtags=sum(piece.kind == "tag" for piece in pieces),
        limits=limits,
    )


def length_of(text: str) -> int:
    """Return the characters of a text as networks and browsers count, in UTF-16."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _length(pieces: Iterable[TextPiece], limits: ChannelLimits | None) -> int:
    link = limits.link if limits else None
    return sum(
        link.most if link and piece.kind == "link" else length_of(piece.text)
        for piece in pieces
    )


def host_of(link: str) -> str:
    """Return the site of a link as a card below a post names it."""
    try:
        host = urlsplit(link).hostname or ""
    except ValueError:
        return ""
    return host.removeprefix("www.")


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
