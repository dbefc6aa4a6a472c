"""Checks of channels: whether a channel that is published by itself can be."""

from typing import Final

from states.messages import channels, phrase
from vorlauf.directory.entries import ChannelEntry, Entries
from vorlauf.directory.schema import Report
from vorlauf.directory.targets import PublishingWay
from vorlauf.directory.toml_lines import Path

# What each way needs besides; the line to write.
_NEEDED: Final = {
    PublishingWay.BY_HAND: (),
    PublishingWay.MASTODON: ("address",),
    PublishingWay.WEBHOOK: ("address",),
    PublishingWay.POSTIZ: ("address", "integration", "network"),
}
_EXAMPLES: Final = {
    "address": 'address = "https://social.example.org"',
    "integration": 'integration = "cm4ean69r0003w8w1cdomox9n"',
    "network": 'network = "linkedin-page"',
}


def check_channels(entries: Entries, report: Report) -> None:
    """Report tables of channels that do not exist, or lack what their way needs."""
    for name, entry in entries.channels.items():
        path: Path = ("channels", name)
        known = entries.campaign.channels
        if known and name not in known:
            what = phrase("fault", "is no channel of the campaign")
            cure = phrase("cure", "write one of {names}", names=channels(known))
            report(path, what, cure)
        _check_needed(path, entry, report)
        _check_address(path, entry, report)


def _check_needed(path: Path, entry: ChannelEntry, report: Report) -> None:
    for name in _NEEDED[entry.publish]:
        if not getattr(entry, name):
            what = phrase("fault", "is missing")
            cure = phrase("cure", "write {line}", line=_EXAMPLES[name])
            report((*path, name), what, cure)


def _check_address(path: Path, entry: ChannelEntry, report: Report) -> None:
    if entry.address.startswith("http://") and not entry.private_address:
        what = phrase("fault", "is not encrypted")
        cure = phrase(
            "cure",
            "write https://, or private_address = true if it lies in your own network",
        )
        report((*path, "address"), what, cure)
