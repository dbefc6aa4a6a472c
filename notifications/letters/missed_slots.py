"""Letter about a slot that passed without approval."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from notifications.letters import common, formatting
from notifications.letters.blocks import Block, Letter
from notifications.letters.news import page_link
from notifications.letters.step_labels import DUTIES
from notifications.letters.templates import write
from notifications.letters.values import CampaignValues, PostValues, Reader
from states.post import StepKind


@dataclass(frozen=True, kw_only=True)
class MissedSlotValues:
    """What is open, and the earliest slot that can be met, if that is known.

    `is_approved` says that nothing is missing but another slot.
    """

    kind: StepKind
    asked: str
    house: str
    earliest: datetime | None = None
    is_approved: bool = False
    link: str = ""


def slot_missed(
    reader: Reader, campaign: CampaignValues, post: PostValues, missed: MissedSlotValues
) -> Letter:
    """Tell the coordinator that a post needs another slot."""
    frame = common.frame(reader, campaign)
    lang = frame.lang
    earliest = missed.earliest
    values = common.of_post(campaign, post, lang) | {
        "duty": DUTIES[lang][missed.kind],
        "asked": common.name(missed.asked),
        "house": common.name(missed.house),
        "is_approved": missed.is_approved,
        "earliest": formatting.when(earliest, campaign.zone, lang) if earliest else "",
    }
    blocks: dict[str, Sequence[Block]] = {
        "facts": common.facts(campaign, post, lang),
        "way": page_link("open", missed.link, post, lang),
    }
    return write("slot_missed", frame, values, blocks, is_asking=True)
