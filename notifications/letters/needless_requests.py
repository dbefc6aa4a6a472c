"""Letter about a request that somebody got and need not answer any more."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from notifications.letters import common
from notifications.letters.blocks import Block, Letter
from notifications.letters.step_labels import DUTIES
from notifications.letters.templates import write
from notifications.letters.values import CampaignValues, PostValues, Reader
from states.post import StepKind


@dataclass(frozen=True, kw_only=True)
class NeedlessRequestValues:
    """What was asked about a version, and who ended that with which words.

    `holds` says that an earlier decision of the house holds again, `is_out` that the
    house does not take part in the post any more, `is_withdrawn` that the post was;
    then `is_back` says that it is a draft again, and `was_out` that it had appeared.
    """

    kind: StepKind
    house: str
    version: int
    ended_by: str
    comment: str = ""
    holds: bool = False
    is_out: bool = False
    is_withdrawn: bool = False
    is_back: bool = False
    was_out: bool = False


def no_longer_asked(
    reader: Reader,
    campaign: CampaignValues,
    post: PostValues,
    request: NeedlessRequestValues,
) -> Letter:
    """Tell somebody that what they were asked for is not needed any more."""
    frame = common.frame(reader, campaign)
    shown = replace(post, version=request.version)
    values = common.of_post(campaign, shown, frame.lang) | {
        "duty": DUTIES[frame.lang][request.kind],
        "is_decision": request.kind.is_decision,
        "house": common.name(request.house),
        "ended_by": common.name(request.ended_by),
        "holds": request.holds,
        "is_out": request.is_out,
        "is_withdrawn": request.is_withdrawn,
        "is_back": request.is_back,
        "was_out": request.was_out,
    }
    blocks: dict[str, Sequence[Block]] = {
        "comment": common.quoted("comment", request.comment, frame.lang),
        "facts": common.facts(campaign, post, frame.lang, has_version=False),
    }
    return write("no_longer_asked", frame, values, blocks)
