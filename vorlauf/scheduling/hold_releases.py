"""Hold releases: a hold ends, or single posts leave it and go on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from states.messages import Message, Several, msg, phrase
from vorlauf.db import post_snapshots
from vorlauf.db.call import Call
from vorlauf.db.hold_tables import HoldScope
from vorlauf.db.post_snapshots import PostSnapshot
from vorlauf.db.unit_of_work import UnitOfWork
from vorlauf.errors import ConflictError, NotFoundError, RefusedError
from vorlauf.posts import hold_queries
from vorlauf.posts.hold_queries import HoldRow
from vorlauf.scheduling import hold_effects
from vorlauf.scheduling.hold_effects import HoldEnd
from vorlauf.scheduling.hold_entries import HOLD_ENDED, entry
from vorlauf.scheduling.hold_orders import monday
from vorlauf.scheduling.replanning import DueShift
from vorlauf.text import check_text
from vorlauf.workflow.actors import Actor
from vorlauf.workflow.manual_actions import Overseer


@dataclass(frozen=True, kw_only=True)
class Released:
    """A hold that has ended: what goes on, what stays on hold, which dates moved.

    `missed` are those whose slot has passed; `shifts` come with the post's number.
    """

    hold_id: int
    numbers: tuple[str, ...]
    still_held: tuple[str, ...]
    missed: tuple[str, ...]
    shifts: tuple[tuple[str, DueShift], ...]


def release(
    call: Call, hold_id: int, by: Overseer, *, hold: timedelta = timedelta(0)
) -> Released:
    """End a hold; what no other one holds goes on.

    Raises `NotFoundError` for an unknown hold, `ConflictError` if it has ended.
    """
    work = UnitOfWork(call, hold=hold)
    found = hold_queries.hold_of(call.connection, hold_id)
    if found is None:
        raise NotFoundError(
            msg("There is no such hold; `vorlauf post holds` shows all.")
        )
    if found.ended_at is not None:
        raise ConflictError(msg("This hold has ended already."))
    check_text(phrase("subject", "The reason"), by.comment)
    actor = Actor(key=by.person.key, name=by.person.name, role=by.person.role)
    released = end(work, found, actor, by.comment)
    work.write()
    return released


def release_posts(
    call: Call,
    numbers: Sequence[str],
    by: Overseer,
    *,
    hold: timedelta = timedelta(0),
) -> list[Released]:
    """Let single posts go on; a hold of single posts ends with its last one.

    Raises `RefusedError` for a post that is not on hold, or is held by its house, its
    week, its channel or everything alone: then that hold has to end.
    """
    work = UnitOfWork(call, hold=hold)
    check_text(phrase("subject", "The reason"), by.comment)
    actor = Actor(key=by.person.key, name=by.person.name, role=by.person.role)
    found = post_snapshots.snapshots(call.connection, list(dict.fromkeys(numbers)))
    held = hold_queries.holds_of(call.connection, [post.id for post in found])
    leaving: dict[int, set[int]] = {}
    by_id: dict[int, HoldRow] = {}
    for post in found:
        own = [one for one in held.get(post.id, ()) if one.scope is HoldScope.POSTS]
        if not own:
            raise RefusedError(_not_alone(post, held.get(post.id, ())))
        for one in own:
            by_id[one.id] = one
            leaving.setdefault(one.id, set()).add(post.id)
    released = []
    for key, posts in leaving.items():
        if posts == hold_queries.members(call.connection, key):
            released.append(end(work, by_id[key], actor, by.comment))
        else:
            released.append(uncover(work, by_id[key], posts, actor, by.comment))
    work.write()
    return released


def _not_alone(post: PostSnapshot, held: Sequence[HoldRow]) -> Message:
    if not held:
        return msg("{number} is not on hold.", number=post.number)
    return msg(
        "{number} is not on hold by itself; it rests because of: {holds}. End that "
        "hold.",
        number=post.number,
        holds=Several(tuple(one.reason for one in held), "; "),
    )


def open_like(call: Call, scope: HoldScope, what: str) -> list[HoldRow]:
    """Return the holds of this scope that hold. Raises `NotFoundError` without one."""
    if scope is HoldScope.WEEK:
        what = monday(what)
    found = [
        one
        for one in hold_queries.open_holds(call.connection)
        if one.scope is scope and (not what or one.what == what)
    ]
    if not found:
        raise NotFoundError(
            msg("There is no such hold now; `vorlauf post holds` shows all.")
        )
    return found


def end(work: UnitOfWork, hold: HoldRow, by: Actor, reason: str = "") -> Released:
    """End a hold in this unit of work."""
    keys = hold_queries.members(work.connection, hold.id)
    released = uncover(work, hold, keys, by, reason)
    hold_queries.end_hold(work.connection, hold.id, by.name, work.now)
    work.log(entry(work, HOLD_ENDED, hold, by, reason))
    return released


def uncover(
    work: UnitOfWork, hold: HoldRow, keys: set[int], by: Actor, reason: str = ""
) -> Released:
    """Take posts out of a hold; what no other one holds goes on."""
    hold_queries.drop_members(work.connection, hold.id, keys)
    others = hold_queries.holds_of(work.connection, sorted(keys))
    ended = HoldEnd(hold, by, reason)
    shifts: list[tuple[str, DueShift]] = []
    free: list[PostSnapshot] = []
    held: list[PostSnapshot] = []
    posts = post_snapshots.posts_by_id(work.connection, sorted(keys)).values()
    for post in posts:
        rest = others.get(post.id, ())
        (held if rest else free).append(post)
        if post.state.is_open:
            moved = hold_effects.go_on(work, post, ended, rest)
            shifts += [(post.number, shift) for shift in moved]
    missed = [p.number for p in free if p.state.is_open and p.slot_at < work.now]
    return Released(
        hold_id=hold.id,
        numbers=tuple(post.number for post in free),
        still_held=tuple(post.number for post in held),
        missed=tuple(missed),
        shifts=tuple(shifts),
    )
