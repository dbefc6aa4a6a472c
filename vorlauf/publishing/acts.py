"""Acts: what a coordinator does about a publication: again, or by hand."""

from dataclasses import dataclass
from typing import Final

from states.messages import Channel, Message, msg
from states.post import PostState
from vorlauf.db import post_snapshots
from vorlauf.db.call import Call
from vorlauf.db.post_snapshots import PostSnapshot
from vorlauf.db.publication_tables import PublicationState
from vorlauf.db.unit_of_work import UnitOfWork
from vorlauf.errors import ConflictError, RefusedError
from vorlauf.posts import publication_queries
from vorlauf.posts.publication_queries import PublicationRow
from vorlauf.publishing import gone_receivers
from vorlauf.publishing.events import (
    PUBLICATION_AGAIN,
    PUBLICATION_BY_HAND,
    details_of,
)
from vorlauf.publishing.plans_ahead import add, new_key
from vorlauf.workflow import settled_publications
from vorlauf.workflow.manual_actions import Overseer
from vorlauf.workflow.settled_publications import under_way

_STATE: Final = PublicationState
# What a worker or a server has in hand; only its outcome says what can be done.
_OPEN: Final = frozenset(
    {_STATE.CLAIMED, _STATE.SENDING, _STATE.ACCEPTED, _STATE.UNKNOWN}
)


@dataclass(frozen=True, kw_only=True)
class PublicationAct:
    """Which publication (a post's number, a channel), and who acts."""

    number: str
    channel: str
    by: Overseer


def publish_again(call: Call, act: PublicationAct) -> PublicationRow:
    """Let a channel be published by its adapter with the next sweep; return the row.

    Who does it for a publication whose outcome is unknown says that the post is not
    out. Raises `RefusedError` where there is nothing to publish, `ConflictError` while
    one is under way, `NotFoundError` for an unknown post.
    """
    work, post, known = _found(call, act)
    gone_receivers.forget(call, act.channel)
    row = _of_version(known, post)
    earlier = next((one for one in known if one.version != post.version), None)
    is_out = earlier is not None and earlier.state in {_STATE.DONE, _STATE.UNKNOWN}
    if is_out and not act.by.comment:
        raise RefusedError(
            msg(
                "{number}: version {version} went to {channel} before; say in a "
                "comment why another one follows.",
                number=post.number,
                version=earlier.version if earlier else 0,
                channel=Channel(act.channel),
            )
        )
    if row is None:
        target = call.directory.targets[act.channel]
        key = add(call, post, target, state=_STATE.WAITING)
    else:
        key = row.id
        target = call.directory.targets[act.channel]
        again: dict[str, object] = {
            "state": _STATE.WAITING,
            "way": target.way.value,
            "key": new_key(),
            "planned_at": max(post.slot_at, call.now),
            "due_at": call.now,
            "claims": 0,
            "attempts": 0,
            "begun_at": None,
            "settled_at": None,
            "error": None,
            "remote": {},
        }
        publication_queries.change(call.connection, key, [row.state], again)
    _see_to(work, post, known)
    return _logged(work, post, key, act, PUBLICATION_AGAIN)


def leave_by_hand(call: Call, act: PublicationAct) -> PublicationRow:
    """Let a person publish a channel of this post; return the row.

    `publish_again` takes it back. Of a post that changed or was withdrawn meanwhile it
    says that somebody has seen to what may be out. Raises as `publish_again`.
    """
    work, post, known = _found(call, act, may_be_over=True)
    if post.state is not PostState.SCHEDULED:
        last = _see_to(work, post, known)
        assert last is not None  # noqa: S101, _found has looked
        return _logged(work, post, last.id, act, PUBLICATION_BY_HAND)
    row = _of_version(known, post)
    _see_to(work, post, known)
    if row is not None and row.state is _STATE.BY_HAND:
        return row
    if row is None:
        target = call.directory.targets[act.channel]
        key = add(call, post, target, state=_STATE.BY_HAND)
    else:
        key = row.id
        settled_publications.end(work, row)
    return _logged(work, post, key, act, PUBLICATION_BY_HAND)


def _see_to(
    work: UnitOfWork, post: PostSnapshot, known: list[PublicationRow]
) -> PublicationRow | None:
    """End what may be out in an older version, or beyond its post; return the last."""
    is_wanted = post.state is PostState.SCHEDULED
    seen = None
    for row in known:
        if row.needs_person and not (is_wanted and row.version == post.version):
            settled_publications.end(work, row)
            seen = row
    return seen


def _found(
    call: Call, act: PublicationAct, *, may_be_over: bool = False
) -> tuple[UnitOfWork, PostSnapshot, list[PublicationRow]]:
    work = UnitOfWork(call)
    post = post_snapshots.post_of(call.connection, act.number)
    call.directory.check_channel(act.channel)
    known = [
        row
        for row in publication_queries.of_post(call.connection, post.id)
        if row.channel == act.channel
    ]
    why = _refusal(call, post, act.channel)
    is_over = post.state is not PostState.SCHEDULED
    is_stuck = any(row.needs_person for row in known)
    if why is not None and not (may_be_over and is_over and is_stuck):
        raise RefusedError(why)
    if any(row.state in _OPEN and not row.needs_person for row in known):
        raise ConflictError(under_way(post, act.channel))
    return work, post, known


def _refusal(call: Call, post: PostSnapshot, channel: str) -> Message | None:
    about: dict[str, str | Channel] = {
        "number": post.number,
        "channel": Channel(channel),
    }
    if channel not in call.directory.targets:
        return msg("{number}: {channel} is published by hand.", **about)
    if channel in post.proofs:
        return msg("{number}: {channel} has its permalink already.", **about)
    if post.state is not PostState.SCHEDULED:
        return msg(
            "{number} is in state {state}; only what is scheduled is published.",
            number=post.number,
            state=post.state,
        )
    return None


def _of_version(
    known: list[PublicationRow], post: PostSnapshot
) -> PublicationRow | None:
    row = next((one for one in known if one.version == post.version), None)
    if row is not None and row.state is _STATE.DONE:
        raise RefusedError(
            msg(
                "{number}: the server has {channel} already; record where it is.",
                number=post.number,
                channel=Channel(row.channel),
            )
        )
    return row


def _logged(
    work: UnitOfWork, post: PostSnapshot, key: int, act: PublicationAct, event: str
) -> PublicationRow:
    row = publication_queries.of_key(work.connection, key)
    assert row is not None  # noqa: S101, it was just written
    work.log(act.by.line(post, at=work.now, event=event, details=details_of(row)))
    work.write()
    return row
