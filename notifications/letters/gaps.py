"""Letters about gaps: nobody is left to be asked, or a house is gone from the file."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from notifications.letters import absences, common, formatting
from notifications.letters.absences import UnattendedValues
from notifications.letters.blocks import Block, Items, Letter
from notifications.letters.labels import LABELS
from notifications.letters.templates import write
from notifications.letters.values import CampaignValues, PostValues, Reader

# So many posts of a house stand in a mail.
_MOST: Final = 12


@dataclass(frozen=True, kw_only=True)
class MissingHouseValues:
    """A house that is gone from the file, by its key, and the numbers of its posts."""

    key: str
    posts: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class GapValues:
    """For what nobody is there, and which houses are missing."""

    unattended: tuple[UnattendedValues, ...] = ()
    houses: tuple[MissingHouseValues, ...] = ()


def nobody_there(
    reader: Reader, campaign: CampaignValues, post: PostValues, found: GapValues
) -> Letter:
    """Tell the coordinator for what nobody is left, and what mends it."""
    frame = common.frame(reader, campaign)
    lang = frame.lang
    first = min((one.due for one in found.unattended), default=post.slot)
    values = common.of_post(campaign, post, lang) | {
        "unattended": len(found.unattended),
        "more": max(0, len(found.unattended) - absences.MOST),
        "houses": len(found.houses),
        "day": formatting.when(first, campaign.zone, lang).short,
        "key": found.houses[0].key if found.houses else "",
    }
    blocks: dict[str, Sequence[Block]] = {
        "unattended": absences.unattended(found.unattended, campaign, lang),
        "missing": _missing(found.houses, lang),
    }
    return write("nobody_there", frame, values, blocks)


def _missing(houses: Sequence[MissingHouseValues], lang: str) -> tuple[Block, ...]:
    entries = tuple(
        LABELS[lang]["missing_house"].format(
            key=one.key,
            posts=", ".join(one.posts[:_MOST])
            + (" …" if len(one.posts) > _MOST else ""),
        )
        for one in houses
    )
    return (Items("", entries),) if entries else ()
