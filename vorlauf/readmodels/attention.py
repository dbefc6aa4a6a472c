"""Attention: the posts that each built-in group of Today would show, as keys."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Select,
    and_,
    bindparam,
    exists,
    false,
    literal_column,
    or_,
    select,
    union_all,
)

from states.post import StepKind
from vorlauf.db.post_snapshots import POST, STEP
from vorlauf.editing.owner_queries import is_owned_by
from vorlauf.posts.follow_up_queries import FOLLOW_UP
from vorlauf.posts.visibility import Visibility
from vorlauf.readmodels.scope import (
    IS_MISSED,
    IS_ON_CLOSED_DAY,
    IS_OPEN,
    IS_OVERDUE,
    NOW,
    ReadScope,
    blocked,
    within,
)


@dataclass(frozen=True)
class Candidate:
    """A post that a group would show: `at` orders it, `why` says more.

    `at` is the slot, or when the first step that counts is due, in aware UTC.
    """

    post_id: int
    at: datetime
    why: str = ""


@dataclass(frozen=True, kw_only=True)
class Ownership:
    """Whose follow-up notes are looked for: those on posts of the `owners` (keys).

    `able` and `contact` say whose a post is, as in `is_owned_by`.
    """

    owners: tuple[str, ...]
    able: tuple[str, ...]
    contact: str

    def condition(self) -> ColumnElement[bool]:
        """Return the condition that a post is one of theirs."""
        return or_(
            false(), *(is_owned_by(one, self.able, self.contact) for one in self.owners)
        )


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Keys of people and posts that matter to the groups.

    `owned` is None for whoever reads no follow-up notes; those for `day` are due.
    """

    asked: tuple[str, ...]
    unreachable: frozenset[str]
    unattended: frozenset[str]
    unmet: frozenset[int]
    owned: Ownership | None
    day: date


@dataclass(frozen=True, kw_only=True)
class Times:
    """When this day and week end, and until when a draft waits for its author."""

    end_of_day: datetime
    end_of_week: datetime
    later: datetime


def candidates(
    scope: ReadScope, wanted: Wanted, times: Times
) -> Mapping[str, Sequence[Candidate]]:
    """Return the candidates by group, the most urgent first; one may be there twice."""
    statement = _statement(
        scope.visibility, wanted.unreachable, wanted.unattended, wanted.owned
    )
    values = {
        "now": scope.now,
        "asked": list(wanted.asked),
        "unmet": sorted(wanted.unmet),
        **vars(times),
    }
    if wanted.owned is not None:
        values["day"] = wanted.day
    found: dict[str, list[Candidate]] = defaultdict(list)
    for row in scope.connection.execute(statement, values):
        found[row.part].append(Candidate(row.post_id, row.at, row.why))
    for some in found.values():
        some.sort(key=lambda one: (one.at, one.post_id))
    return found


_END_OF_DAY = bindparam("end_of_day", type_=STEP.c.due_at.type)
_END_OF_WEEK = bindparam("end_of_week", type_=STEP.c.due_at.type)
# Who publishes has nothing to do before the slot; and a year of drafts that are planned
# is not yet what waits for their author.
_LATER = bindparam("later", type_=STEP.c.due_at.type)
_HAS_NOTE = exists().where(
    FOLLOW_UP.c.post_id == POST.c.id,
    FOLLOW_UP.c.done_at.is_(None),
    FOLLOW_UP.c.day <= bindparam("day", type_=FOLLOW_UP.c.day.type),
)
_CAN_BE_DONE = and_(
    or_(STEP.c.kind != StepKind.PUBLISH, STEP.c.due_at < _END_OF_WEEK),
    or_(STEP.c.kind != StepKind.DRAFT, STEP.c.due_at < _LATER),
)
_STEPS = {
    "overdue": (IS_OVERDUE,),
    "due_today": (IS_OPEN, STEP.c.due_at >= NOW, STEP.c.due_at < _END_OF_DAY),
    "this_week": (IS_OPEN, STEP.c.due_at >= _END_OF_DAY, STEP.c.due_at < _END_OF_WEEK),
    "mine": (
        IS_OPEN,
        STEP.c.asked.in_(bindparam("asked", expanding=True)),
        _CAN_BE_DONE,
    ),
}


@lru_cache(maxsize=64)
def _statement(
    visibility: Visibility,
    unreachable: frozenset[str],
    unattended: frozenset[str],
    owned: Ownership | None,
) -> CompoundSelect[Any]:
    is_unmet = POST.c.id.in_(bindparam("unmet", expanding=True))
    stuck = blocked(unreachable, unattended)
    notes = () if owned is None else (_HAS_NOTE & owned.condition(),)
    return union_all(
        *(_of_posts("follow_up", visibility, has_note) for has_note in notes),
        _of_posts("missed", visibility, IS_MISSED),
        _of_posts("closed_day", visibility, IS_ON_CLOSED_DAY),
        _of_posts("at_risk", visibility, is_unmet),
        *(_of_posts("blocked", visibility, is_so, why) for why, is_so in stuck.items()),
        *(
            _of_steps(part, visibility, *conditions)
            for part, conditions in _STEPS.items()
        ),
    )


def _of_posts(
    part: str, visibility: Visibility, condition: ColumnElement[bool], why: str = ""
) -> Select[Any]:
    named = _named(part, why)
    wanted = select(*named, POST.c.id.label("post_id"), POST.c.slot_at.label("at"))
    return wanted.where(condition, within(visibility))


def _of_steps(
    part: str, visibility: Visibility, *conditions: ColumnElement[bool]
) -> Select[Any]:
    wanted = select(*_named(part), STEP.c.post_id, STEP.c.due_at).where(*conditions)
    if visibility.houses is None:
        return wanted
    if visibility.graphics:
        wanted = wanted.join(POST, POST.c.id == STEP.c.post_id)
    return wanted.where(within(visibility, STEP.c.post_id))


def _named(part: str, why: str = "") -> tuple[ColumnElement[str], ColumnElement[str]]:
    return (
        literal_column(f"'{part}'").label("part"),
        literal_column(f"'{why}'").label("why"),
    )
