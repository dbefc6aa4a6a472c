"""Permalinks: where a post can be seen on each channel."""

from collections.abc import Mapping
from typing import Final

from states.messages import Channel, Message, Quoted, msg, phrase
from states.post import STATES, Role
from vorlauf.db import post_snapshots
from vorlauf.db.call import Call
from vorlauf.db.post_snapshots import PostSnapshot
from vorlauf.db.unit_of_work import UnitOfWork
from vorlauf.directory.model import Directory
from vorlauf.errors import BadInputError, RefusedError
from vorlauf.posts import listing, writes
from vorlauf.text import check_text, is_web_address
from vorlauf.workflow.actors import Actor, actor_of, require_role
from vorlauf.workflow.audit_entries import line

# The event of a permalink that was recorded before the slot.
EARLY_PROOF: Final = "proof_early"


def record_proof(  # noqa: PLR0913, who, what, where and why
    call: Call,
    *,
    number: str,
    channel: str,
    permalink: str,
    actor: str,
    early: str = "",
) -> None:
    """Record the permalink of one channel; with all of them the flow publishes.

    Before its slot a post is not out: then `early` says why it was published earlier,
    and the audit entry names it so. Raises `RefusedError` unless a coordinator does it
    for a scheduled or published post, and before the slot without a reason,
    `BadInputError` for an unknown channel or an invalid web address.
    """
    work = UnitOfWork(call)
    post = post_snapshots.post_of(call.connection, number)
    standing = actor_of(post, call.directory, actor)
    _refuse(post, standing)
    proof = {channel: permalink}
    check_proofs(proof, call.directory)
    check_text(phrase("subject", "The reason"), early)
    is_early = post.state.is_open and call.now < post.slot_at
    if listing.permalinks(call.connection, post.id).get(channel) == permalink:
        return  # a save without a change does nothing
    if is_early and not early.strip():
        raise RefusedError(_too_early(post, call.directory))
    writes.keep_proofs(call.connection, post.id, proof, by=standing.key, at=call.now)
    work.move(post, post)
    details = {**call.entry_point, "proofs": proof}
    work.log(
        line(
            standing,
            post,
            post,
            at=call.now,
            event=EARLY_PROOF if is_early else "proof",
            comment=early if is_early else "",
            details=details,
        )
    )
    work.write()


def _too_early(post: PostSnapshot, directory: Directory) -> Message:
    slot_at = post.slot_at.astimezone(directory.campaign.zone)
    return msg(
        "The slot of {number} is {slot}. A permalink before that means that it was "
        "published early; say why.",
        number=post.number,
        slot=slot_at,
    )


def _refuse(post: PostSnapshot, actor: Actor) -> None:
    why = msg("{number}: a proof is recorded by a coordinator.", number=post.number)
    require_role(actor, Role.COORDINATOR, why)
    if not STATES[post.state].takes_proofs:
        raise RefusedError(
            msg(
                "{number} is in state {state}; a permalink can be recorded "
                "once it is scheduled.",
                number=post.number,
                state=post.state,
            )
        )


def check_proofs(proofs: Mapping[str, str], directory: Directory) -> None:
    """Raise `BadInputError` for unknown channels and invalid permalinks."""
    for channel, permalink in proofs.items():
        directory.check_channel(channel)
        if not is_web_address(permalink):
            raise BadInputError(
                msg(
                    "{channel}: {permalink} is no web address; write one that "
                    "begins with https://.",
                    channel=Channel(channel),
                    permalink=Quoted(permalink[:60]),
                )
            )
