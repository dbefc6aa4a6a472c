"""Channel limits: what each network takes, where that was read, and when.

The numbers stand in `limits.toml` beside this module. stakeholders.toml may set others.
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from vorlauf.channels.link_parameters import LinkParameters

_TABLE: Final = Path(__file__).with_name("limits.toml")
# The numbers that stakeholders.toml may set, whole numbers each.
COUNTED: Final = (
    "characters",
    "seen",
    "hashtags",
    "link",
    "pictures",
    "alt_text",
    "picture_megabytes",
)
_RATIOS: Final = ("narrowest", "widest")


class Counting(StrEnum):
    """How a network counts the characters of a text.

    `UTF16`: as browsers do, an emoji is two or more. `GRAPHEMES`: what a reader sees as
    one sign is one.
    """

    UTF16 = "utf16"
    GRAPHEMES = "graphemes"


class Weight(StrEnum):
    """Who says so: the network itself, somebody else, or stakeholders.toml."""

    RULE = "rule"
    ADVICE = "advice"
    OWN = "own"


@dataclass(frozen=True, kw_only=True)
class Limit:
    """One number of a network, with the page that says so and the day it was read.

    One of stakeholders.toml has neither.
    """

    most: float
    weight: Weight
    source: str = ""
    read_on: date | None = None

    @property
    def site(self) -> str:
        """The site of the source, as a page names it; else the file."""
        if self.weight is Weight.OWN:
            return "stakeholders.toml"
        return (urlsplit(self.source).hostname or "").removeprefix("www.")


@dataclass(frozen=True, kw_only=True)
class ChannelLimits:
    """What a channel takes; None where no number was found.

    `seen` are the characters seen before "more", `link` how many characters every link
    counts as (None: in full), `narrowest` and `widest` width by height of a picture,
    `formats` media types of pictures, `alt_text_for` the kinds of files that take one
    (`picture`, `video`, `document`).
    """

    counting: Counting = Counting.UTF16
    characters: Limit | None = None
    seen: Limit | None = None
    hashtags: Limit | None = None
    link: Limit | None = None
    pictures: Limit | None = None
    alt_text: Limit | None = None
    picture_megabytes: Limit | None = None
    narrowest: Limit | None = None
    widest: Limit | None = None
    takes_links: bool = True
    needs_picture: bool = False
    formats: tuple[str, ...] = ()
    alt_text_for: tuple[str, ...] | None = None

    def rows(self) -> Iterator[tuple[str, Limit]]:
        """Yield every number there is, by its name."""
        for name in (*COUNTED, *_RATIOS):
            limit: Limit | None = getattr(self, name)
            if limit is not None:
                yield name, limit


@dataclass(frozen=True, kw_only=True)
class ChannelSettings:
    """What stakeholders.toml says of one channel.

    `limits` are numbers by their name in `COUNTED`; `link_parameters` what is added to
    the link of a post, None for nothing.
    """

    limits: Mapping[str, int] = field(default_factory=dict)
    link_parameters: LinkParameters | None = None


def limits_of(
    channel: str, settings: ChannelSettings | None = None
) -> ChannelLimits | None:
    """Return what a channel takes, None for one whose limits nobody has read.

    What `settings` say goes before what is known of the network.
    """
    known = known_limits().get(channel.lower())
    if settings is None or not settings.limits:
        return known
    own = {
        name: Limit(most=most, weight=Weight.OWN)
        for name, most in settings.limits.items()
    }
    return replace(known or ChannelLimits(), **own)  # type: ignore[arg-type]


@cache
def known_limits() -> Mapping[str, ChannelLimits]:
    """Return the limits of `limits.toml`, by the channel's name in lower case."""
    table = tomllib.loads(_TABLE.read_text(encoding="utf-8"))
    sources = table.pop("sources")
    return {name: _limits(entry, sources) for name, entry in table.items()}


def _limits(entry: dict[str, Any], sources: Mapping[str, Any]) -> ChannelLimits:
    found: dict[str, Any] = {
        name: _limit(entry.pop(name), sources)
        for name in (*COUNTED, *_RATIOS)
        if name in entry
    }
    kinds = entry.pop("alt_text_for", None)
    return ChannelLimits(
        counting=Counting(entry.pop("counting", Counting.UTF16)),
        formats=tuple(entry.pop("formats", ())),
        alt_text_for=None if kinds is None else tuple(kinds),
        **found,
        **entry,
    )


def _limit(row: Mapping[str, Any], sources: Mapping[str, Any]) -> Limit:
    source = sources[row["source"]]
    return Limit(
        most=row.get("most", row.get("ratio")),
        weight=Weight.RULE if source.get("is_network") else Weight.ADVICE,
        source=source["page"],
        read_on=source["read_on"],
    )
