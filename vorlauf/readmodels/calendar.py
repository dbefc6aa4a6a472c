"""Calendar: which slots and which due dates fall on which day."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, bindparam, func, select

from states.post import PATH, StepKind
from vorlauf.db.post_snapshots import POST, STEP
from vorlauf.posts.visibility import Visibility
from vorlauf.readmodels import cards
from vorlauf.readmodels.cards import PostCard
from vorlauf.readmodels.scope import IS_OPEN, Filter, ReadScope, matching, within

__all__ = [
    "DayPosts",
    "DueDuty",
    "Dues",
    "Filter",
    "PostCard",
    "dues_between",
    "posts_between",
]


@dataclass(frozen=True)
class DayPosts:
    """The first posts of a day by slot, and how many there are."""

    begins_at: datetime
    count: int
    cards: tuple[PostCard, ...]


@dataclass(frozen=True, kw_only=True)
class DueDuty:
    """An open duty, by when it is due (aware UTC)."""

    step_id: int
    post_id: int
    number: str
    title: str
    kind: StepKind
    house: str
    asked: str
    due_at: datetime
    retrospective: bool


@dataclass(frozen=True)
class Dues:
    """The first duties that are due in a span, and how many there are."""

    count: int
    rows: tuple[DueDuty, ...]


def posts_between(
    scope: ReadScope,
    wanted: Filter,
    days: Sequence[datetime],
    *,
    most_a_day: int = 4,
) -> list[DayPosts]:
    """Return the posts of each day, at most so many cards a day.

    `days` are the instants (aware UTC) at which the days begin, in order, and as the
    last one the instant at which the last day ends: n + 1 instants for n days.
    Withdrawn posts are left out unless `wanted.states` asks for them.
    """
    span = {"from_at": days[0], "to_at": days[-1], "now": scope.now}
    slots = scope.connection.execute(_slots(scope.visibility, wanted), span).all()
    of_day: list[list[int]] = [[] for _ in days[1:]]
    for row in slots:
        of_day[bisect_right(days, row.slot_at) - 1].append(row.id)
    shown = [key for keys in of_day for key in keys[:most_a_day]]
    found = cards.cards_of(scope.connection, shown)
    return [
        DayPosts(begins_at, len(keys), tuple(found[key] for key in keys[:most_a_day]))
        for begins_at, keys in zip(days, of_day, strict=False)
    ]


@lru_cache(maxsize=128)
def _slots(visibility: Visibility, wanted: Filter) -> Select[Any]:
    found = (
        select(POST.c.id, POST.c.slot_at)
        .where(
            POST.c.slot_at >= bindparam("from_at"),
            POST.c.slot_at < bindparam("to_at"),
            POST.c.is_reserve.is_(False),
            matching(wanted),
            within(visibility),
        )
        .order_by(POST.c.slot_at, POST.c.id)
    )
    if wanted.states:
        return found
    # Each state is named: so an index knows it all.
    return found.where(POST.c.state.in_(PATH))


def dues_between(
    scope: ReadScope,
    wanted: Filter,
    from_at: datetime,
    to_at: datetime,
    *,
    most: int = 300,
) -> Dues:
    """Return the open duties of these posts due from `from_at` to `to_at` (excluded).

    The earliest first, at most so many. A slot limits no duty: `wanted` may have no
    span of its own.
    """
    asked = {"due_from": from_at, "due_to": to_at, "now": scope.now, "most": most}
    rows = scope.connection.execute(_dues(scope.visibility, wanted), asked).all()
    return Dues(rows[0].whole if rows else 0, tuple(_due(row) for row in rows))


@lru_cache(maxsize=128)
def _dues(visibility: Visibility, wanted: Filter) -> Select[Any]:
    conditions = [
        IS_OPEN,
        STEP.c.kind != StepKind.PUBLISH,
        STEP.c.due_at >= bindparam("due_from"),
        STEP.c.due_at < bindparam("due_to"),
        *_of_post(visibility, wanted),
    ]
    found = select(STEP.c.id, func.count().over().label("whole"))
    if wanted != _NO_FILTER or visibility.graphics:
        found = found.join(POST, POST.c.id == STEP.c.post_id)
    # Whether a duty is wanted is found out once, for the count and for the rows.
    first = (
        found.where(*conditions)
        .order_by(STEP.c.due_at, STEP.c.id)
        .limit(bindparam("most"))
        .subquery()
    )
    return (
        select(
            first.c.whole,
            STEP.c.id.label("step_id"),
            STEP.c.post_id,
            POST.c.number,
            POST.c.title,
            STEP.c.kind,
            STEP.c.house,
            STEP.c.asked,
            STEP.c.due_at,
            STEP.c.retrospective,
        )
        .select_from(first)
        .join(STEP, STEP.c.id == first.c.id)
        .join(POST, POST.c.id == STEP.c.post_id)
        .order_by(STEP.c.due_at, STEP.c.id)
    )


_NO_FILTER = Filter()


def _of_post(visibility: Visibility, wanted: Filter) -> tuple[ColumnElement[bool], ...]:
    reachable = within(visibility, STEP.c.post_id)
    return (reachable,) if wanted == _NO_FILTER else (reachable, matching(wanted))


def _due(row: Row[Any]) -> DueDuty:
    plain = row._asdict()
    del plain["whole"]
    plain["kind"] = StepKind(plain["kind"])
    return DueDuty(**plain)
