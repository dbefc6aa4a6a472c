"""Letter about tokens for programs that end soon."""

from collections.abc import Sequence
from datetime import datetime

from notifications.letters import common, formatting
from notifications.letters.blocks import Block, Items, Letter, Link
from notifications.letters.labels import LABELS
from notifications.letters.templates import write
from notifications.letters.values import CampaignValues, Reader


def letter(
    reader: Reader,
    campaign: CampaignValues,
    ending: Sequence[tuple[str, datetime]],
    *,
    link: str,
) -> Letter:
    """Name tokens and when each ends (aware); `link` leads to the settings."""
    frame = common.frame(reader, campaign)
    labels = LABELS[frame.lang]
    entries = tuple(
        labels["token"].format(
            label=formatting.one_line(label),
            until=formatting.when(ends_at, campaign.zone, frame.lang).short,
        )
        for label, ends_at in ending
    )
    first = min(ends_at for _, ends_at in ending)
    values = common.of_campaign(campaign) | {
        "count": len(entries),
        "first": formatting.when(first, campaign.zone, frame.lang),
    }
    blocks: dict[str, Sequence[Block]] = {
        "tokens": (Items(labels["tokens"], entries),),
        "way": (Link(labels["settings"], formatting.one_line(link)),),
    }
    return write("token_warning", frame, values, blocks)
