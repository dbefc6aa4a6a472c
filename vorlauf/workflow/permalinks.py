"""Permalinks: where a post can be seen on each channel."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection

from states.post import STATES, Role
from vorlauf.db import post_snapshots
from vorlauf.db.post_snapshots import PostSnapshot
from vorlauf.db.unit_of_work import UnitOfWork
from vorlauf.directory.model import Directory
from vorlauf.errors import BadInputError, RefusedError
from vorlauf.posts import listing, writes
from vorlauf.text import is_web_address
from vorlauf.workflow.actors import Actor, actor_of
from vorlauf.workflow.audit_entries import line


def record_proof(  # noqa: PLR0913, each is a fact of the proof
    connection: Connection,
    directory: Directory,
    *,
    number: str,
    channel: str,
    permalink: str,
    actor: str,
    now: datetime,
    door: Mapping[str, str] | None = None,
) -> None:
    """Record the permalink of one channel; with all of them the flow publishes.

    Raises `RefusedError` unless a coordinator does it for a scheduled or published
    post, `BadInputError` for an unknown channel or an invalid web address.
    """
    work = UnitOfWork(connection, now)
    post = post_snapshots.post_of(connection, number)
    standing = actor_of(post, directory, actor)
    _refuse(post, standing)
    proof = {channel: permalink}
    check_proofs(proof, directory)
    if listing.permalinks(connection, post.id).get(channel) == permalink:
        return  # a save without a change does nothing
    writes.keep_proofs(connection, post.id, proof, by=standing.key, at=now)
    work.move(post, post)
    details = {**(door or {}), "proofs": proof}
    work.log(line(standing, post, post, at=now, event="proof", details=details))
    work.write()


def _refuse(post: PostSnapshot, actor: Actor) -> None:
    if actor.role is not Role.COORDINATOR:
        raise RefusedError(f"{post.number}: a proof is recorded by a coordinator.")
    if not STATES[post.state].takes_proofs:
        raise RefusedError(
            f"{post.number} is in state {post.state}; a permalink can be recorded "
            "once it is scheduled."
        )


def check_proofs(proofs: Mapping[str, str], directory: Directory) -> None:
    """Raise `BadInputError` for unknown channels and invalid permalinks."""
    for channel, permalink in proofs.items():
        directory.check_channel(channel)
        if not is_web_address(permalink):
            raise BadInputError(
                f"{channel}: {permalink[:60]!r} is no web address; "
                "write one that begins with https://."
            )
