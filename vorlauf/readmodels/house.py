"""House: the open steps of a house, its punctuality, the number of its posts."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Select, bindparam, case, func, select

from states.post import PATH, StepKind
from vorlauf.db.post_snapshots import HOUSE, POST, STEP
from vorlauf.db.tables import Outcome
from vorlauf.posts.told_queries import IS_IN_TIME
from vorlauf.posts.visibility import Visibility
from vorlauf.readmodels.open_steps import DutySection, OpenStepRow, section, sections
from vorlauf.readmodels.scope import IS_OPEN

__all__ = [
    "DutySection",
    "OpenStepRow",
    "Punctuality",
    "open_of",
    "punctuality",
    "shares",
]

# What a house does itself; writing and publishing is the coordinators' part.
KINDS = tuple(kind for kind in StepKind if kind.is_answered)


@dataclass(frozen=True, kw_only=True)
class Punctuality:
    """How many duties of a kind were done in a month, and how many of them in time."""

    kind: StepKind
    month_index: int
    done: int
    in_time: int
    recorded: int


def open_of(
    connection: Connection,
    houses: Collection[str],
    visibility: Visibility,
    *,
    most: int = 50,
) -> DutySection:
    """Return what these houses owe, the earliest due first."""
    wanted = _open(tuple(sorted(houses)), visibility, most)
    found = sections(connection.execute(wanted).all())
    return found.get("open", DutySection(0, ()))


@lru_cache(maxsize=128)
def _open(houses: tuple[str, ...], visibility: Visibility, most: int) -> Select[Any]:
    return section("open", visibility, IS_OPEN, STEP.c.house.in_(houses), most=most)


def punctuality(
    connection: Connection, houses: Collection[str], bounds: Sequence[datetime]
) -> list[Punctuality]:
    """Count what these houses have done, and how much of it was in time.

    A duty is in time if it was done by its date, or by the one that its house was told
    last. `bounds` are the instants (aware UTC) at which months begin, in order, and as
    the last one the end of the last month; `month_index` counts from 0. A duty that
    became void counts for nobody. Kinds and months without any are left out.
    """
    month = case(
        *((STEP.c.closed_at < end, index) for index, end in enumerate(bounds[1:]))
    ).label("month_index")
    is_in_time = case((IS_IN_TIME, 1), else_=0)
    rows = connection.execute(
        select(
            STEP.c.kind,
            month,
            func.count().label("done"),
            func.sum(is_in_time).label("in_time"),
            func.sum(case((STEP.c.way != "", 1), else_=0)).label("recorded"),
        )
        .where(
            STEP.c.closed_at.is_not(None),
            STEP.c.house.in_(sorted(houses)),
            STEP.c.closed_at >= bounds[0],
            STEP.c.closed_at < bounds[-1],
            STEP.c.kind.in_(KINDS),
            STEP.c.outcome != Outcome.VOID,
        )
        .group_by(STEP.c.kind, "month_index")
        .order_by(STEP.c.kind, "month_index")
    )
    return [
        Punctuality(
            kind=StepKind(row.kind),
            month_index=row.month_index,
            done=row.done,
            in_time=int(row.in_time),
            recorded=int(row.recorded),
        )
        for row in rows
    ]


def shares(
    connection: Connection, from_at: datetime, to_at: datetime
) -> dict[str, int]:
    """Count the posts of each house with a slot in the span (aware UTC, end excluded).

    A post of several houses counts for each of them, a withdrawn one for none.
    """
    rows = connection.execute(_SHARES, {"from_at": from_at, "to_at": to_at})
    return {row.house: row.posts for row in rows}


_SHARES = (
    select(HOUSE.c.house, func.count().label("posts"))
    .join(POST, POST.c.id == HOUSE.c.post_id)
    .where(
        POST.c.slot_at >= bindparam("from_at"),
        POST.c.slot_at < bindparam("to_at"),
        POST.c.is_reserve.is_(False),
        # Each state that counts is named: so an index knows it all.
        POST.c.state.in_(PATH),
    )
    .group_by(HOUSE.c.house)
    .order_by(HOUSE.c.house)
)
