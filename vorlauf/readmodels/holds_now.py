"""Holds now: what is on hold, as the bar above lists of posts names it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Select, and_, func, select

from vorlauf.db.hold_tables import HoldScope
from vorlauf.db.post_snapshots import POST
from vorlauf.posts.hold_queries import HOLD, POST_HOLD
from vorlauf.posts.visibility import Visibility
from vorlauf.readmodels.scope import ReadScope, within


@dataclass(frozen=True, kw_only=True)
class HoldNow:
    """A hold that holds; instants are aware UTC, `ends_at` None without an end.

    `posts` counts those of its posts that the reader may see, `number` is one of them.
    """

    id: int
    scope: HoldScope
    what: str
    reason: str
    held_by: str
    begun_at: datetime
    ends_at: datetime | None
    posts: int
    number: str


def holds_now(scope: ReadScope) -> Sequence[HoldNow]:
    """Return what is on hold, the most posts first.

    Whoever does not see every post is told of the holds of their posts alone.
    """
    rows = scope.connection.execute(_holds(scope.visibility)).all()
    sees_all = scope.visibility.houses is None
    return [
        HoldNow(
            **{
                **row._asdict(),
                "scope": HoldScope(row.scope),
                "number": row.number or "",
            }
        )
        for row in rows
        if sees_all or row.posts
    ]


@lru_cache(maxsize=64)
def _holds(visibility: Visibility) -> Select[Any]:
    columns = [
        HOLD.c[name]
        for name in (
            "id",
            "scope",
            "what",
            "reason",
            "held_by",
            "begun_at",
            "ends_at",
        )
    ]
    posts = func.count(POST.c.id)
    return (
        select(*columns, posts.label("posts"), func.min(POST.c.number).label("number"))
        .outerjoin(POST_HOLD, POST_HOLD.c.hold_id == HOLD.c.id)
        .outerjoin(POST, and_(POST.c.id == POST_HOLD.c.post_id, within(visibility)))
        .where(HOLD.c.ended_at.is_(None))
        .group_by(*columns)
        .order_by(posts.desc(), HOLD.c.id)
    )
