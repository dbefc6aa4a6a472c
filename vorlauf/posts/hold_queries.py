"""Questions and statements about holds, and about the posts that they hold."""

import json
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    and_,
    delete,
    exists,
    false,
    func,
    insert,
    literal,
    or_,
    select,
    true,
    union_all,
    update,
)

from states.post import PostState
from vorlauf.db import keys
from vorlauf.db.hold_tables import Hold, HoldException, HoldScope, PostHold
from vorlauf.db.post_snapshots import HOUSE, POST, STEP
from vorlauf.db.tables import Audit, table_of

# What is written beside a hold that keeps a reserve until it is used.
IN_RESERVE: Final = "reserve"
_Row = Row[*tuple[Any, ...]]
HOLD: Final = table_of(Hold)
_AUDIT: Final = table_of(Audit)
POST_HOLD: Final = table_of(PostHold)
EXCEPTION: Final = table_of(HoldException)
_OPEN_STATES: Final = tuple(state for state in PostState if state.is_open)
_IS_OPEN: Final = HOLD.c.ended_at.is_(None)
_HELD: Final = POST.alias("held_post")
# The condition that a step is of a post on hold.
IS_OF_HELD_POST: Final = (
    exists()
    .where(_HELD.c.id == STEP.c.post_id, _HELD.c.held_since.is_not(None))
    .correlate(STEP)
)


@dataclass(frozen=True, kw_only=True)
class HoldRow:
    """A hold, as `Hold` has it; `posts` counts those that it holds."""

    id: int
    scope: HoldScope
    what: str
    reason: str
    held_by: str
    held_by_key: str
    begun_at: datetime
    ends_at: datetime | None
    ended_at: datetime | None
    ended_by: str = ""
    posts: int = 0


@dataclass(frozen=True, kw_only=True)
class NewHold:
    """A hold that begins; see `Hold`."""

    scope: HoldScope
    what: str
    reason: str
    held_by: str
    held_by_key: str
    begun_at: datetime
    ends_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class HeldSlot:
    """A post on hold with its slot, and the slot that was proposed for it (UTC)."""

    post_id: int
    number: str
    title: str
    state: PostState
    slot_at: datetime
    row_version: int
    proposed_at: datetime | None
    is_reserve: bool


@dataclass(frozen=True)
class ScopeOfHold:
    """What a hold covers; `span` are the instants between which a week lies."""

    scope: HoldScope
    what: str
    span: tuple[datetime, datetime] | None = None


_OF_HOLD: Final = tuple(
    name for name in HoldRow.__dataclass_fields__ if name != "posts"
)
_POSTS: Final = (
    select(func.count())
    .where(POST_HOLD.c.hold_id == HOLD.c.id)
    .correlate(HOLD)
    .scalar_subquery()
    .label("posts")
)
_HOLDS: Final = select(*(HOLD.c[name] for name in _OF_HOLD), _POSTS)


def open_holds(connection: Connection) -> list[HoldRow]:
    """Return the holds that hold, the newest first."""
    rows = connection.execute(_HOLDS.where(_IS_OPEN).order_by(HOLD.c.id.desc()))
    return [_hold(row) for row in rows]


def hold_of(connection: Connection, key: int) -> HoldRow | None:
    """Return the hold with this key, whether it still holds or not."""
    row = connection.execute(_HOLDS.where(HOLD.c.id == key)).one_or_none()
    return None if row is None else _hold(row)


def holds_of(
    connection: Connection, post_ids: Sequence[int]
) -> Mapping[int, Sequence[HoldRow]]:
    """Return by post the holds that hold it, the oldest first."""
    rows = connection.execute(
        _HOLDS.add_columns(POST_HOLD.c.post_id)
        .join(POST_HOLD, POST_HOLD.c.hold_id == HOLD.c.id)
        .where(POST_HOLD.c.post_id.in_(post_ids))
        .order_by(HOLD.c.id)
    )
    found: dict[int, list[HoldRow]] = defaultdict(list)
    for row in rows:
        found[row.post_id].append(_hold(row))
    return found


