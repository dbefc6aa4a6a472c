"""Permalinks: where a post can be seen on each channel."""

from collections.abc import Mapping

from states.messages import Channel, Quoted, msg
from states.post import STATES, Role
from vorlauf.db import post_snapshots
from vorlauf.db.call import Call
from vorlauf.db.post_snapshots import PostSnapshot
from vorlauf.db.unit_of_work import UnitOfWork
from vorlauf.directory.model import Directory
from vorlauf.errors import BadInputError, RefusedError
from vorlauf.posts import listing, writes
from vorlauf.text import is_web_address
from vorlauf.workflow.actors import Actor, actor_of, require_role
from vorlauf.workflow.audit_entries import line


def record_proof(
    call: Call, *, number: str, channel: str, permalink: str, actor: str
) -> None:
    """Record the permalink of one channel; with all of them the flow publishes.

    Raises `RefusedError` unless a coordinator does it for a scheduled or published
    post, `BadInputError` for an unknown channel or an invalid web address.
    """
    work = UnitOfWork(call)
    post = post_snapshots.post_of(call.connection, number)
    standing = actor_of(post, call.directory, actor)
    _refuse(post, standing)
    proof = {channel: permalink}
    check_proofs(proof, call.directory)
    if listing.permalinks(call.connection, post.id).get(channel) == permalink:
        return  # a save without a change does nothing
    writes.keep_proofs(call.connection, post.id, proof, by=standing.key, at=call.now)
    work.move(post, post)
    details = {**call.entry_point, "proofs": proof}
    work.log(line(standing, post, post, at=call.now, event="proof", details=details))
    work.write()


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
