"""Cards: a post as the board, the register and the calendar show it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Connection,
    Row,
    and_,
    bindparam,
    func,
    select,
)

from states.post import PostState, StepKind
from states.post_fields import OF_POST
from states.slots import is_missed
from vorlauf.db.post_snapshots import HOUSE, POST, STEP
from vorlauf.readmodels.scope import IS_OPEN


@dataclass(frozen=True, kw_only=True)
class PostCard:
    """A post and what it owes next; instants are aware UTC.

    `due_at` with its step, house, person and kind is the earliest open duty,
    retrospective ones left out. `open_steps` counts all that is open. `fields` are
    those that the register shows.
    """

    post_id: int
    number: str
    fields: Mapping[str, str]
    state: PostState
    slot_at: datetime
    row_version: int
    version: int
    overridden: bool
    held_since: datetime | None
    slot_missed: bool
    is_reserve: bool
    houses: tuple[str, ...]
    channels: tuple[str, ...]
    due_at: datetime | None
    step_of_due: int | None
    house_of_due: str
    asked_of_due: str
    kind_of_due: StepKind | None
    open_steps: int

    @property
    def title(self) -> str:
        """What the post is about."""
        return self.fields["title"]

    @property
    def is_held(self) -> bool:
        """Whether the post is on hold."""
        return self.held_since is not None

    @property
    def is_at_rest(self) -> bool:
        """Whether nobody is asked for what is due, or reminded of it."""
        return self.is_held or self.slot_missed

    def has_missed(self, now: datetime) -> bool:
        """Say whether its slot passed without an approval by `now` (aware UTC)."""
        if self.is_reserve:
            return False
        return is_missed(self.state, self.slot_at, now, marked=self.slot_missed)


_HOUSES = (
    select(func.aggregate_strings(HOUSE.c.house, ","))
    .where(HOUSE.c.post_id == POST.c.id)
    .correlate(POST)
    .scalar_subquery()
)
# What a card takes from the post itself; the rest are its open steps.
COLUMNS: tuple[ColumnElement[Any], ...] = (
    POST.c.id.label("post_id"),
    POST.c.number,
    *(POST.c[name] for name in OF_POST),
    POST.c.state,
    POST.c.slot_at,
    POST.c.row_version,
    POST.c.version,
    POST.c.overridden,
    POST.c.held_since,
    POST.c.slot_missed,
    POST.c.is_reserve,
    POST.c.channels,
    _HOUSES.label("houses"),
)
_OF_STEP = (
    STEP.c.id.label("step_id"),
    STEP.c.due_at,
    STEP.c.house,
    STEP.c.asked,
    STEP.c.kind,
    STEP.c.retrospective,
)
_POSTS: BindParameter[Sequence[int]] = bindparam("posts", expanding=True)
_OPEN = (
    select(STEP.c.post_id, *_OF_STEP)
    .where(IS_OPEN, STEP.c.post_id.in_(_POSTS))
    .order_by(STEP.c.due_at, STEP.c.id)
)
# A post stands there once for each of its open steps, of which there are few.
_POSTS_AND_OPEN = (
    select(*COLUMNS, *_OF_STEP)
    .outerjoin(STEP, and_(STEP.c.post_id == POST.c.id, IS_OPEN))
    .where(POST.c.id.in_(_POSTS))
    .order_by(STEP.c.due_at, STEP.c.id)
)


def cards(connection: Connection, rows: Sequence[Row[Any]]) -> list[PostCard]:
    """Return the cards of rows that have `COLUMNS`, in this order."""
    if not rows:
        return []
    steps = _by_post(
        connection.execute(_OPEN, {"posts": [row.post_id for row in rows]})
    )
    return [_card(row, steps.get(row.post_id, [])) for row in rows]


def cards_of(connection: Connection, posts: Sequence[int]) -> dict[int, PostCard]:
    """Return the cards of the posts with these keys, by key, in one answer."""
    found = _by_post(connection.execute(_POSTS_AND_OPEN, {"posts": posts}))
    return {
        key: _card(rows[0], [row for row in rows if row.due_at is not None])
        for key, rows in found.items()
    }


def _by_post(rows: Iterable[Row[Any]]) -> dict[int, list[Row[Any]]]:
    gathered: dict[int, list[Row[Any]]] = defaultdict(list)
    for row in rows:
        gathered[row.post_id].append(row)
    return gathered


def _card(row: Row[Any], steps: Sequence[Row[Any]]) -> PostCard:
    duties = [step for step in steps if not step.retrospective]
    first = duties[0] if duties else None
    return PostCard(
        post_id=row.post_id,
        number=row.number,
        fields={name: getattr(row, name) for name in OF_POST},
        state=PostState(row.state),
        slot_at=row.slot_at,
        row_version=row.row_version,
        version=row.version,
        overridden=row.overridden,
        held_since=row.held_since,
        slot_missed=row.slot_missed,
        is_reserve=row.is_reserve,
        houses=tuple(sorted((row.houses or "").split(","))) if row.houses else (),
        channels=tuple(row.channels.rstrip(",").split(",")) if row.channels else (),
        due_at=first.due_at if first else None,
        step_of_due=first.step_id if first else None,
        house_of_due=first.house if first else "",
        asked_of_due=first.asked if first else "",
        kind_of_due=StepKind(first.kind) if first else None,
        open_steps=len(steps),
    )
