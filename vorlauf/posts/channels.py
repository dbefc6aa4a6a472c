"""Channels: for which of the campaign's channels a post is."""

from collections.abc import Collection

from states.fingerprint import Content
from vorlauf.db.post_snapshots import PostSnapshot
from vorlauf.directory.model import Directory


def channels_of(post: PostSnapshot, directory: Directory) -> tuple[str, ...]:
    """Return the channels that texts, previews and proofs are wanted for.

    Those that were chosen, else all of the campaign while the post is being written. A
    channel that the campaign gets later is none of a post that is decided on.
    """
    if post.state.is_collecting:
        return chosen(post.content, directory)
    return shown(post.content, directory)


def shown(content: Content, directory: Directory) -> tuple[str, ...]:
    """Return the channels that a kept version is for: chosen, or those of its texts."""
    written = tuple(name for name, text in content.texts.items() if text)
    wanted = content.channels or written or directory.campaign.channels
    return _in_order(wanted, directory)


def chosen(content: Content, directory: Directory) -> tuple[str, ...]:
    """Return the channels that a version is for while it is being written."""
    return _in_order(content.channels or directory.campaign.channels, directory)


def choice_of(wanted: Collection[str], directory: Directory) -> tuple[str, ...]:
    """Return a choice as content keeps it: nothing if it is the whole campaign.

    Raises `BadInputError` for a channel that the campaign has not.
    """
    for name in wanted:
        directory.check_channel(name)
    is_all = {*wanted} >= {*directory.campaign.channels}
    return () if is_all else _in_order(wanted, directory)


def _in_order(wanted: Collection[str], directory: Directory) -> tuple[str, ...]:
    known = directory.campaign.channels
    there = tuple(name for name in known if name in wanted)
    return (*there, *sorted(name for name in wanted if name not in known))


def link_on(directory: Directory, channel: str, number: str, link: str) -> str:
    """Return an approved link with the parameters of a channel."""
    settings = directory.channels.get(channel)
    if not link or settings is None or settings.link_parameters is None:
        return link
    return settings.link_parameters.added_to(link, channel=channel, number=number)
