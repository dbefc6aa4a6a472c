"""Checks of the tables of channels: that the campaign has each of them."""

from states.messages import Several, phrase
from vorlauf.directory.entries import Entries
from vorlauf.directory.schema import Report
from vorlauf.spelling import did_you_mean


def check_channels(entries: Entries, report: Report) -> None:
    """Report each table of a channel that the campaign has not."""
    known = entries.campaign.channels
    for name in entries.channels:
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
