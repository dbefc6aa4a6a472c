"""People: what each does next, because of a mail or a date in their own calendar."""

from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from heapq import heappop, heappush
from random import Random

from sqlalchemy import Connection

from states.deadlines import Office
from states.post import Role, StepKind
from vorlauf.db import post_snapshots
from vorlauf.db.call import Call
from vorlauf.db.post_snapshots import PostSnapshot
from vorlauf.demo.year.actions import Scene
from vorlauf.demo.year.behaviour import Habits, habits_of, when
from vorlauf.demo.year.received_mails import ReceivedMail
from vorlauf.directory.model import Directory, Person
from vorlauf.editing.edits import Edit, save
from vorlauf.errors import VorlaufError
from vorlauf.posts import listing

# Shares of the model, beside the habits of each person.
MENDED_LATE, PLANNED_BEFOREHAND = 0.05, 0.3
# So many working days after the due day the coordinator takes up the telephone.
PATIENCE = 4
# So many working days ahead a missed slot is planned again.
NEW_SLOT_AFTER = 4


class Task(StrEnum):
    """What somebody means to do with a post."""

    DEAL = "deal"
    MEND = "mend"
    RECORD_PROOFS = "record proofs"


@dataclass(order=True)
class Intent:
    """Somebody means to do something at an instant; the order is that of time."""

    at: datetime
    nth: int
    person: str = field(compare=False)
    number: str = field(compare=False)
    task: Task = field(compare=False)


@dataclass
class People:
    """Everybody who takes part, with their habits and their intentions."""

    directory: Directory
    year: int
    seed: int
    _habits: dict[str, Habits] = field(default_factory=dict)
    _intents: list[Intent] = field(default_factory=list)
    _nth: int = 0

    def next_at(self) -> datetime | None:
        """Return when somebody means to do something next."""
        return self._intents[0].at if self._intents else None

    def act(self, connection: Connection) -> None:
        """Let the next person do what they meant to do."""
        intent = heappop(self._intents)
        scene = self._scene(connection, intent)
        match intent.task:
            case Task.MEND:
                scene.mend()
            case Task.RECORD_PROOFS:
                scene.record_proofs()
            case Task.DEAL:
                if scene.is_too_early:
                    self._publish_at_its_slot(scene)
                elif scene.deal() is StepKind.APPROVAL:
                    self._follow_up(scene)

    def start(self, post: PostSnapshot) -> None:
        """Let the author mean to write the draft some days before it is due."""
        draw = self._draw(post.author, post)
        (step,) = post.steps
        office = self._office(self.directory.people[post.author])
        day = office.calendar.add(office.day_of(step.due_at), -draw.randint(0, 6))
        at = office.at(day, office.opens) + timedelta(minutes=draw.randrange(400))
        self._mean(max(at, post.created_at), post.author, post.number)

    def read(self, mail: ReceivedMail, number: str) -> None:
        """Let the recipient of a mail react to what it says of one post, or not."""
        people = self.directory.people.values()
        person = self._named(next(p for p in people if p.email == mail.recipient))
        draw = Random(f"{self.seed}:{mail.recipient}:{number}:{mail.at}")
        habits = self._of(person)
        if draw.random() < habits.reacts:
            days = draw.expovariate(1 / habits.delay)
            self._react(person, number, mail.at, days, draw)

    def telephone(self, connection: Connection, now: datetime) -> None:
        """Let the coordinator call those who are long overdue: they see to it."""
        for step in listing.overdue(connection, now):
            asked = self._named(self.directory.people[step.asked])
            office = self._office(asked)
            due, today = office.day_of(step.due_at), office.day_of(now)
            if office.calendar.between(due, today) >= PATIENCE:
                draw = Random(f"{self.seed}:call:{step.number}:{step.house}:{now}")
                person = self._there(asked, now)
                self._react(person, step.number, now, draw.uniform(0, 2), draw)

    def plan_again(self, connection: Connection, number: str, now: datetime) -> None:
        """Let the coordinator give a post whose slot was missed the next free one."""
        office = self.directory.agency.office
        post = post_snapshots.post_of(connection, number)
        day = office.calendar.add(office.day_of(now), NEW_SLOT_AFTER)
        slot = office.at(day, office.hour_of(post.slot_at))
        call = Call(connection, self.directory, now)
        with suppress(VorlaufError):
            save(call, Edit(number=number, actor=post.author, slot_at=slot))

    def _scene(self, connection: Connection, intent: Intent) -> Scene:
        person = self.directory.people[intent.person]
        post = post_snapshots.post_of(connection, intent.number)
        return Scene(
            call=Call(connection, self.directory, intent.at),
            post=post,
            person=person,
            habits=self._of(person),
            draw=self._draw(intent.person, post),
        )

    def _follow_up(self, scene: Scene) -> None:
        """Let the coordinator plan an approved post beforehand, or mend it again."""
        post, draw = scene.post, scene.draw
        office = self.directory.agency.office
        soon = when(office, scene.call.now, draw.uniform(0, 1), draw)
        if draw.random() < PLANNED_BEFOREHAND and soon < post.slot_at:
            self._mean(soon, post.author, post.number, Task.RECORD_PROOFS)
        if draw.random() < MENDED_LATE:
            later = when(office, soon, draw.uniform(0, 2), draw)
            self._mean(later, post.author, post.number, Task.MEND)

    def _publish_at_its_slot(self, scene: Scene) -> None:
        """Let whoever was asked before the slot publish the post right after it."""
        at = scene.post.slot_at + timedelta(minutes=scene.draw.randint(1, 20))
        self._mean(at, scene.person.key, scene.post.number)

    def _react(
        self, person: Person, number: str, now: datetime, days: float, draw: Random
    ) -> None:
        office = self._office(person)
        at = when(office, now, days, draw)
        if not self._of(person).is_away(office.day_of(at)):
            self._mean(at, person.key, number)

    def _mean(
        self, at: datetime, person: str, number: str, task: Task = Task.DEAL
    ) -> None:
        self._nth += 1
        heappush(self._intents, Intent(at, self._nth, person, number, task))

    def _named(self, person: Person) -> Person:
        """Return who reads a functional mailbox: the first named person there."""
        if not person.functional:
            return person
        roles = (Role.CONTACT, Role.APPROVER, Role.GRAPHICS)
        members = (self.directory.members(person.house, role) for role in roles)
        return next(member for group in members for member in group)

    def _there(self, person: Person, now: datetime) -> Person:
        """Return the person, or in their absence the nearest deputy who is there."""
        today = self._office(person).day_of(now)
        chain = (person, *self.directory.deputies_of(person.key))
        present = (one for one in chain if not self._of(one).is_away(today))
        return next((one for one in present if not one.functional), person)

    def _office(self, person: Person) -> Office:
        return self.directory.house(person.house).office

    def _of(self, person: Person) -> Habits:
        if person.key not in self._habits:
            self._habits[person.key] = habits_of(person, self.year, self.seed)
        return self._habits[person.key]

    def _draw(self, person: str, post: PostSnapshot) -> Random:
        return Random(f"{self.seed}:{person}:{post.number}:{post.row_version}")
