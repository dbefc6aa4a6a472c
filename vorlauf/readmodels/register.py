"""Register: all posts, sorted and filtered, page by page."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Connection,
    Select,
    bindparam,
    func,
    literal,
    select,
    union_all,
)

from states.post import PostState
from vorlauf.db.post_snapshots import HOUSE, POST
from vorlauf.posts.visibility import EVERYTHING, Visibility
from vorlauf.readmodels import cards
from vorlauf.readmodels.cards import PostCard
from vorlauf.readmodels.scope import Filter, ReadScope, matching, within
from vorlauf.readmodels.sorting import Sort, order, ordered

__all__ = ["Filter", "PostCard", "RegisterPage", "Sort", "counts", "every", "posts"]

# More posts than this are counted no further, and exported no further.
MOST_COUNTED = 10_000
MOST_EXPORTED = 20_000
_AT_ONCE = 500
# So few posts are named one by one.
_FEW = 1_000


@dataclass(frozen=True)
class RegisterPage:
    """Some posts, and how many there are; `more` if there are more than were counted.

    Without a filter all are counted.
    """

    count: int
    rows: tuple[PostCard, ...]
    more: bool = False


@dataclass(frozen=True)
class Rows:
    """So many rows from `offset` on."""

    offset: int = 0
    most: int = 50


def posts(
    scope: ReadScope,
    wanted: Filter,
    rows: Rows,
    *,
    sort: Sort = Sort.SLOT,
    descending: bool = False,
) -> RegisterPage:
    """Return these rows of the posts; what has no due date comes last.

    By what is due next, posts that have missed their slot are the most urgent.
    """
    connection, visibility = scope.connection, scope.visibility
    counted, few = _count(connection, visibility, wanted, scope.now)
    asked = {"now": scope.now, "upto": rows.offset + rows.most, **vars(rows)}
    if few is None:
        statement = _rows(visibility, wanted, sort, descending=descending)
    else:
        statement, asked = _among(sort, descending=descending), {**asked, "few": few}
    found = connection.execute(statement, asked).all()
    is_whole = wanted == _NO_FILTER and visibility == EVERYTHING
    return RegisterPage(
        count=counted if is_whole else min(counted, MOST_COUNTED),
        rows=tuple(cards.cards(connection, found)),
        more=not is_whole and counted > MOST_COUNTED,
    )


def every(scope: ReadScope, wanted: Filter) -> Iterator[PostCard]:
    """Yield the posts by slot for an export, 20,000 at most."""
    most = MOST_EXPORTED
    asked = {"now": scope.now, "offset": 0, "most": most, "upto": most}
    statement = _rows(scope.visibility, wanted, Sort.SLOT, descending=False)
    for rows in scope.connection.execute(statement, asked).partitions(_AT_ONCE):
        yield from cards.cards(scope.connection, rows)


def counts(connection: Connection, visibility: Visibility) -> dict[PostState, int]:
    """Count the posts within reach by state, every state named."""
    found = {
        row.state: int(row.posts) for row in connection.execute(_tally(visibility))
    }
    # Most posts are published, so that they are what is left, and never counted.
    every_post = found.pop(_ALL)
    found[PostState.PUBLISHED] = every_post - sum(found.values())
    return {state: found.get(state, 0) for state in PostState}


_NO_FILTER = Filter()
_ALL = "all"
# Posts are never deleted, and their keys have no gaps.
_EVERY_POST = select(func.coalesce(func.max(POST.c.id), 0))


@lru_cache(maxsize=64)
def _tally(visibility: Visibility) -> CompoundSelect[Any]:
    unpublished = [state for state in PostState if state != PostState.PUBLISHED]
    by_state = (
        select(POST.c.state, func.count().label("posts"))
        .where(POST.c.state.in_(unpublished), within(visibility))
        .group_by(POST.c.state)
    )
    return union_all(by_state, select(literal(_ALL), _within_reach(visibility)))


def _within_reach(visibility: Visibility) -> ColumnElement[int]:
    """Return the number of posts within reach."""
    if visibility.houses is None:
        return _EVERY_POST.scalar_subquery()
    theirs = select(func.count(HOUSE.c.post_id.distinct())).where(
        HOUSE.c.house.in_(sorted(visibility.houses))
    )
    if not visibility.graphics:
        return theirs.scalar_subquery()
    drawn = POST.c.wants_graphics.is_(True)
    of_graphics = select(func.count()).select_from(POST).where(drawn)
    others = theirs.join(POST, POST.c.id == HOUSE.c.post_id).where(~drawn)
    return of_graphics.scalar_subquery() + others.scalar_subquery()


def _count(
    connection: Connection, visibility: Visibility, wanted: Filter, now: datetime
) -> tuple[int, list[int] | None]:
    """Return how many posts there are, and their keys if a text is in few of them.

    Nothing but a look at every title finds a text, and one look is enough.
    """
    if not wanted.text.strip():
        statement = _counted(visibility, wanted)
        return int(connection.execute(statement, {"now": now}).scalar_one()), None
    found = connection.execute(_found(visibility, wanted), {"now": now}).scalars().all()
    return len(found), list(found) if len(found) <= _FEW else None


@lru_cache(maxsize=128)
def _counted(visibility: Visibility, wanted: Filter) -> Select[Any]:
    if wanted == _NO_FILTER and visibility.houses is None:
        return _EVERY_POST
    return select(func.count()).select_from(_found(visibility, wanted).subquery())


@lru_cache(maxsize=128)
def _found(visibility: Visibility, wanted: Filter) -> Select[Any]:
    return _keys(visibility, wanted).limit(MOST_COUNTED + 1)


def _keys(visibility: Visibility, wanted: Filter) -> Select[Any]:
    """Return the select of the keys of these posts, in no order."""
    houses: Collection[str] = ()
    if wanted == _NO_FILTER:
        houses = visibility.houses or ()
    if visibility.houses is None and wanted == replace(_NO_FILTER, house=wanted.house):
        houses = (wanted.house,)
    if houses and not visibility.graphics and all(key.isprintable() for key in houses):
        # The index of the houses knows them without looking at a post.
        theirs = HOUSE.c.house.in_(sorted(houses))
        return select(HOUSE.c.post_id).where(theirs).distinct()
    return select(POST.c.id).where(matching(wanted), within(visibility))


@lru_cache(maxsize=256)
def _rows(
    visibility: Visibility, wanted: Filter, sort: Sort, *, descending: bool
) -> Select[Any]:
    return _whole(sort, matching(wanted), within(visibility), descending=descending)


@lru_cache(maxsize=16)
def _among(sort: Sort, *, descending: bool) -> Select[Any]:
    few = POST.c.id.in_(bindparam("few", expanding=True))
    return _whole(sort, few, descending=descending)


def _whole(sort: Sort, *these: ColumnElement[bool], descending: bool) -> Select[Any]:
    first = (
        ordered(sort, *these, descending=descending)
        .limit(bindparam("most"))
        .offset(bindparam("offset"))
        .subquery()
    )
    # Found first and joined afterwards, so that only what is shown is read whole.
    return (
        select(*cards.COLUMNS)
        .join_from(first, POST, POST.c.id == first.c.id)
        .order_by(*order(first.c, descending=descending))
    )
