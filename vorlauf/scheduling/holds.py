"""Holds: a coordinator puts posts on hold, and lets them go on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Final

from states.messages import Message, Several, msg, phrase
from states.post import PostState
from states.post_numbers import number_order
from vorlauf.db import post_snapshots
from vorlauf.db.audit_log import Entry
from vorlauf.db.call import Call
from vorlauf.db.hold_tables import HoldScope
from vorlauf.db.post_snapshots import PostSnapshot
from vorlauf.db.unit_of_work import UnitOfWork
from vorlauf.directory.model import Directory
from vorlauf.errors import BadInputError, ConflictError, NotFoundError, RefusedError
from vorlauf.posts import hold_queries
from vorlauf.posts.hold_queries import HoldRow, NewHold
from vorlauf.scheduling import hold_effects
from vorlauf.scheduling.hold_effects import HoldEnd
from vorlauf.scheduling.replanning import DueShift
from vorlauf.text import check_text
from vorlauf.workflow.actors import Actor
from vorlauf.workflow.manual_actions import Overseer

HOLD_BEGUN: Final = "hold_begun"
HOLD_ENDED: Final = "hold_ended"
# Reasons are read in mails and on every page of the post.
_LONGEST_REASON: Final = 500
_WEEK: Final = timedelta(days=7)


@dataclass(frozen=True, kw_only=True)
class HoldOrder:
    """What is to be put on hold, and until when.

    `numbers` are the posts of the scope POSTS. `what` is any day of a week, as an ISO
    date, a channel or a house. `last_day` is the last day of the hold in the campaign's
    zone; None means until somebody ends it. Mails wait for `hold`, so that the act can
    be undone meanwhile. `seen` are the posts that the person was shown, by number, each
    in the row version that was shown; None means that nothing was shown.
    """

    scope: HoldScope
    reason: str
    numbers: tuple[str, ...] = ()
    what: str = ""
    last_day: date | None = None
    hold: timedelta = timedelta(0)
    seen: Mapping[str, int] | None = None


@dataclass(frozen=True, kw_only=True)
class HeldPost:
    """What a hold does to one post.

    `waiting` are its open steps (kind and house), `mails` those that rest. `misses` is
    its slot if it lies inside the hold, so that it cannot be published then.
    `is_held` says that another hold holds it already.
    """

    number: str
    title: str
    state: PostState
    slot_at: datetime
    row_version: int
    waiting: tuple[tuple[str, str], ...]
    mails: int
    misses: bool
    is_held: bool


@dataclass(frozen=True, kw_only=True)
class Placed:
    """A hold, whether it was made or only looked at, and its posts by slot."""

    hold_id: int | None
    scope: HoldScope
    what: str
    ends_at: datetime | None
    posts: tuple[HeldPost, ...]


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


def preview(call: Call, order: HoldOrder) -> Placed:
    """Say what the order would do; writes nothing. Raises as `place`."""
    new, posts = _checked(call, order)
    return _placed(call, new, posts, None)


def place(call: Call, order: HoldOrder, by: Overseer) -> Placed:
    """Put posts on hold in one act, with one entry for it and one for each post.

    Decisions stay valid; nobody is asked, reminded or told of a due date, and nothing
    is published until the hold ends. Posts that fall under the scope later are held,
    too, but for a hold of single posts. Raises `BadInputError` for an odd order,
    `RefusedError` for a post that is out or withdrawn, `ConflictError` if a post is not
    as it was shown, `NotFoundError` for an unknown post, house or channel.
    """
    work = UnitOfWork(call, hold=order.hold)
    new, posts = _checked(call, order)
    _check_seen(posts, order)
    new = replace(new, held_by=by.person.name, held_by_key=by.person.key)
    actor = Actor(key=by.person.key, name=by.person.name, role=by.person.role)
    hold_id = begin(work, new, {post.id: None for post in posts}, actor)
    placed = _placed(call, new, posts, hold_id)
    work.write()
    return placed


def begin(
    work: UnitOfWork, new: NewHold, posts: Mapping[int, datetime | None], by: Actor
) -> int:
    """Write a hold and let its posts rest; return its key.

    `posts` are keys, each with the slot that is proposed for it, if any.
    """
    hold_id = hold_queries.add_hold(work.connection, new)
    row = _row(new, hold_id)
    cover(work, row, posts, by)
    work.log(_entry(work, HOLD_BEGUN, row, by, new.reason))
    return hold_id


def cover(
    work: UnitOfWork, hold: HoldRow, posts: Mapping[int, datetime | None], by: Actor
) -> None:
    """Put posts under a hold that holds."""
    hold_queries.add_members(work.connection, hold.id, posts)
    found = post_snapshots.posts_by_id(work.connection, list(posts))
    before = hold_queries.holds_of(work.connection, list(posts))
    for post in found.values():
        others = [one for one in before.get(post.id, ()) if one.id != hold.id]
        hold_effects.begin(work, post, [*others, hold], by)


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
        what = _monday(what)
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
    work.log(_entry(work, HOLD_ENDED, hold, by, reason))
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


def posts_in(
    call: Call, scope: HoldScope, what: str, numbers: Sequence[str] = ()
) -> list[int]:
    """Return the keys of the open posts of a scope."""
    if scope is HoldScope.POSTS:
        found = post_snapshots.snapshots(call.connection, list(numbers))
        return [post.id for post in found]
    span = _span(call.directory, what) if scope is HoldScope.WEEK else None
    return hold_queries.open_posts_in(call.connection, scope, what, span)


def _span(directory: Directory, monday: str) -> tuple[datetime, datetime]:
    office, first = directory.agency.office, date.fromisoformat(monday)
    return office.at(first, time.min), office.at(first + _WEEK, time.min)


def _checked(call: Call, order: HoldOrder) -> tuple[NewHold, list[PostSnapshot]]:
    """Return the hold and the posts that it would hold, by slot."""
    reason = _reason(order.reason)
    what = _what(order, call.directory)
    keys = posts_in(call, order.scope, what, tuple(dict.fromkeys(order.numbers)))
    found = post_snapshots.posts_by_id(call.connection, keys)
    posts = [found[key] for key in keys]
    over = [post.number for post in posts if not post.state.is_open]
    if over:
        raise RefusedError(
            msg(
                "{numbers} cannot be put on hold: published or withdrawn.",
                numbers=Several(tuple(over)),
            )
        )
    if order.scope is HoldScope.POSTS and not posts:
        raise BadInputError(msg("Name what is to be put on hold."))
    new = NewHold(
        scope=order.scope,
        what=what,
        reason=reason,
        held_by="",
        held_by_key="",
        begun_at=call.now,
        ends_at=_ends_at(order.last_day, call),
    )
    return new, posts


def _reason(text: str) -> str:
    check_text(phrase("subject", "The reason"), text)
    reason = " ".join(text.split())
    if not reason:
        raise BadInputError(
            msg("A reason is obligatory: everybody who is concerned reads it.")
        )
    if len(reason) > _LONGEST_REASON:
        raise BadInputError(
            msg(
                "The reason has {length} characters; write 1 to {longest}.",
                length=len(reason),
                longest=_LONGEST_REASON,
            )
        )
    return reason


def _what(order: HoldOrder, directory: Directory) -> str:
    match order.scope:
        case HoldScope.HOUSE:
            return directory.house(order.what).key
        case HoldScope.CHANNEL:
            directory.check_channel(order.what)
            return order.what
        case HoldScope.WEEK:
            return _monday(order.what)
        case HoldScope.POSTS | HoldScope.ALL:
            return ""
        case HoldScope.CLOSED_DAYS:
            raise BadInputError(
                msg("Days are closed in stakeholders.toml, as a blackout.")
            )


def _monday(text: str) -> str:
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise BadInputError(
            msg("{text} is no week; write one of its days or 2027-W03.", text=text[:40])
        ) from error
    return (day - timedelta(days=day.weekday())).isoformat()


def _ends_at(last_day: date | None, call: Call) -> datetime | None:
    if last_day is None:
        return None
    office = call.directory.agency.office
    if last_day < office.day_of(call.now) or last_day.year > call.now.year + 5:
        raise BadInputError(
            msg("{day} is not ahead; write the last day of the hold.", day=last_day)
        )
    return office.at(last_day + timedelta(days=1), time.min)


def _check_seen(posts: Sequence[PostSnapshot], order: HoldOrder) -> None:
    if order.seen is None:
        return
    now = {post.number: post.row_version for post in posts}
    differing = sorted(
        (
            number
            for number in now.keys() | order.seen.keys()
            if now.get(number) != order.seen.get(number)
        ),
        key=number_order,
    )
    if differing:
        raise ConflictError(
            msg(
                "Somebody else has changed {numbers} meanwhile; look at it again.",
                numbers=Several(tuple(differing)),
            )
        )


def _placed(
    call: Call, new: NewHold, posts: Sequence[PostSnapshot], hold_id: int | None
) -> Placed:
    return Placed(
        hold_id=hold_id,
        scope=new.scope,
        what=new.what,
        ends_at=new.ends_at,
        posts=tuple(_held(call, new, post) for post in posts),
    )


def _held(call: Call, new: NewHold, post: PostSnapshot) -> HeldPost:
    keys = [step.id for step in post.steps]
    ends = new.ends_at
    return HeldPost(
        number=post.number,
        title=post.title,
        state=post.state,
        slot_at=post.slot_at,
        row_version=post.row_version,
        waiting=tuple((step.kind.value, step.house) for step in post.steps),
        mails=hold_queries.resting_mails(call.connection, keys),
        misses=ends is not None and call.now < post.slot_at < ends,
        is_held=post.held_since is not None,
    )


def _row(new: NewHold, hold_id: int) -> HoldRow:
    return HoldRow(**vars(new), id=hold_id, ended_at=None)


def _entry(
    work: UnitOfWork, event: str, hold: HoldRow, by: Actor, reason: str
) -> Entry:
    return Entry(
        at=work.now,
        event=event,
        actor=by.name,
        actor_key=by.key,
        capacity=by.capacity_for(()),
        house=hold.what if hold.scope is HoldScope.HOUSE else "",
        comment=reason,
        details={
            **work.call.entry_point,
            "hold": hold.id,
            "scope": hold.scope.value,
            "what": hold.what,
            "until": hold.ends_at.isoformat() if hold.ends_at else "",
        },
    )
