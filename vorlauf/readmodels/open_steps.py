"""Open steps, as the lists of the dashboard show them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, func, literal_column, select

from states.post import PostState, StepKind
from vorlauf.db.post_snapshots import IS_WAITING, NOTICE, POST, STEP
from vorlauf.posts.visibility import Visibility
from vorlauf.readmodels.scope import within


@dataclass(frozen=True, kw_only=True)
class OpenStepRow:
    """A step that is open, and its post; instants are aware UTC.

    `version` is that of the step, `row_version` that of the post; `short_by` are
    working days. `next_notice_at` is when its next notice is due.
    """

    step_id: int
    post_id: int
    number: str
    title: str
    state: PostState
    slot_at: datetime
    row_version: int
    held_since: datetime | None
    slot_missed: bool
    version: int
    kind: StepKind
    house: str
    asked: str
    opened_at: datetime
    due_at: datetime
    escalation: int
    short_by: int
    retrospective: bool
    next_notice_at: datetime | None

    @property
    def is_at_rest(self) -> bool:
        """Whether nobody is asked for it, or reminded of it."""
        is_waiting = self.slot_missed and not self.retrospective
        return self.held_since is not None or is_waiting


@dataclass(frozen=True)
class DutySection:
    """The first duties of a list, the earliest due first, and how many there are."""

    count: int
    rows: tuple[OpenStepRow, ...]


OF_POST = (
    "number",
    "title",
    "state",
    "slot_at",
    "row_version",
    "held_since",
    "slot_missed",
)
OF_STEP = (
    "version",
    "kind",
    "house",
    "asked",
    "opened_at",
    "due_at",
    "escalation",
    "short_by",
    "retrospective",
)
NEXT_NOTICE = (
    select(func.min(NOTICE.c.due_at))
    .where(NOTICE.c.step_id == STEP.c.id, IS_WAITING)
    .correlate(STEP)
    .scalar_subquery()
)


def section(
    name: str, visibility: Visibility, *conditions: ColumnElement[bool], most: int
) -> Select[Any]:
    """Return the select of a section; each row says its name and the whole count."""
    count = (
        _steps(visibility, func.count(), conditions).correlate(None).scalar_subquery()
    )
    first = (
        _steps(visibility, STEP.c.id, conditions)
        .order_by(STEP.c.due_at, STEP.c.id)
        .limit(most)
        .correlate(None)
        .subquery()
    )
    return (
        select(
            literal_column(f"'{name}'").label("section"),
            count.label("whole"),
            STEP.c.id.label("step_id"),
            POST.c.id.label("post_id"),
            *(POST.c[column] for column in OF_POST),
            *(STEP.c[column] for column in OF_STEP),
            NEXT_NOTICE.label("next_notice_at"),
        )
        .select_from(first)
        .join(STEP, STEP.c.id == first.c.id)
        .join(POST, POST.c.id == STEP.c.post_id)
    )


def _steps(
    visibility: Visibility,
    what: ColumnElement[Any],
    conditions: Sequence[ColumnElement[bool]],
) -> Select[Any]:
    wanted = select(what).select_from(STEP).where(*conditions)
    if visibility.houses is None:
        return wanted
    if visibility.graphics:
        wanted = wanted.join(POST, POST.c.id == STEP.c.post_id)
    return wanted.where(within(visibility, STEP.c.post_id))


def sections(rows: Sequence[Row[Any]]) -> dict[str, DutySection]:
    """Return the sections by name; those without a duty are left out."""
    found: dict[str, list[Row[Any]]] = {}
    for row in rows:
        found.setdefault(row.section, []).append(row)
    return {
        name: DutySection(
            count=of_it[0].whole,
            rows=tuple(
                sorted(
                    (duty(row) for row in of_it),
                    key=lambda one: (one.due_at, one.step_id),
                )
            ),
        )
        for name, of_it in found.items()
    }


def duty(row: Row[Any]) -> OpenStepRow:
    """Return the step of a row that has `OF_POST`, `OF_STEP` and `NEXT_NOTICE`."""
    plain = row._asdict()
    plain.pop("section", None)
    plain.pop("whole", None)
    plain["state"] = PostState(plain["state"])
    plain["kind"] = StepKind(plain["kind"])
    return OpenStepRow(**plain)
