"""Questions about reserves: which posts are some, and which posts may need one."""

from datetime import datetime

from sqlalchemy import Connection, exists, or_, select

from states.post import PostState
from vorlauf.db.hold_tables import HoldScope
from vorlauf.db.post_snapshots import POST
from vorlauf.posts.hold_queries import HOLD, IN_RESERVE, POST_HOLD

_OPEN = tuple(state for state in PostState if state.is_open)
_UNDECIDED = tuple(state for state in _OPEN if state is not PostState.SCHEDULED)


def reserves(connection: Connection) -> list[int]:
    """Return the keys of all reserves that are not withdrawn, the oldest first."""
    wanted = select(POST.c.id).where(POST.c.is_reserve, POST.c.state.in_(_OPEN))
    return list(connection.execute(wanted.order_by(POST.c.id)).scalars())


def approved(connection: Connection) -> dict[int, bool]:
    """Return the keys of the approved reserves, the oldest first.

    Beside each stands whether it is on hold otherwise than as a reserve.
    """
    is_held = exists().where(
        POST_HOLD.c.post_id == POST.c.id,
        POST_HOLD.c.hold_id == HOLD.c.id,
        or_(HOLD.c.scope != HoldScope.POSTS, HOLD.c.what != IN_RESERVE),
        HOLD.c.ended_at.is_(None),
    )
    wanted = select(POST.c.id, is_held.label("is_held")).where(
        POST.c.is_reserve, POST.c.state == PostState.SCHEDULED
    )
    rows = connection.execute(wanted.order_by(POST.c.id))
    return {row.id: bool(row.is_held) for row in rows}


def undecided(connection: Connection, first: datetime, last: datetime) -> list[int]:
    """Return the posts that are not approved, with a slot from `first` to `last`."""
    wanted = select(POST.c.id).where(
        POST.c.state.in_(_UNDECIDED),
        POST.c.slot_at >= first,
        POST.c.slot_at < last,
        POST.c.held_since.is_(None),
        POST.c.is_reserve.is_(False),
    )
    return list(
        connection.execute(wanted.order_by(POST.c.slot_at, POST.c.id)).scalars()
    )


def to_be_held(connection: Connection) -> list[int]:
    """Return the approved reserves that no hold of theirs keeps yet."""
    is_kept = exists().where(
        POST_HOLD.c.post_id == POST.c.id,
        POST_HOLD.c.hold_id == HOLD.c.id,
        HOLD.c.scope == HoldScope.POSTS,
        HOLD.c.what == IN_RESERVE,
        HOLD.c.ended_at.is_(None),
    )
    wanted = select(POST.c.id).where(
        POST.c.is_reserve, POST.c.state == PostState.SCHEDULED, ~is_kept
    )
    return list(connection.execute(wanted.order_by(POST.c.id)).scalars())


def held_but_none(connection: Connection) -> list[tuple[int, int]]:
    """Return the posts (keys) that a hold keeps in reserve (key), and are none."""
    wanted = (
        select(POST.c.id.label("post"), HOLD.c.id.label("hold"))
        .join(POST_HOLD, POST_HOLD.c.post_id == POST.c.id)
        .join(HOLD, HOLD.c.id == POST_HOLD.c.hold_id)
        .where(
            HOLD.c.scope == HoldScope.POSTS,
            HOLD.c.what == IN_RESERVE,
            HOLD.c.ended_at.is_(None),
            POST.c.is_reserve.is_(False),
        )
    )
    return [(row.post, row.hold) for row in connection.execute(wanted)]


def undecided_reserves(connection: Connection) -> list[int]:
    """Return the reserves that are not approved and not on hold."""
    wanted = select(POST.c.id).where(
        POST.c.is_reserve,
        POST.c.state.in_(_UNDECIDED),
        POST.c.held_since.is_(None),
    )
    return list(connection.execute(wanted.order_by(POST.c.id)).scalars())