def _hold(row: _Row) -> HoldRow:
    plain = {name: getattr(row, name) for name in (*_OF_HOLD, "posts")}
    return HoldRow(**{**plain, "scope": HoldScope(row.scope)})


def held_slots(
    connection: Connection, holds: Collection[int]
) -> Mapping[int, Sequence[HeldSlot]]:
    """Return by hold (key) the posts that it holds, by slot."""
    names = [name for name in HeldSlot.__dataclass_fields__ if name in POST.c]
    rows = connection.execute(
        select(
            POST_HOLD.c.hold_id,
            POST.c.id.label("post_id"),
            *(POST.c[name] for name in names),
            POST_HOLD.c.proposed_at,
        )
        .join(POST_HOLD, POST_HOLD.c.post_id == POST.c.id)
        .where(POST_HOLD.c.hold_id.in_(sorted(holds)))
        .order_by(POST.c.slot_at, POST.c.id)
    )
    found: dict[int, list[HeldSlot]] = {key: [] for key in holds}
    for row in rows:
        plain = {**row._asdict(), "state": PostState(row.state)}
        found[plain.pop("hold_id")].append(HeldSlot(**plain))
    return found


def members(connection: Connection, hold_id: int) -> set[int]:
    """Return the keys of the posts that a hold holds."""
    wanted = select(POST_HOLD.c.post_id).where(POST_HOLD.c.hold_id == hold_id)
    return set(connection.execute(wanted).scalars())


def open_posts_in(connection: Connection, scope: ScopeOfHold) -> list[int]:
    """Return the keys of the open posts of a scope, by slot."""
    wanted = (
        select(POST.c.id)
        .where(POST.c.state.in_(_OPEN_STATES), _within(scope))
        .order_by(POST.c.slot_at, POST.c.id)
    )
    return list(connection.execute(wanted).scalars())


def open_posts_of(
    connection: Connection, scopes: Mapping[int, ScopeOfHold]
) -> Mapping[int, set[int]]:
    """Return by hold the keys of the open posts of its scope, in one answer.

    Its exceptions are left out.
    """
    found: dict[int, set[int]] = {key: set() for key in scopes}
    if not scopes:
        return found
    wanted = union_all(
        *(
            select(literal(key).label("hold_id"), POST.c.id).where(
                POST.c.state.in_(_OPEN_STATES), _within(scope), ~_is_exception(key)
            )
            for key, scope in scopes.items()
        )
    )
    for row in connection.execute(wanted):
        found[row.hold_id].add(row.id)
    return found


def _is_exception(hold_id: int) -> ColumnElement[bool]:
    return exists().where(
        EXCEPTION.c.post_id == POST.c.id, EXCEPTION.c.hold_id == hold_id
    )


def exceptions(connection: Connection, hold_id: int) -> Mapping[str, int]:
    """Return the open posts that go on although a hold lasts: row version by number."""
    rows = connection.execute(
        select(POST.c.number, POST.c.row_version)
        .where(POST.c.state.in_(_OPEN_STATES), _is_exception(hold_id))
        .order_by(POST.c.slot_at, POST.c.id)
    )
    return {row.number: row.row_version for row in rows}


def rename_house(connection: Connection, old: str, new: str) -> None:
    """Let the open holds of a house go on under its new key."""
    connection.execute(
        update(HOLD)
        .where(HOLD.c.scope == HoldScope.HOUSE, HOLD.c.what == old, _IS_OPEN)
        .values(what=new)
    )


