"""Undo: the last move or edit of a post is taken back before anybody has heard of it.

Mails of such a move wait until it can no longer be undone, so nobody who was asked or
told by it learns of the mistake. The audit log shows both.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection

from states.messages import Message, msg
from states.post import PostState, Trigger
from vorlauf.db import post_snapshots
from vorlauf.db.audit_log import Entry
from vorlauf.db.call import Call
from vorlauf.db.post_snapshots import PostSnapshot
from vorlauf.db.tables import Outcome
from vorlauf.db.unit_of_work import StepEnd, UnitOfWork
from vorlauf.directory.model import Person
from vorlauf.errors import ConflictError, RefusedError
from vorlauf.posts import house_queries, undo_queries, version_queries
from vorlauf.posts.past_queries import RENAME
from vorlauf.posts.state_before import LastMove, StateBefore
from vorlauf.workflow.actors import check_seen

UNDO_FOR: Final = timedelta(seconds=30)
UNDO: Final = "undo"
# The same by the link of a receipt, when everybody may have heard of it.
TAKE_BACK: Final = "take_back"
# Acts on the content of a post that can be taken back like a move.
EDITS: Final = frozenset(
    {Trigger.REVISE.value, "save", "correct", "restore", "material"}
)
# A picture and a publication are facts: they stay.
_UNDOABLE: Final = EDITS | {"houses", RENAME} | (frozenset(Trigger) - {Trigger.PUBLISH})


@dataclass(frozen=True, kw_only=True)
class Undoable:
    """The event that can be undone, and until when (aware UTC)."""

    event: str
    until: datetime


@dataclass(frozen=True, kw_only=True)
class Undone:
    """The event that was undone; the post is in state `dest` again.

    `version` is the one that holds again.
    """

    number: str
    title: str
    event: str
    source: PostState
    dest: PostState
    version: int = 0


@dataclass(frozen=True)
class _Slip:
    """A move that can be undone: its source, and what it has changed."""

    line: LastMove
    source: PostState
    before: StateBefore


def undoable(
    connection: Connection, post: PostSnapshot, actor: str, now: datetime
) -> Undoable | None:
    """Return the move that the person of this key could undo now, or None.

    `undo` may still refuse: only it knows whether a mail has left early.
    """
    slip = _slip(undo_queries.last_move(connection, post), actor, now, UNDO_FOR)
    if isinstance(slip, Message) or slip.line.swap:
        return None
    return Undoable(event=slip.line.event, until=slip.line.at + UNDO_FOR)


def undo(  # noqa: PLR0913, which move of which post, and who
    call: Call,
    number: str,
    actor: str,
    *,
    seen_row_version: int | None = None,
    within: timedelta | None = UNDO_FOR,
    swap: tuple[str, ...] = (),
) -> Undone:
    """Undo the last move of a post in this transaction: row, steps and notices.

    Nothing is deleted: steps that the move opened end void, its notices are cancelled,
    and the audit log gets an entry. Raises `RefusedError` unless the same person made
    the move with `Decision.hold` at most `within` ago, nothing has happened since,
    and no mail of it has left, and for one half of a swap but with this `swap` (the
    late post and its reserve), which undoes both; `ConflictError` if
    somebody was faster, `NotFoundError` for an unknown post or person.
    """
    work = UnitOfWork(call)
    post = post_snapshots.post_of(call.connection, number)
    check_seen(post, seen_row_version)
    person = call.directory.person(actor)
    last = undo_queries.last_move(call.connection, post)
    slip = _slip(last, person.key, call.now, within)
    if isinstance(slip, Message):
        raise RefusedError(msg("{number}: {why}", number=post.number, why=slip))
    if slip.line.swap and slip.line.swap != swap:
        raise RefusedError(_half(post, slip.line.swap))
    after = _restore(work, post, slip, person)
    work.log(_line(call, (post, after), slip, person))
    work.write()
    return Undone(
        number=post.number,
        title=post.title,
        event=slip.line.event,
        source=post.state,
        dest=slip.source,
        version=after.version,
    )


def _slip(
    move: LastMove | None, actor: str, now: datetime, within: timedelta | None
) -> _Slip | Message:
    """Return the move if this person can undo it, else say why not."""
    if move is None or move.event not in _UNDOABLE or move.source is None:
        return msg("what happened last is no move that can be taken back.")
    if (move.recorded_by_key or move.actor_key) != actor:
        return msg(
            "{actor} made the last move, and nobody else takes it back.",
            actor=move.actor,
        )
    if move.before is None:
        return msg("its mails did not wait, so the move cannot be taken back.")
    slip = _Slip(move, move.source, move.before)
    return _objection(slip, now, within) or slip


def _half(post: PostSnapshot, swap: tuple[str, ...]) -> Message:
    late, reserve = swap
    return msg(
        "{number}: {reserve} has taken the slot of {late}, and no half of that is "
        "undone alone; take the swap back on {page}.",
        number=post.number,
        reserve=reserve,
        late=late,
        page=f"/plan/reserves?late={late}&reserve={reserve}",
    )


def _objection(slip: _Slip, now: datetime, within: timedelta | None) -> Message | None:
    line = slip.line
    if within is not None and now > line.at + within:
        seconds = int(within.total_seconds())
        return msg(
            "a move can be taken back for {seconds} seconds, and they are over.",
            seconds=seconds,
        )
    if line.has_proofs or slip.before.dropped:
        return msg("permalinks came or went with this move, so it is not taken back.")
    if line.rules_at is not None and line.rules_at >= line.at:
        return msg(
            "stakeholders.toml has changed since, so the move is not taken back."
        )
    return None


def _restore(
    work: UnitOfWork, post: PostSnapshot, slip: _Slip, person: Person
) -> PostSnapshot:
    connection, before, at = work.connection, slip.before, slip.line.at
    if not undo_queries.call_back(connection, post.id, before, work.now):
        raise RefusedError(
            msg(
                "{number}: a mail of this move has left already, so it stays.",
                number=post.number,
            )
        )
    is_whole = undo_queries.reopen(connection, before, at)
    if not (is_whole and undo_queries.plan_again(connection, before)):
        raise ConflictError(
            msg(
                "Somebody else has changed {number} meanwhile; look at it again.",
                number=post.number,
            )
        )
    undo_queries.queue_again(connection, before, at)
    work.close(_begun(post, before), StepEnd(outcome=Outcome.VOID, by=person.name))
    after = replace(post, state=slip.source, **before.post)
    if after.version != post.version:
        content = version_queries.content_of(connection, post.id, after.version)
        after = replace(after, content=content)
    added, removed = slip.line.added, slip.line.removed
    if added or removed:
        _give_houses_back(connection, post, slip.line)
        kept = set(post.houses).difference(added)
        after = replace(after, houses=tuple(sorted(kept.union(removed))))
    work.move(post, after)
    return after


def _give_houses_back(
    connection: Connection, post: PostSnapshot, line: LastMove
) -> None:
    if line.event == RENAME:
        house_queries.rename(connection, post, line.added[0], line.removed[0])
    else:
        house_queries.set_houses(
            connection, post.id, added=line.removed, removed=line.added
        )


def _begun(post: PostSnapshot, before: StateBefore) -> list[post_snapshots.OpenStep]:
    if not before.opened:
        return []
    first, last = before.opened
    return [step for step in post.steps if first <= step.id <= last]


def _line(
    call: Call, posts: tuple[PostSnapshot, PostSnapshot], slip: _Slip, person: Person
) -> Entry:
    """Return the entry, in the capacity in which the move was made."""
    post, after = posts
    return Entry(
        at=call.now,
        event=UNDO,
        actor=person.name,
        actor_key=person.key,
        capacity=slip.line.capacity,
        post_id=post.id,
        number=post.number,
        row_version=post.row_version + 1,
        source=post.state.value,
        dest=slip.source.value,
        on_behalf_of=slip.line.on_behalf_of,
        house=slip.line.house,
        version=after.version,
        fingerprint=after.fingerprint,
        details={
            **call.entry_point,
            "undone": slip.line.id,
            "event": slip.line.event,
        },
    )
