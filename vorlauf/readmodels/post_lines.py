"""Post lines: a post with all that is open of it, as Today shows it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, select

from states.post import PostState
from vorlauf.db.post_snapshots import POST, STEP
from vorlauf.readmodels.open_steps import (
    NEXT_NOTICE,
    OF_POST,
    OF_STEP,
    OpenStepRow,
    duty,
)
from vorlauf.readmodels.scope import IS_OPEN


@dataclass(frozen=True, kw_only=True)
class PostLine:
    """A post and its open steps, the earliest due first."""

    post_id: int
    number: str
    title: str
    state: PostState
    slot_at: datetime
    row_version: int
    held_since: datetime | None
    slot_missed: bool
    steps: tuple[OpenStepRow, ...]


_LINES = (
    select(
        STEP.c.id.label("step_id"),
        POST.c.id.label("post_id"),
        *(POST.c[column] for column in OF_POST),
        *(STEP.c[column] for column in OF_STEP),
        NEXT_NOTICE.label("next_notice_at"),
    )
    .select_from(POST)
    .outerjoin(STEP, (STEP.c.post_id == POST.c.id) & IS_OPEN)
    .where(POST.c.id.in_(bindparam("posts", expanding=True)))
    .order_by(STEP.c.due_at, STEP.c.id)
)


def post_lines(connection: Connection, posts: Sequence[int]) -> Mapping[int, PostLine]:
    """Return the posts of these keys, by key."""
    if not posts:
        return {}
    rows: dict[int, list[Any]] = defaultdict(list)
    for row in connection.execute(_LINES, {"posts": list(posts)}):
        rows[row.post_id].append(row)
    return {key: _line(of_it) for key, of_it in rows.items()}


def _line(rows: Sequence[Row[Any]]) -> PostLine:
    first = rows[0]
    return PostLine(
        post_id=first.post_id,
        number=first.number,
        title=first.title,
        state=PostState(first.state),
        slot_at=first.slot_at,
        row_version=first.row_version,
        held_since=first.held_since,
        slot_missed=first.slot_missed,
        steps=tuple(duty(row) for row in rows if row.step_id is not None),
    )
