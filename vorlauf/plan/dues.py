"""Dues: which house owes what for a post, and in which week."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from states.back_planning import BACKWARDS
from states.post import STEPS, StepKind
from vorlauf.db.post_snapshots import PostSnapshot
from vorlauf.directory.model import Directory
from vorlauf.editing.remaining_work import IN_ORDER, next_kind, open_steps
from vorlauf.workflow.steps import (
    houses_asked,
    lacks_picture,
    office_of,
    own_due,
    parties_of,
    schedule_of,
)

# What a house does for a post; the coordinating agency's own steps are no load.
_LOAD: Final = tuple(kind for kind in IN_ORDER if kind.is_answered)


@dataclass(frozen=True, kw_only=True)
class Due:
    """What a house owes for a post, open or ahead: when it is due (aware UTC).

    `asked` is the person (key) of an open step, empty for one that is ahead.
    """

    kind: StepKind
    house: str
    due_at: datetime
    asked: str = ""


def week_of(day: date) -> date:
    """Return the Monday of the week in which a day lies."""
    return day - timedelta(days=day.weekday())


def dues_of(post: PostSnapshot, directory: Directory) -> Iterator[Due]:
    """Return what is owed for an open post by the houses that are on file.

    Open steps at their dates, those ahead as they are planned for the slot. The
    coordinating agency's own steps are left out.
    """
    for step in open_steps(post):
        if step.kind in _LOAD and step.house in directory.houses:
            yield Due(
                kind=step.kind, house=step.house, due_at=step.due_at, asked=step.asked
            )
    ahead = IN_ORDER.index(next_kind(post))
    plan = schedule_of(post, directory)
    for kind in _LOAD:
        if IN_ORDER.index(kind) < ahead:
            continue
        for house in houses_asked(kind, post, directory):
            if house not in directory.houses:
                continue
            if kind.is_material and not lacks_picture(post, house):
                continue
            due_at = own_due(plan.due(kind), directory.houses[house].office)
            yield Due(kind=kind, house=house, due_at=due_at)


def longest_step(
    post: PostSnapshot, house: str, directory: Directory
) -> StepKind | None:
    """Return the step that takes most of the time that a house takes for a post.

    Of the steps from now to the slot; an overdue one of the house goes first. None if
    none of them is the house's.
    """
    for step in sorted(open_steps(post), key=lambda step: step.due_at):
        if step.house == house and step.kind in _LOAD:
            return step.kind
    start, days = STEPS[next_kind(post)].span[0], dict[StepKind, int]()
    for instant, lead_time in BACKWARDS:
        for party in parties_of(post, directory):
            acting = party.acting(lead_time)
            kind = StepKind(lead_time)
            if acting.house == house and _is_needed(kind, post, directory):
                days[kind] = max(acting.days, days.get(kind, 0))
        if instant == start:
            break
    return max(days, key=days.__getitem__, default=None)


def days_of(due: Due, directory: Directory) -> date:
    """Return the day on which something is due, as its house's clocks show it."""
    return office_of(due.house, directory).day_of(due.due_at)


def _is_needed(kind: StepKind, post: PostSnapshot, directory: Directory) -> bool:
    return not kind.is_material or bool(houses_asked(kind, post, directory))
