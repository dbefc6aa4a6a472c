"""Holds: a coordinator puts posts on hold; what a hold does to each of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from states.post import PostState
from vorlauf.db import post_snapshots
from vorlauf.db.call import Call
from vorlauf.db.hold_tables import HoldScope
from vorlauf.db.post_snapshots import PostSnapshot
from vorlauf.db.unit_of_work import UnitOfWork
from vorlauf.posts import hold_notice_queries, hold_queries
from vorlauf.posts.hold_queries import HoldRow, NewHold
from vorlauf.scheduling import hold_effects
from vorlauf.scheduling.hold_entries import HOLD_BEGUN, entry
from vorlauf.scheduling.hold_orders import HoldOrder, check_seen, checked
from vorlauf.workflow.actors import Actor
from vorlauf.workflow.manual_actions import Overseer


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
    is_reserve: bool


@dataclass(frozen=True, kw_only=True)
class Placed:
    """A hold, whether it was made or only looked at, and its posts by slot."""

    hold_id: int | None
    scope: HoldScope
    what: str
    ends_at: datetime | None
    posts: tuple[HeldPost, ...]


def preview(call: Call, order: HoldOrder) -> Placed:
    """Say what the order would do; writes nothing. Raises as `place`."""
    new, posts = checked(call, order)
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
    new, posts = checked(call, order)
    check_seen(posts, order)
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
    work.log(entry(work, HOLD_BEGUN, row, by, new.reason))
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


def _placed(
    call: Call, new: NewHold, posts: Sequence[PostSnapshot], hold_id: int | None
) -> Placed:
    mails = hold_notice_queries.resting_mails(call.connection, [p.id for p in posts])
    return Placed(
        hold_id=hold_id,
        scope=new.scope,
        what=new.what,
        ends_at=new.ends_at,
        posts=tuple(
            _held(call.now, new, post, mails.get(post.id, 0)) for post in posts
        ),
    )


def _held(now: datetime, new: NewHold, post: PostSnapshot, mails: int) -> HeldPost:
    ends = new.ends_at
    return HeldPost(
        number=post.number,
        title=post.title,
        state=post.state,
        slot_at=post.slot_at,
        row_version=post.row_version,
        waiting=tuple((step.kind.value, step.house) for step in post.steps),
        mails=mails,
        misses=ends is not None and not post.is_reserve and now < post.slot_at < ends,
        is_held=post.held_since is not None,
        is_reserve=post.is_reserve,
    )


def _row(new: NewHold, hold_id: int) -> HoldRow:
    return HoldRow(**vars(new), id=hold_id, ended_at=None)
