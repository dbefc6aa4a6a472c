"""Board: the posts in columns, one for each state."""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Select,
    bindparam,
    func,
    select,
    union_all,
)

from states.post import PostState
from vorlauf.db.post_snapshots import POST
from vorlauf.posts.visibility import Visibility
from vorlauf.readmodels import cards
from vorlauf.readmodels.cards import PostCard
from vorlauf.readmodels.scope import OPEN_STATES, Filter, ReadScope, matching, within

__all__ = ["Filter", "PostCard", "StateColumn", "board"]


@dataclass(frozen=True)
class StateColumn:
    """The first posts in a state, and how many there are."""

    count: int
    cards: tuple[PostCard, ...]


def board(
    scope: ReadScope, wanted: Filter, *, recent_from: datetime, most: int = 20
) -> dict[PostState, StateColumn]:
    """Return the columns in the order of a post's life, at most so many cards each.

    By slot, but what is published or withdrawn the newest first, and unless a span is
    asked for only slots since `recent_from` (aware UTC).
    """
    asked = {"now": scope.now, "recent": recent_from, "most": most}
    found = scope.connection.execute(_columns(scope.visibility, wanted), asked).all()
    gathered: dict[PostState, list[PostCard]] = {state: [] for state in PostState}
    for card in cards.cards(scope.connection, found):
        gathered[card.state].append(card)
    counts = {PostState(row.state): row.whole for row in found}
    return {
        state: StateColumn(counts.get(state, 0), tuple(gathered[state]))
        for state in PostState
    }


@lru_cache(maxsize=128)
def _columns(visibility: Visibility, wanted: Filter) -> CompoundSelect[Any]:
    return union_all(*(_column(state, visibility, wanted) for state in PostState))


def _column(state: PostState, visibility: Visibility, wanted: Filter) -> Select[Any]:
    conditions = [POST.c.state == state, matching(wanted), within(visibility)]
    is_final = state not in OPEN_STATES
    if is_final and wanted.from_at is None and wanted.to_at is None:
        conditions.append(POST.c.slot_at >= bindparam("recent"))
    count = select(func.count()).select_from(POST).where(*conditions).correlate(None)
    first = (
        select(*cards.COLUMNS)
        .where(*conditions)
        .order_by(*_order(is_final=is_final))
        .limit(bindparam("most"))
        .subquery()
    )
    return select(first, count.scalar_subquery().label("whole"))


def _order(*, is_final: bool) -> tuple[ColumnElement[Any], ...]:
    if is_final:
        return POST.c.slot_at.desc(), POST.c.id.desc()
    return POST.c.slot_at, POST.c.id
