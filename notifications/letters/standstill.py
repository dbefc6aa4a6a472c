"""Letters about a faulty stakeholders.toml: the sweeps stand still, and go on."""

from collections.abc import Sequence
from datetime import datetime

from notifications.letters import common, formatting
from notifications.letters.blocks import Block, Items, Letter, Link
from notifications.letters.labels import LABELS
from notifications.letters.templates import write
from notifications.letters.values import CampaignValues, Reader


def begun(
    reader: Reader,
    campaign: CampaignValues,
    faults: Sequence[str],
    *,
    since: datetime,
    link: str,
) -> Letter:
    """Say that nothing goes on since an instant (aware); without faults none is known.

    `link` leads to the page of the configuration.
    """
    labels = LABELS[formatting.language(reader.language)]
    plain = tuple(map(formatting.one_line, faults))
    lines = (Items(labels["faults"], plain),) if plain else ()
    return _letter("standstill", reader, campaign, since, (link, lines))


def ended(
    reader: Reader, campaign: CampaignValues, *, since: datetime, link: str
) -> Letter:
    """Say that everything goes on that stood still since an instant (aware)."""
    return _letter("standstill_end", reader, campaign, since, (link, None))


def _letter(
    template: str,
    reader: Reader,
    campaign: CampaignValues,
    since: datetime,
    parts: tuple[str, Sequence[Block] | None],
) -> Letter:
    frame = common.frame(reader, campaign)
    link, faults = parts
    blocks: dict[str, Sequence[Block]] = {
        "way": (Link(LABELS[frame.lang]["configuration"], formatting.one_line(link)),)
    }
    if faults is not None:
        blocks["faults"] = faults
    values = common.of_campaign(campaign) | {
        "missing": not faults,
        "since": formatting.when(since, campaign.zone, frame.lang),
    }
    return write(template, frame, values, blocks)
