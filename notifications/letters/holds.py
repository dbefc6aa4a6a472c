"""Letters about holds: what rests, and what lies on closed days."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from notifications.letters import common, formatting
from notifications.letters.blocks import Block, Items, Letter, MailContent
from notifications.letters.labels import CLOSED_LINES
from notifications.letters.layout import alone
from notifications.letters.templates import write
from notifications.letters.values import CampaignValues, PostValues, Reader

# A longer list would not fit into a mail; all of them are on Today.
MOST = 200


@dataclass(frozen=True, kw_only=True)
class HoldValues:
    """Why posts rest, by whom, and the last day of that, if there is one."""

    reason: str
    held_by: str
    last_day: date | None = None


@dataclass(frozen=True, kw_only=True)
class ClosedSlot:
    """A post that lies on a closed day, and the next slot that is free for it."""

    number: str
    title: str
    slot: datetime
    free: datetime | None


def on_hold(
    reader: Reader, campaign: CampaignValues, post: PostValues, hold: HoldValues
) -> Letter:
    """Tell somebody who was asked that there is nothing to do for now."""
    frame = common.frame(reader, campaign)
    lang, last = frame.lang, hold.last_day
    values = common.of_post(campaign, post, lang) | {
        "held_by": common.name(hold.held_by),
        "until": formatting.long_day(last, lang) if last else "",
        "until_short": formatting.short_day(last, lang) if last else "",
    }
    blocks: dict[str, Sequence[Block]] = {
        "reason": common.quoted("reason", hold.reason, lang),
        "facts": common.facts(campaign, post, lang),
    }
    return write("on_hold", frame, values, blocks)


def hold_report(
    reader: Reader,
    campaign: CampaignValues,
    hold: HoldValues,
    posts: Sequence[ClosedSlot],
) -> MailContent:
    """List the posts that lie on days on which nothing is published."""
    frame = common.frame(reader, campaign)
    lang = frame.lang
    lines = tuple(_line(campaign, post, lang) for post in posts[:MOST])
    values = common.of_campaign(campaign) | {
        "count": len(posts),
        "first": _first_day(campaign, posts, lang),
        "left_out": max(0, len(posts) - MOST),
        "reason": formatting.one_line(hold.reason),
    }
    return alone(write("hold_report", frame, values, {"posts": (Items("", lines),)}))


def _first_day(campaign: CampaignValues, posts: Sequence[ClosedSlot], lang: str) -> str:
    slots = [post.slot for post in posts]
    return formatting.when(min(slots), campaign.zone, lang).short if slots else ""


def _line(campaign: CampaignValues, post: ClosedSlot, lang: str) -> str:
    words = CLOSED_LINES[lang][post.free is not None]
    slot, free = (
        formatting.when(at, campaign.zone, lang) if at else None
        for at in (post.slot, post.free)
    )
    return words.format(
        post=common.named(post.number, post.title, lang),
        slot=f"{slot.short}, {slot.clock}" if slot else "",
        free=f"{free.short}, {free.clock}" if free else "",
    )
