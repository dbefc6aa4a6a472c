"""Channel limits: what each network takes, where that was read, and when.

A limit that has changed is mended here; a test compares the table in
docs/operations.md with these rows.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final
from urllib.parse import urlsplit


@dataclass(frozen=True, kw_only=True)
class Limit:
    """One number of a network, with the page that says so and the day it was read."""

    most: int
    source: str
    read_on: date

    @property
    def site(self) -> str:
        """The site of the source, as a page names it."""
        return (urlsplit(self.source).hostname or "").removeprefix("www.")


@dataclass(frozen=True, kw_only=True)
class ChannelLimits:
    """What a channel takes: characters of a text, and hashtags if it counts them.

    `link` is how many characters every link counts as, None where it counts in full.
    """

    characters: Limit
    hashtags: Limit | None = None
    link: Limit | None = None


_READ_ON: Final = date(2026, 11, 29)
_BUFFER: Final = (
    "https://support.buffer.com/hc/en-us/articles/"
    "360038210813-Character-limits-for-each-social-network"
)
_FACEBOOK: Final = (
    "http://www.digitaltrends.com/mobile/"
    "facebook-increases-limit-for-status-updates-to-63206-characters/"
)
_FIVE_HASHTAGS: Final = (
    "https://www.socialmediatoday.com/news/"
    "instagrams-implementing-new-limits-on-hashtag-use/808309/"
)
_DLVR_IT: Final = (
    "https://help.dlvrit.com/en/articles/"
    "15083671-character-limits-for-each-social-network"
)
_MASTODON: Final = "https://docs.joinmastodon.org/user/posting/"


def _read(most: int, source: str) -> Limit:
    return Limit(most=most, source=source, read_on=_READ_ON)


# By the channel's name in lower case. A server of Mastodon may allow more.
CHANNEL_LIMITS: Final[Mapping[str, ChannelLimits]] = {
    "facebook": ChannelLimits(characters=_read(63_206, _FACEBOOK)),
    "instagram": ChannelLimits(
        characters=_read(2_200, _BUFFER),
        # Since 19 December 2025; thirty before.
        hashtags=_read(5, _FIVE_HASHTAGS),
    ),
    "linkedin": ChannelLimits(characters=_read(3_000, _BUFFER)),
    "mastodon": ChannelLimits(
        characters=_read(500, _MASTODON), link=_read(23, _MASTODON)
    ),
    "threads": ChannelLimits(
        characters=_read(500, _DLVR_IT), hashtags=_read(1, _FIVE_HASHTAGS)
    ),
    # XING names no number; its texts are as a rule those of LinkedIn.
    "xing": ChannelLimits(characters=_read(3_000, _BUFFER)),
}


def limits_of(channel: str) -> ChannelLimits | None:
    """Return what a channel takes, None for one whose limits nobody has read."""
    return CHANNEL_LIMITS.get(channel.lower())
