"""Planning ahead: which publications there are to be, written down once due."""

from datetime import timedelta
from typing import Final
from uuid import uuid4

from states.messages import msg
from vorlauf.db import post_snapshots, versions
from vorlauf.db.call import Call
from vorlauf.db.post_snapshots import PostSnapshot
from vorlauf.db.publication_tables import PublicationState
from vorlauf.db.unit_of_work import UnitOfWork
from vorlauf.directory.targets import ChannelTarget
from vorlauf.posts import publication_queries
from vorlauf.posts.channels import channels_of
from vorlauf.posts.publication_queries import PublicationRow
from vorlauf.publishing import troubles
from vorlauf.publishing.back_off import LATEST

# Whose slot is older than this has a person busy with it, or never had an adapter.
_LOOKED_BACK: Final = timedelta(days=7)
_STATE: Final = PublicationState
# An earlier version in one of these is first made out.
_OPEN: Final = frozenset({_STATE.SENDING, _STATE.ACCEPTED, _STATE.UNKNOWN})
# What a person has decided for an earlier version holds for the next.
_NOT_AGAIN: Final = frozenset({_STATE.DONE, _STATE.BY_HAND})
TOO_LATE: Final = msg(
    "Its time was more than {hours} hours ago; nothing goes out by itself so late.",
    hours=int(LATEST.total_seconds()) // 3600,
)


def new_key() -> str:
    """Return a key that no other publication has, and nobody guesses."""
    return uuid4().hex


def plan(call: Call) -> int:
    """Write down what is to be published by now, once; say how much is new.

    What is seen for the first time too late to go out by itself is left to a person.
    """
    targets = call.directory.targets
    if not targets:
        return 0
    at_slot = publication_queries.posts_at_slot(
        call.connection, call.now - _LOOKED_BACK, call.now
    )
    if not at_slot:
        return 0
    work = UnitOfWork(call)
    new = 0
    posts = post_snapshots.posts_by_id(call.connection, list(at_slot))
    for key in at_slot:
        post = posts[key]
        if versions.is_altered(post.content):
            continue  # the doctor and every page say so
        if {*channels_of(post, call.directory)}.isdisjoint(
            targets.keys() - post.proofs
        ):
            continue
        known = publication_queries.of_post(call.connection, key)
        for channel in channels_of(post, call.directory):
            if channel in targets and channel not in post.proofs:
                own = [row for row in known if row.channel == channel]
                new += _plan(work, post, targets[channel], own)
    work.write()
    return new


def _plan(
    work: UnitOfWork,
    post: PostSnapshot,
    target: ChannelTarget,
    known: list[PublicationRow],
) -> bool:
    if any(row.version == post.version for row in known):
        return False
    if any(row.state in _OPEN | _NOT_AGAIN for row in known):
        return False
    key = add(work.call, post, target, state=_STATE.WAITING)
    if post.slot_at > work.now - LATEST:
        return True
    row = publication_queries.of_key(work.connection, key)
    assert row is not None  # noqa: S101, it was just written
    troubles.fail(work, post, row, TOO_LATE)
    return False


def add(
    call: Call, post: PostSnapshot, target: ChannelTarget, *, state: PublicationState
) -> int:
    """Keep a new publication of the post's version; the audit log must be locked."""
    waits = state is _STATE.WAITING
    return publication_queries.add(
        call.connection,
        {
            "post_id": post.id,
            "version": post.version,
            "channel": target.channel,
            "fingerprint": post.fingerprint,
            "way": target.way.value,
            "key": new_key(),
            "state": state.value,
            "planned_at": max(post.slot_at, call.now),
            "due_at": call.now if waits else None,
            "claims": 0,
            "attempts": 0,
            "remote": {},
        },
    )
