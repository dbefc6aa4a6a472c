"""Obstacles: what is against publishing a version of a post at this very moment."""

from dataclasses import dataclass, replace
from typing import Final

from states import advance
from states.messages import Message, Several, msg
from states.post import StepKind, Trigger
from vorlauf.db import versions
from vorlauf.db.call import Call
from vorlauf.db.post_snapshots import PostSnapshot
from vorlauf.posts import decision_queries
from vorlauf.posts.channels import channels_of
from vorlauf.posts.picture_checks import broken_consents
from vorlauf.workflow.actors import TIMETABLE
from vorlauf.workflow.move_facts import MoveIntent, facts_of

_CHANGED: Final = msg("The post is not what it was any more.")


@dataclass(frozen=True)
class Obstacle:
    """Why a version may not go out; `is_lasting` if it never will as it is."""

    message: Message
    is_lasting: bool = False


def obstacle_to(
    call: Call, post: PostSnapshot, version: int, fingerprint: str, channel: str
) -> Obstacle | None:
    """Return what is against publishing this version on this channel, if anything is.

    It must be the post's version, scheduled, at its slot, on no hold and no closed day,
    approved with this very fingerprint, with every consent. Raises
    `AlteredVersionError` for a version that was changed beside the audit log.
    """
    is_same = (post.version, post.fingerprint) == (version, fingerprint)
    if is_same:
        versions.require_unaltered(post.content)
    if not is_same or not post.content.texts.get(channel):
        return Obstacle(_CHANGED, is_lasting=True)
    return _why_not_now(call, post)


def _why_not_now(call: Call, post: PostSnapshot) -> Obstacle | None:
    if post.slot_missed:
        return Obstacle(msg("The post has missed its slot and needs another one."))
    why = _refusal(call, post)
    if why is not None:
        is_lasting = why.answer is advance.RefusalKind.CANNOT
        return Obstacle(why.message, is_lasting=is_lasting)
    if broken := broken_consents(post):
        return Obstacle(
            msg("Still missing: {things}.", things=Several(tuple(broken), "; "))
        )
    if not post.overridden and not _is_approved(call, post):
        return Obstacle(msg("The approval of this version does not hold."))
    return None


def _refusal(call: Call, post: PostSnapshot) -> advance.Refusal | None:
    """Ask the table of moves whether the post could be published with every proof."""
    wanted = MoveIntent(proofs=channels_of(post, call.directory))
    facts = facts_of(post, call.directory, TIMETABLE, call.now, wanted)
    return advance.refusal(post.state, Trigger.PUBLISH, replace(facts, comment=""))


def _is_approved(call: Call, post: PostSnapshot) -> bool:
    said = decision_queries.standing(call.connection, post.id, post.version)
    return any(yes.kind is StepKind.APPROVAL for yes in said)
