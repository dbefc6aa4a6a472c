"""Previews: a post as it will look on each channel, measured against its limits."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from states.fingerprint import Content


@dataclass(frozen=True)
class Limit:
    """How much a channel takes: characters and, if it counts them, hashtags."""

    characters: int
    hashtags: int | None = None


# As the help pages of the networks had them in 2025. XING names no number; its texts
# are measured by the limit of LinkedIn, with which they are shared as a rule.
LIMITS: Final[Mapping[str, Limit]] = {
    "facebook": Limit(63_206),
    "instagram": Limit(2_200, hashtags=30),
    "linkedin": Limit(3_000),
    "mastodon": Limit(500),
    "xing": Limit(3_000),
}

_MARKED: Final = re.compile(r"(?P<link>https?://\S+)|(?P<tag>(?<![\w&])#\w+)")


@dataclass(frozen=True)
class Piece:
    """A piece of a text: `kind` is "text", "tag" or "link"."""

    kind: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Preview:
    """A text on its channel; `limit` and `most_hashtags` None where there is none.

    `length` counts as the editors of the networks do: an emoji is two characters.
    """

    channel: str
    text: str
    pieces: tuple[Piece, ...]
    length: int
    limit: int | None
    hashtags: int
    most_hashtags: int | None

    @property
    def is_too_long(self) -> bool:
        """Whether the channel would refuse or cut the text."""
        return self.limit is not None and self.length > self.limit

    @property
    def has_too_many_hashtags(self) -> bool:
        """Whether the channel counts hashtags, and these are more than it takes."""
        return self.most_hashtags is not None and self.hashtags > self.most_hashtags


def previews(content: Content, channels: tuple[str, ...]) -> tuple[Preview, ...]:
    """Return how the content looks on each channel, and on those that left the file."""
    gone = sorted(c for c, text in content.texts.items() if text and c not in channels)
    return tuple(preview(c, content.texts.get(c, "")) for c in (*channels, *gone))


def preview(channel: str, text: str) -> Preview:
    """Return how a text looks on a channel."""
    limit = LIMITS.get(channel.lower())
    pieces = tuple(_pieces(text))
    return Preview(
        channel=channel,
        text=text,
        pieces=pieces,
        length=length_of(text),
        limit=limit.characters if limit else None,
        hashtags=sum(piece.kind == "tag" for piece in pieces),
        most_hashtags=limit.hashtags if limit else None,
    )


def length_of(text: str) -> int:
    """Return the characters of a text as networks and browsers count, in UTF-16."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def host_of(link: str) -> str:
    """Return the site of a link as a card below a post names it."""
    try:
        host = urlsplit(link).hostname or ""
    except ValueError:
        return ""
    return host.removeprefix("www.")


def _pieces(text: str) -> Iterator[Piece]:
    end = 0
    for found in _MARKED.finditer(text):
        if found.start() > end:
            yield Piece("text", text[end : found.start()])
        yield Piece(found.lastgroup or "text", found.group())
        end = found.end()
    if end < len(text):
        yield Piece("text", text[end:])
