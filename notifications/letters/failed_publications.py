"""Letter about a post that an adapter could not publish, or nobody knows."""

from collections.abc import Sequence
from dataclasses import dataclass

from notifications.letters import common, formatting
from notifications.letters.blocks import Block, Letter
from notifications.letters.news import page_link
from notifications.letters.templates import write
from notifications.letters.values import CampaignValues, PostValues, Reader


@dataclass(frozen=True, kw_only=True)
class FailedPublicationValues:
    """On which channel, why, and whether it may be out all the same.

    It `is_over` if this version is not to appear any more.
    """

    channel: str
    version: int
    reason: str
    is_unknown: bool = False
    is_over: bool = False
    link: str = ""


def publication_failed(
    reader: Reader,
    campaign: CampaignValues,
    post: PostValues,
    failed: FailedPublicationValues,
) -> Letter:
    """Tell the coordinator that a post waits for somebody to publish it."""
    frame = common.frame(reader, campaign)
    lang = frame.lang
    values = common.of_post(campaign, post, lang) | {
        "channel": formatting.channel(failed.channel),
        "version": failed.version,
        "is_unknown": failed.is_unknown,
        "is_over": failed.is_over,
    }
    blocks: dict[str, Sequence[Block]] = {
        "reason": common.quoted("reason", failed.reason, lang),
        "facts": common.facts(campaign, post, lang),
        "way": page_link("open", failed.link, post, lang),
    }
    return write("publication_failed", frame, values, blocks, is_asking=True)
