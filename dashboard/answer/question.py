"""The question of a link: who is asked for what, by when, and what else happens."""

from dataclasses import dataclass
from datetime import date, datetime

from dashboard.web.request import PageRequest
from states.deadlines import slack
from states.post import STEPS, StepKind, Trigger
from vorlauf.db.post_snapshots import OpenStep
from vorlauf.directory.model import Directory, House, Person
from vorlauf.link_actions.more_time import free_until
from vorlauf.links.verify import VerifiedLink
from vorlauf.posts.presence import Presence
from vorlauf.scheduling.escalation import next_told


@dataclass(frozen=True, kw_only=True)
class Question:
    """What one step asks for; instants are aware UTC.

    `days` are the working days left. `told` hears at `told_at` that there is no answer
    yet; `latest` is the last day on which an answer still serves the slot. Both are
    None where there is nothing of the kind.
    """

    kind: StepKind
    house: House
    asked: Person
    recipient: Person
    due_at: datetime
    days: int
    told: Person | None
    told_at: datetime | None
    latest: date | None
    retrospective: bool

    @property
    def is_approval(self) -> bool:
        """Whether the post is released by the answer."""
        return STEPS[self.kind].yes is Trigger.APPROVE

    @property
    def is_for_another(self) -> bool:
        """Whether the reader answers in the place of whoever was asked."""
        return self.asked.key != self.recipient.key


def question_of(request: PageRequest, opened: VerifiedLink) -> Question:
    """Return what a good link asks its recipient."""
    matter, directory = opened.matter, request.directory
    house = directory.house(matter.house)
    recipient = directory.people[opened.recipient_key]
    step = open_step(opened)
    told_at = step.escalate_at if step else None
    if told_at is not None and told_at >= opened.post.slot_at:
        told_at = None  # then it is too late to help
    return Question(
        kind=matter.kind,
        house=house,
        asked=directory.people.get(matter.asked, recipient),
        recipient=recipient,
        due_at=matter.due_at,
        days=slack(matter.due_at, request.now, house.office),
        told=_told(opened, step, directory) if step and told_at else None,
        told_at=told_at,
        latest=_latest(request, opened) if step else None,
        retrospective=matter.retrospective,
    )


def _told(opened: VerifiedLink, step: OpenStep, directory: Directory) -> Person | None:
    then = Presence(away={}, disabled=opened.disabled)
    _, person = next_told(opened.post, step, directory, then)
    return person


def _latest(request: PageRequest, opened: VerifiedLink) -> date | None:
    """Return the last day on which an answer still serves the slot; None if over."""
    house = request.directory.house(opened.matter.house)
    due = house.office.day_of(opened.matter.due_at)
    day = free_until(request.directory, opened) or due
    return day if day >= house.office.day_of(request.now) else None


def open_step(opened: VerifiedLink) -> OpenStep | None:
    """Return the step as it is open now, None if it is not."""
    key = opened.matter.id
    return next((step for step in opened.post.steps if step.id == key), None)
