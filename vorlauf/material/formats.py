"""Formats: which size of picture fits a channel, unless a brief says otherwise."""

from collections.abc import Iterable, Mapping
from typing import Final

# Pixels, width by height, by the channel's name in lower case.
DEFAULT_FORMATS: Final[Mapping[str, str]] = {
    "facebook": "1200x1200",
    "instagram": "1080x1350",
    "linkedin": "1200x1200",
    "mastodon": "1200x1200",
    "threads": "1080x1350",
    "tiktok": "1080x1920",
    "website": "1600x900",
    "xing": "1200x1200",
    "youtube": "1280x720",
}
ANY_CHANNEL: Final = "1200x1200"


def formats_for(channels: Iterable[str]) -> dict[str, str]:
    """Return the usual size for each channel; one that is not known gets a square."""
    return {
        channel: DEFAULT_FORMATS.get(channel.casefold(), ANY_CHANNEL)
        for channel in channels
    }
