"""Chances: how likely a post makes its slot, by how long its houses took so far.

What the coordinating agency does itself is taken to cost no day, and each step to
take as long as it takes, whatever the other ones did.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import reduce

from states.office_hours import Office
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
from vorlauf.posts.listing import HistoryLine
from vorlauf.scheduling.hold_effects import HOLD, RESUME
from vorlauf.scheduling.turnaround_queries import Rest, rests_in, rests_of
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
    post: PostSnapshot,
    call: Call,
    known: Turnarounds | None = None,
    lines: Sequence[HistoryLine] | None = None,
) -> SlotChance | None:
    """Return the chance of a post that waits for others; None for every other one.

    `known` is what was learned of the houses, `lines` the file of the post, if they
    were read before.
    """
    if not _waits(post, call.now):
        return None
    rests = (
        rests_of(call.connection, post.id, HOLD, RESUME)
        if lines is None
        else rests_in(lines, HOLD, RESUME)
    )
    known = turnarounds(call) if known is None else known
    return chance_by(known, post, call.directory, call.now, rests)


def chance_by(
    known: Turnarounds,
    post: PostSnapshot,
    directory: Directory,
    now: datetime,
    rests: Sequence[Rest] = (),
) -> SlotChance:
    """Return the chance of a post by what is known of the houses at `now` (aware UTC).

    Everything has to be done on the working day before the slot at the latest. In the
    `rests` of a post nobody waited for an answer.
    """
    owed = list(_owed(post, directory, now, rests))
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


def _owed(
    post: PostSnapshot, directory: Directory, now: datetime, rests: Sequence[Rest]
) -> Iterator[_Owed]:
    """Yield house, kind and the working days that it has waited, of what is owed."""
    for step in post.steps:
        if step.kind.is_answered and not step.retrospective:
            office = office_of(step.house, directory)
            waited = _days(step.opened_at, now, office)
            for begun, ended in rests:
                if ended > step.opened_at:
                    waited -= _days(max(begun, step.opened_at), ended, office)
            yield step.house, step.kind, max(0, waited)
    for ahead in steps_ahead(post, directory):
        if ahead.kind.is_answered:
            yield ahead.house, ahead.kind, 0


def _days(first: datetime, last: datetime, office: Office) -> int:
    """Return the working days of a house from one instant to another."""
    day_of = office.day_of
    return max(0, office.calendar.between(day_of(first), day_of(last)))


def _of_kind(
    known: Turnarounds, owed: Sequence[_Owed], kind: StepKind
) -> list[Turnaround]:
    return [
        known[house, of_it].after(days) for house, of_it, days in owed if of_it is kind
    ]
