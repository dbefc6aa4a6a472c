"""Chances: how likely a post makes its slot, by how long its houses took so far.

What the coordinating agency does itself is taken to cost no day, and each step to
take as long as it takes, whatever the other ones did.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import reduce

from states.post import PostState, StepKind
from states.turnaround import (
    FEWEST,
    Turnaround,
    at_the_same_time,
    one_after_the_other,
)
from vorlauf.db.call import Call
from vorlauf.db.post_snapshots import PostSnapshot
from vorlauf.directory.model import Directory
from vorlauf.plan.turnarounds import Turnarounds, turnarounds
from vorlauf.workflow.steps import office_of
from vorlauf.workflow.steps_ahead import steps_ahead


@dataclass(frozen=True, kw_only=True)
class SlotChance:
    """How likely a post makes its slot, from 0 to 1; None if that is not known.

    `unknown` are the houses (keys) and steps of which too little is known.
    """

    chance: float | None
    unknown: tuple[tuple[str, StepKind], ...] = ()

    @property
    def percent(self) -> int | None:
        """Of how many in a hundred it is made; nothing is certain before it is."""
        if self.chance is None:
            return None
        return min(99, max(1, round(100 * self.chance)))


def chance_of(
    post: PostSnapshot, call: Call, known: Turnarounds | None = None
) -> SlotChance | None:
    """Return the chance of a post that waits for others; None for every other one.

    `known` is what was learned of the houses, if it was read before.
    """
    if not _waits(post, call.now):
        return None
    return chance_by(
        turnarounds(call) if known is None else known, post, call.directory, call.now
    )


def chance_by(
    known: Turnarounds, post: PostSnapshot, directory: Directory, now: datetime
) -> SlotChance:
    """Return the chance of a post by what is known of the houses at `now` (aware UTC).

    Everything has to be done on the working day before the slot at the latest.
    """
    owed = list(_owed(post, directory, now))
    unknown = tuple(
        (house, kind)
        for house, kind, days in owed
        if (found := known.get((house, kind))) is None
        or found.answered < FEWEST
        # It has waited longer than any answer took: nothing is known of that.
        or not any(found.after(days).parts)
    )
    if unknown:
        return SlotChance(chance=None, unknown=unknown)
    stages = [
        reduce(at_the_same_time, of_kind)
        for kind in StepKind
        if (of_kind := _of_kind(known, owed, kind))
    ]
    office = directory.agency.office
    today, slot = office.day_of(now), office.day_of(post.slot_at)
    days = office.calendar.between(today, office.calendar.add(slot, -1))
    if not stages:
        return SlotChance(chance=1.0 if days >= 0 else 0.0)
    return SlotChance(chance=reduce(one_after_the_other, stages).within(days))


_Owed = tuple[str, StepKind, int]


def _waits(post: PostSnapshot, now: datetime) -> bool:
    is_ahead = post.state.is_open and post.state is not PostState.SCHEDULED
    return is_ahead and post.held_since is None and post.slot_at > now


def _owed(post: PostSnapshot, directory: Directory, now: datetime) -> Iterator[_Owed]:
    """Yield house, kind and the working days that it has waited, of what is owed."""
    for step in post.steps:
        if step.kind.is_answered and not step.retrospective:
            office = office_of(step.house, directory)
            asked, today = office.day_of(step.opened_at), office.day_of(now)
            yield step.house, step.kind, max(0, office.calendar.between(asked, today))
    for ahead in steps_ahead(post, directory):
        if ahead.kind.is_answered:
            yield ahead.house, ahead.kind, 0


def _of_kind(
    known: Turnarounds, owed: Sequence[_Owed], kind: StepKind
) -> list[Turnaround]:
    return [
        known[house, of_it].after(days) for house, of_it, days in owed if of_it is kind
    ]
