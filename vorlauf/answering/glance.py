"""Glance: all that whoever opens a link has to know; it is read, nothing is written."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from sqlalchemy import Connection

from states.fingerprint import Content
from vorlauf import steps
from vorlauf.answering.forwarding import receivers
from vorlauf.answering.more_time import free_until
from vorlauf.escalation import next_told
from vorlauf.links.opening import Opened
from vorlauf.stakeholders import Directory, Person
from vorlauf.store import correspondence, glimpses
from vorlauf.store.glimpses import Part, Spoken
from vorlauf.store.queries import OpenStep
from vorlauf.store.tables import Outcome

_SAID: Final = frozenset(
    {Outcome.ENDORSED, Outcome.APPROVED, Outcome.CHANGES_REQUESTED}
)


@dataclass(frozen=True, kw_only=True)
class Otherwise:
    """What happens if nobody answers: `to` hears of it at `at` (aware UTC)."""

    to: Person
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Glance:
    """What the page shows beside the post itself.

    `before` is what the house was shown last, None the first time. `decided` and
    `waiting` are the parts of the houses in this version, one's own not among them.
    `slack` are the working days of the house until the answer is due; below zero it is
    late. Up to `free_until` more time costs nothing; None if there is none.
    """

    before: Content | None
    decided: tuple[Part, ...]
    waiting: tuple[Part, ...]
    comments: tuple[Spoken, ...]
    slack: int
    otherwise: Otherwise | None
    free_until: date | None
    receivers: tuple[Person, ...]


def glance(
    connection: Connection, directory: Directory, opened: Opened, now: datetime
) -> Glance:
    """Return what a good link shows about its step; three questions to the store.

    `now` is aware UTC.
    """
    matter, case = opened.matter, opened.case
    others = [
        part
        for part in glimpses.parts(connection, case.id, case.version)
        if part.id != matter.id
    ]
    step = next((one for one in case.steps if one.id == matter.id), None)
    return Glance(
        before=correspondence.shown_before(connection, matter),
        decided=tuple(part for part in others if part.outcome in _SAID),
        waiting=tuple(part for part in others if part.outcome is None),
        comments=tuple(glimpses.spoken(connection, case.id)),
        slack=_slack(directory, opened, now),
        otherwise=_otherwise(directory, opened, step),
        free_until=free_until(directory, opened) if step else None,
        receivers=receivers(directory, opened),
    )


def _slack(directory: Directory, opened: Opened, now: datetime) -> int:
    office = steps.office_of(opened.matter.house, directory)
    due = office.day_of(opened.matter.due_at)
    return office.calendar.between(office.day_of(now), due)


def _otherwise(
    directory: Directory, opened: Opened, step: OpenStep | None
) -> Otherwise | None:
    """Say to whom the step is escalated next: as `escalation` does."""
    if step is None or step.escalate_at is None:
        return None
    _, person = next_told(opened.case, step, directory)
    return Otherwise(to=person, at=step.escalate_at) if person else None
