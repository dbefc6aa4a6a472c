"""Unattended: steps that nobody is there to do, deputies and all, for some days."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from states.post import StepKind
from states.post_numbers import number_order
from vorlauf.db import post_snapshots
from vorlauf.db.call import Call
from vorlauf.db.post_snapshots import OpenStep, PostSnapshot
from vorlauf.db.tables import Absence
from vorlauf.directory.model import Directory, Person
from vorlauf.posts import presence
from vorlauf.posts.presence import PresenceAhead, asked_in_turn
from vorlauf.scheduling import plan_queries
from vorlauf.workflow.steps import office_of
from vorlauf.workflow.steps_ahead import StepAhead, steps_ahead

# A step begins so long before its slot at most; no plan is longer than a year.
_LONGEST_PLAN: Final = timedelta(days=366)


@dataclass(frozen=True, kw_only=True)
class StepInAbsence:
    """A step that falls into days on which the person asked is away, both included.

    `instead` is who is asked then (a key), empty if nobody is there. `is_open` says
    that it is asked for already; else it is planned. `due_at` and `slot_at` are aware
    UTC. There is no last day where everybody is disabled.
    """

    number: str
    title: str
    post_id: int
    slot_at: datetime
    kind: StepKind
    house: str
    asked: str
    due_at: datetime
    is_open: bool
    first_day: date
    last_day: date | None
    instead: str = ""
    is_reserve: bool = False


@dataclass(frozen=True)
class Gap:
    """Days on which `instead` (a key) is asked in the place of a person, or nobody.

    Without a last day it has no end that is known.
    """

    person: Person
    first: date
    last: date | None
    instead: str = ""


def unattended_steps(
    call: Call, ahead: PresenceAhead | None = None
) -> tuple[StepInAbsence, ...]:
    """Return the steps for which nobody is there at times, the first due first."""
    day = call.today
    known = ahead or presence.ahead(call.connection, day)
    return steps_within(call, tuple(_gaps(call.directory, known, day)))


def caused_by(call: Call, absence: Absence) -> tuple[StepInAbsence, ...]:
    """Return the steps for which nobody is there because of an absence, too."""
    directory, day = call.directory, call.today
    ahead = presence.ahead(call.connection, max(day, absence.first_day))
    gaps = [
        gap
        for gap in _gaps(directory, ahead, max(day, absence.first_day))
        if gap.first <= absence.last_day
        and any(
            one.key == absence.person for one in asked_in_turn(directory, gap.person)
        )
    ]
    return steps_within(call, gaps)


def _gaps(directory: Directory, ahead: PresenceAhead, day: date) -> Iterator[Gap]:
    """Yield the days from `day` on on which nobody is there, person by person."""
    gone = {one.person for one in ahead.absences} | ahead.disabled
    begins = sorted({day, *(max(one.first_day, day) for one in ahead.absences)})
    for key in sorted(gone & directory.people.keys()):
        person = directory.people[key]
        done = day - timedelta(days=1)
        for first in begins:
            if first <= done or ahead.on(first).asked(directory, person) is not None:
                continue
            back = ahead.back(directory, person, first)
            if back is None:
                yield Gap(person, first, None)
                break
            done = back - timedelta(days=1)
            yield Gap(person, first, done)


def steps_within(call: Call, gaps: Sequence[Gap]) -> tuple[StepInAbsence, ...]:
    """Return the open and planned steps of these days, the first due first."""
    if not gaps:
        return ()
    first = min(gap.first for gap in gaps)
    last = max(gap.last or first + _LONGEST_PLAN for gap in gaps)
    people = {gap.person.key for gap in gaps}
    ids = plan_queries.posts_asking(call.connection, people)
    ids += plan_queries.posts_on_their_way(
        call.connection,
        call.directory.agency.office.at(first, datetime.min.time()),
        call.directory.agency.office.at(last + _LONGEST_PLAN, datetime.min.time()),
    )
    posts = post_snapshots.posts_by_id(call.connection, list(dict.fromkeys(ids)))
    found = {
        (one.post_id, one.kind, one.house, one.first_day): one
        for post in posts.values()
        for gap in gaps
        for one in (
            *_open(post, gap, call.directory),
            *_planned(post, gap, call.directory),
        )
    }
    return tuple(
        sorted(found.values(), key=lambda one: (one.due_at, number_order(one.number)))
    )


def _open(
    post: PostSnapshot, gap: Gap, directory: Directory
) -> Iterator[StepInAbsence]:
    for step in post.steps:
        due = office_of(step.house, directory).day_of(step.due_at)
        if step.asked == gap.person.key and due >= gap.first:
            yield _made(post, gap, step, is_open=True)


def _planned(
    post: PostSnapshot, gap: Gap, directory: Directory
) -> Iterator[StepInAbsence]:
    """Yield what begins and is due while nobody is there, by the plan of the post."""
    office = directory.home_of(gap.person).office
    for step in steps_ahead(post, directory):
        begins, ends = office.day_of(step.starts_at), office.day_of(step.due_at)
        is_within = ends >= gap.first and (gap.last is None or begins <= gap.last)
        if step.asked == gap.person.key and is_within:
            yield _made(post, gap, step, is_open=False)


def _made(
    post: PostSnapshot, gap: Gap, step: OpenStep | StepAhead, *, is_open: bool
) -> StepInAbsence:
    return StepInAbsence(
        number=post.number,
        title=post.title,
        post_id=post.id,
        slot_at=post.slot_at,
        is_reserve=post.is_reserve,
        kind=step.kind,
        house=step.house,
        asked=step.asked,
        due_at=step.due_at,
        is_open=is_open,
        first_day=gap.first,
        last_day=gap.last,
        instead=gap.instead,
    )
