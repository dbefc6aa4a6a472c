"""Channel previews: a post as each channel shows it, measured against its limits."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from states.fingerprint import Content
from vorlauf.channels.measure import MeasuredText
from vorlauf.directory.model import Directory


@dataclass(frozen=True)
class ChannelPreview(MeasuredText):
    """A text as its channel shows it."""

    channel: str


def previews(
    content: Content, channels: tuple[str, ...], directory: Directory
) -> tuple[ChannelPreview, ...]:
    """Return how the content looks on each channel, and on those that left the file."""
    gone = sorted(c for c, text in content.texts.items() if text and c not in channels)
    return tuple(
        preview(c, content.texts.get(c, ""), directory) for c in (*channels, *gone)
    )


def preview(channel: str, text: str, directory: Directory) -> ChannelPreview:
    """Return how a text looks on a channel."""
    return ChannelPreview(text, directory.limits_of(channel), channel)


def host_of(link: str) -> str:
    """Return the site of a link as a card below a post names it."""
    try:
        host = urlsplit(link).hostname or ""
    except ValueError:
        return ""
    return host.removeprefix("www.")
