"""Checks of the tables of channels: that the campaign has them, and what they lack."""

from typing import Final

from states.messages import Several, phrase
from vorlauf.directory.entries import ChannelEntry, Entries
from vorlauf.directory.schema import Report
from vorlauf.directory.targets import PublishingWay
from vorlauf.directory.toml_lines import Path
from vorlauf.spelling import did_you_mean

# What each way to publish needs besides; the line to write.
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
    """Report each table that is of no channel, or lacks what publishing needs."""
    known = entries.campaign.channels
    for name, entry in entries.channels.items():
        _check_needed(("channels", name), entry, report)
        _check_address(("channels", name), entry, report)
        if name in known or not known:
            continue
        hint = did_you_mean(name, known)
        report(
            ("channels", name),
            phrase("fault", "is no channel of the campaign{hint}", hint=hint),
            phrase(
                "cure",
                "write one of {names}, or add it to campaign.channels",
                names=Several(known),
            ),
        )


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
