"""Objection: to a correction, or to a decision that a coordinator has recorded."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from states.fingerprint import as_plain
from states.messages import msg
from states.post import STEPS, PostState, Trigger
from vorlauf.db.audit_log import Entry
from vorlauf.db.call import Call
from vorlauf.db.post_snapshots import PostSnapshot
from vorlauf.db.tables import LinkKind
from vorlauf.db.unit_of_work import UnitOfWork
from vorlauf.editing.comment_by_account import tidy_words
from vorlauf.errors import RefusedError
from vorlauf.link_actions.comment_by_link import tell
from vorlauf.link_actions.recheck import still_good
from vorlauf.link_actions.recorded_objection import reopen
from vorlauf.links.signatures import Signature, signature_of
from vorlauf.links.verify import VerifiedLink
from vorlauf.posts import writes
from vorlauf.workflow import transitions
from vorlauf.workflow.actors import Actor
from vorlauf.workflow.audit_entries import line

OBJECT: Final = "object"
OBJECT_TO_RECORD: Final = "object_to_record"


@dataclass(frozen=True, kw_only=True)
class Objected:
    """The post, its state before, and the version that all are asked about now."""

    number: str
    title: str
    source: PostState
    version: int


def object_to(call: Call, opened: VerifiedLink, name: str, comment: str) -> Objected:
    """Let a correction lose its privilege, or a recorded decision its force.

    What a correction says becomes a version that corrects nothing, so no earlier
    decision holds for it, and every house is asked anew. A recorded decision is asked
    for once more. The coordinator hears why. Raises `RefusedError` once the slot has
    come or if the link opens nothing any more, `ConflictError` if the post was changed
    meanwhile, `BadInputError` without a comment.
    """
    comment = tidy_words(comment)
    again = still_good(call, opened, LinkKind.OBJECT)
    signed = signature_of(call.directory, again, name)
    post = again.post
    if post.has_come(call.now):
        raise RefusedError(
            msg(
                "{number}: the slot has come, so nobody objects any more; "
                "call the coordinators.",
                number=post.number,
            )
        )
    work = UnitOfWork(replace(call, entry_point=signed.details))
    if again.is_about_record:
        after = reopen(work, again, signed.name)
    else:
        after = _begin_anew(work, post, signed)
    work.log(_line(again, after, signed, comment, call.now))
    tell(work, again, after, signed, comment)
    work.write()
    return Objected(
        number=post.number,
        title=post.title,
        source=post.state,
        version=after.version,
    )


def _begin_anew(
    work: UnitOfWork, post: PostSnapshot, signed: Signature
) -> PostSnapshot:
    after = transitions.arrival(
        replace(post, version=post.next_version),
        PostState.MINISTRY_REVIEW,
        Trigger.REVISE,
        work.directory,
        work.now,
    )
    work.save(after, as_plain(after.content))
    if post.proofs:
        writes.drop_proofs(work.connection, post.id)
    way = transitions.Exit(trigger=Trigger.REVISE, by=signed.name)
    transitions.enter(work, post, after, way)
    work.move(post, after)
    return after


def _event(opened: VerifiedLink) -> str:
    return OBJECT_TO_RECORD if opened.is_about_record else OBJECT


def _line(
    opened: VerifiedLink,
    after: PostSnapshot,
    signed: Signature,
    comment: str,
    now: datetime,
) -> Entry:
    actor = Actor(
        key=signed.key,
        name=signed.name,
        role=STEPS[opened.matter.kind].asks.role,
        own_account=signed.capacity,
    )
    return line(
        actor,
        opened.post,
        after,
        at=now,
        event=_event(opened),
        house=opened.matter.house,
        comment=comment,
        details={**signed.details, "objects_to": opened.link.version},
    )
