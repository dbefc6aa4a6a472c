"""Hold releases: a hold ends, or single posts leave it and go on."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
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
from vorlauf.scheduling import hold_effects, holds
from vorlauf.scheduling.hold_effects import HoldEnd
from vorlauf.scheduling.hold_entries import HOLD_BEGUN, HOLD_ENDED, entry
from vorlauf.scheduling.hold_orders import monday
from vorlauf.scheduling.replanning import DueShift
from vorlauf.text import check_text
from vorlauf.workflow.actors import Actor
from vorlauf.workflow.manual_actions import Overseer
from vorlauf.workflow.undo import UNDO_FOR


@dataclass(frozen=True, kw_only=True)
class Released:
    """A hold that has ended: what goes on, what stays on hold, which dates moved.

    `missed` are those whose slot has passed; `shifts` come with the post's number.
    """

    hold_id: int
    scope: HoldScope
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
    found = _open_hold(call, hold_id)
    check_text(phrase("subject", "The reason"), by.comment)
    actor = _actor(by)
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
    actor = _actor(by)
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


def let_go(
    call: Call,
    hold_id: int,
    numbers: Sequence[str],
    by: Overseer,
    *,
    hold: timedelta = timedelta(0),
) -> Released:
    """Let single posts go on alone while their hold lasts.

    A hold of single posts ends with its last one. Raises `NotFoundError` for an unknown
    hold or post, `ConflictError` if the hold has ended or does not hold a post,
    `RefusedError` for posts on closed days, which need another slot.
    """
    work = UnitOfWork(call, hold=hold)
    found = _open_hold(call, hold_id)
    check_text(phrase("subject", "The reason"), by.comment)
    posts = post_snapshots.snapshots(call.connection, list(dict.fromkeys(numbers)))
    inside = hold_queries.members(call.connection, hold_id)
    _check_leaving(found, posts, inside)
    keys = {post.id for post in posts}
    if found.scope is HoldScope.POSTS and keys == inside:
        released = end(work, found, _actor(by), by.comment)
    else:
        released = uncover(work, found, keys, _actor(by), by.comment)
        hold_queries.add_exceptions(call.connection, hold_id, keys)
    work.write()
    return released


def put_back(call: Call, hold_id: int, numbers: Sequence[str], by: Overseer) -> None:
    """Put posts that went on alone under their hold again.

    Raises as `let_go`, and `ConflictError` for a post that is out or withdrawn, or has
    not left this hold alone.
    """
    work = UnitOfWork(call)
    found = _open_hold(call, hold_id)
    posts = post_snapshots.snapshots(call.connection, list(dict.fromkeys(numbers)))
    alone = hold_queries.exceptions(call.connection, hold_id)
    for post in posts:
        if post.number not in alone:
            raise ConflictError(
                msg(
                    "{number} cannot be put under this hold: it has not left it, or is "
                    "published or withdrawn.",
                    number=post.number,
                )
            )
    keys = [post.id for post in posts]
    hold_queries.drop_exceptions(call.connection, hold_id, keys)
    holds.cover(work, found, dict.fromkeys(keys), _actor(by))
    work.write()


def take_back(call: Call, hold_id: int, by: Overseer) -> int:
    """Let a hold that was just ended hold its posts again; return how many.

    Nobody has heard of the end yet, and nobody is told of the hold anew. Raises
    `NotFoundError` for an unknown hold, `RefusedError` unless the same person ended it
    at most `UNDO_FOR` ago, and for closed days, which end by the calendar.
    """
    work = UnitOfWork(call)
    found = hold_queries.hold_of(call.connection, hold_id)
    if found is None:
        raise NotFoundError(
            msg("There is no such hold; `vorlauf post holds` shows all.")
        )
    ended_at = found.ended_at
    is_theirs = found.ended_by == by.person.name
    if ended_at is None or not is_theirs or found.scope is HoldScope.CLOSED_DAYS:
        raise RefusedError(
            msg("Only whoever has just ended a hold takes that back themselves.")
        )
    if call.now > ended_at + UNDO_FOR:
        seconds = int(UNDO_FOR.total_seconds())
        raise RefusedError(
            msg(
                "The end of a hold can be taken back for {seconds} seconds, and they "
                "are over; put the posts on hold again.",
                seconds=seconds,
            )
        )
    keys = hold_queries.gone_on_with(call.connection, hold_id, ended_at)
    hold_queries.begin_again(call.connection, hold_id)
    actor = _actor(by)
    again = replace(found, ended_at=None)
    holds.cover(work, again, dict.fromkeys(keys), actor)
    work.log(entry(work, HOLD_BEGUN, again, actor, found.reason))
    work.write()
    return len(keys)


def _open_hold(call: Call, hold_id: int) -> HoldRow:
    found = hold_queries.hold_of(call.connection, hold_id)
    if found is None:
        raise NotFoundError(
            msg("There is no such hold; `vorlauf post holds` shows all.")
        )
    if found.ended_at is not None:
        raise ConflictError(msg("This hold has ended already."))
    return found


def _check_leaving(
    hold: HoldRow, posts: Sequence[PostSnapshot], inside: Collection[int]
) -> None:
    for post in posts:
        if post.id not in inside:
            raise ConflictError(
                msg("{number} is not held by this hold.", number=post.number)
            )
        if hold.scope is HoldScope.CLOSED_DAYS:
            raise RefusedError(
                msg(
                    "{number} lies on a day that is closed; it goes on when it has "
                    "another slot.",
                    number=post.number,
                )
            )


def _actor(by: Overseer) -> Actor:
    return Actor(key=by.person.key, name=by.person.name, role=by.person.role)


def _not_alone(post: PostSnapshot, held: Sequence[HoldRow]) -> Message:
    if not held:
        return msg("{number} is not on hold.", number=post.number)
    return msg(
        "{number} is not on hold by itself; it rests because of: {holds}. End that "
        "hold, or let this post alone leave it: `--hold ID`.",
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
        scope=hold.scope,
        numbers=tuple(post.number for post in free),
        still_held=tuple(post.number for post in held),
        missed=tuple(missed),
        shifts=tuple(shifts),
    )