def _within(scope: ScopeOfHold) -> ColumnElement[bool]:
    what = scope.what
    match scope.scope:
        case HoldScope.ALL:
            return true()
        case HoldScope.HOUSE:
            return exists().where(HOUSE.c.post_id == POST.c.id, HOUSE.c.house == what)
        case HoldScope.CHANNEL:
            # A post without a text yet is for every channel.
            listed = (literal(",") + POST.c.channels).contains(
                f",{what},", autoescape=True
            )
            return or_(POST.c.channels == "", listed)
        case HoldScope.WEEK if scope.span is not None:
            first, last = scope.span
            return and_(
                POST.c.is_reserve.is_(False),
                POST.c.slot_at >= first,
                POST.c.slot_at < last,
            )
        case _:
            return false()


def slots_ahead(connection: Connection) -> list[tuple[int, datetime]]:
    """Return the open posts that no closed days hold, each with its slot."""
    is_held = exists().where(
        POST_HOLD.c.post_id == POST.c.id,
        POST_HOLD.c.hold_id == HOLD.c.id,
        HOLD.c.scope == HoldScope.CLOSED_DAYS,
    )
    rows = connection.execute(
        select(POST.c.id, POST.c.slot_at)
        .where(POST.c.state.in_(_OPEN_STATES), POST.c.is_reserve.is_(False), ~is_held)
        .order_by(POST.c.slot_at, POST.c.id)
    )
    return [(row.id, row.slot_at) for row in rows]


def add_hold(connection: Connection, new: NewHold) -> int:
    """Write a hold; return its key. Ask only while the audit log is locked."""
    key = keys.next_id(connection, HOLD)
    connection.execute(insert(HOLD), [{**vars(new), "id": key, "ended_by": ""}])
    return key


def add_members(
    connection: Connection, hold_id: int, posts: Mapping[int, datetime | None]
) -> None:
    """Write that a hold holds these posts, with the slot that is proposed for each."""
    rows = [
        {"hold_id": hold_id, "post_id": key, "proposed_at": at}
        for key, at in posts.items()
    ]
    if rows:
        connection.execute(insert(POST_HOLD), rows)


def drop_members(connection: Connection, hold_id: int, posts: Collection[int]) -> None:
    """Write that a hold no longer holds these posts."""
    if posts:
        connection.execute(
            delete(POST_HOLD).where(
                POST_HOLD.c.hold_id == hold_id, POST_HOLD.c.post_id.in_(sorted(posts))
            )
        )


def add_exceptions(
    connection: Connection, hold_id: int, posts: Collection[int]
) -> None:
    """Write that these posts go on although the hold lasts."""
    rows = [{"hold_id": hold_id, "post_id": key} for key in sorted(posts)]
    connection.execute(insert(EXCEPTION), rows)


def drop_exceptions(
    connection: Connection, hold_id: int, posts: Collection[int]
) -> None:
    """Write that the hold covers these posts again."""
    connection.execute(
        delete(EXCEPTION).where(
            EXCEPTION.c.hold_id == hold_id, EXCEPTION.c.post_id.in_(sorted(posts))
        )
    )


def gone_on_with(connection: Connection, hold_id: int, at: datetime) -> list[int]:
    """Return the posts that are open and went on when a hold ended at `at`."""
    wanted = (
        select(_AUDIT.c.post_id, _AUDIT.c.details)
        .join(POST, POST.c.id == _AUDIT.c.post_id)
        .where(
            _AUDIT.c.event == "resume",
            _AUDIT.c.at == at,
            POST.c.state.in_([state.value for state in PostState if state.is_open]),
        )
        .order_by(_AUDIT.c.post_id)
    )
    rows = connection.execute(wanted)
    return [r.post_id for r in rows if json.loads(r.details).get("hold") == hold_id]


def begin_again(connection: Connection, hold_id: int) -> None:
    """Write that a hold has not ended."""
    connection.execute(
        update(HOLD).where(HOLD.c.id == hold_id).values(ended_at=None, ended_by="")
    )


def end_hold(connection: Connection, hold_id: int, by: str, at: datetime) -> None:
    """Write that a hold has ended."""
    connection.execute(
        update(HOLD).where(HOLD.c.id == hold_id).values(ended_at=at, ended_by=by)
    )
