"""The past of the sample campaign: several weeks, made by the real engine."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from hashlib import sha256
from typing import Final

from sqlalchemy import Engine

from notifications.delivery.mailer import Mailer
from states.deadlines import slack
from states.post import STEPS, StepKind, Trigger
from vorlauf.db import post_snapshots
from vorlauf.db.call import Call
from vorlauf.db.engine import reading, writing
from vorlauf.db.post_snapshots import OpenStep, PostSnapshot
from vorlauf.demo.posts import DOOR, STORIES, Story, new_posts
from vorlauf.directory.model import Directory, Person
from vorlauf.editing import edits
from vorlauf.editing import new_posts as editing_new_posts
from vorlauf.editing.edits import Edit
from vorlauf.errors import RefusedError
from vorlauf.jobs.timed_moves import advance_due
from vorlauf.links.issue import LinkIssuer
from vorlauf.mail.delivery import deliver_due
from vorlauf.material import pictures
from vorlauf.material.pictures import Delivery
from vorlauf.workflow import permalinks
from vorlauf.workflow.decisions import Decision, decide

# Working days: the longest lead time of the sample and the published posts need it.
DAYS_BACK: Final = 34
# When people answer and the engine looks, on each of these days.
TICKS: Final = (time(8, 40), time(11, 10), time(15, 20))


def live_through(
    engine: Engine,
    directory: Directory,
    mailer: Mailer,
    now: datetime,
    issuer: LinkIssuer | None = None,
) -> None:
    """Plan the sample campaign and let it run until `now` (aware UTC).

    The last mails went out on the last working day before; of what has happened
    since, people have answered, but the engine has not looked at it yet. With `issuer`
    the mails carry links.
    """
    office = directory.agency.office
    today = office.day_of(now)
    days = [office.calendar.add(today, -back) for back in range(DAYS_BACK, 0, -1)]
    began = office.at(days[0], office.opens)
    with writing(engine) as connection:
        numbers = editing_new_posts.add(
            Call(connection, directory, began, DOOR), list(new_posts(directory, now))
        )
    people = _People(directory, dict(zip(numbers, STORIES, strict=True)), today)
    for at in (office.at(day, tick) for day in days for tick in TICKS):
        people.answer(engine, at)
        advance_due(engine, directory, at)
        deliver_due(engine, directory, mailer, at, issuer=issuer)
    people.answer(engine, now - timedelta(minutes=5))


@dataclass
class _People:
    """Everybody who takes part, and what the stories say of them."""

    directory: Directory
    stories: dict[str, Story]
    today: date
    turned: set[str] = field(default_factory=set)

    def answer(self, engine: Engine, at: datetime) -> None:
        """Let everybody do what is theirs to do at this moment."""
        with reading(engine) as connection:
            snapshots = post_snapshots.snapshots(connection, list(self.stories))
        for post in snapshots:
            if self._is_time_for_its_turn(post, at):
                self._take_its_turn(engine, post, at)
            for step in self._answered(post, at):
                with writing(engine) as connection:
                    self._answer(Call(connection, self.directory, at, DOOR), post, step)

    def _is_time_for_its_turn(self, post: PostSnapshot, at: datetime) -> bool:
        turn = self.stories[post.number].turn
        if turn is None or post.number in self.turned:
            return False
        office = self.directory.agency.office
        return office.day_of(at) >= office.calendar.add(self.today, turn.day)

    def _take_its_turn(self, engine: Engine, post: PostSnapshot, at: datetime) -> None:
        turn = self.stories[post.number].turn
        assert turn is not None  # noqa: S101 - it is time for it
        decision = Decision(
            number=post.number,
            trigger=turn.trigger,
            actor=turn.by,
            comment=turn.comment,
            target=turn.target,
        )
        # Before the post has come as far the turn is refused: then it is later.
        with suppress(RefusedError), writing(engine) as connection:
            decide(Call(connection, self.directory, at, DOOR), decision)
            self.turned.add(post.number)

    def _answered(self, post: PostSnapshot, at: datetime) -> Iterator[OpenStep]:
        if post.number in self.turned:
            return
        for step in post.steps:
            office = self.directory.house(step.house).office
            has_come = not step.kind.waits_for_slot or at >= step.due_at
            is_near = slack(step.due_at, at, office) <= 1
            if has_come and is_near and not self._is_silent(post, step):
                yield step

    def _is_silent(self, post: PostSnapshot, step: OpenStep) -> bool:
        story = self.stories[post.number]
        is_theirs = story.silent_house in {None, step.house}
        return step.kind is story.silent and is_theirs

    def _answer(self, call: Call, post: PostSnapshot, step: OpenStep) -> None:
        person = self._person(step)
        if step.kind is StepKind.DRAFT:
            edits.save(call, _text(post, person))
        elif step.kind.is_material:
            picture = _picture(post, step, person)
            pictures.deliver(call, picture)
        elif trigger := _move(step.kind):
            decision = _decision(post, step, person, trigger)
            decide(call, decision)
        elif step.kind.waits_for_slot:
            _prove(call, post, person)

    def _person(self, step: OpenStep) -> Person:
        """Return who is asked; for a mailbox the first named person behind it."""
        asked = (self.directory.person(step.asked),)
        chain = (*asked, *self.directory.deputies_of(step.asked))
        return next(person for person in chain if not person.functional)


def _prove(call: Call, post: PostSnapshot, person: Person) -> None:
    for channel in call.directory.campaign.channels:
        permalinks.record_proof(
            call,
            number=post.number,
            channel=channel,
            permalink=f"https://{channel}.example.org/{post.number}",
            actor=person.key,
        )


def _text(post: PostSnapshot, person: Person) -> Edit:
    words = f"{post.title}. Mach was Wichtiges: Arbeiten für den Freistaat Sachsen."
    texts = {
        "linkedin": words,
        "xing": words,
        "instagram": f"{words}\n\n#machwaswichtiges",
    }
    return Edit(number=post.number, actor=person.key, texts=texts)


def _picture(post: PostSnapshot, step: OpenStep, person: Person) -> Delivery:
    name = f"{post.number}-{step.house}.jpg"
    return Delivery(
        number=post.number,
        house=step.house,
        actor=person.key,
        name=name,
        sha256=sha256(name.encode()).hexdigest(),
        alt_text=f"Bild zu „{post.title}“",
        consent="liegt der Behörde schriftlich vor",
    )


def _move(kind: StepKind) -> Trigger | None:
    """Return the move by which the step is done, if it is one."""
    return Trigger.SUBMIT if kind is StepKind.SUBMIT else STEPS[kind].yes


def _decision(
    post: PostSnapshot, step: OpenStep, person: Person, trigger: Trigger
) -> Decision:
    return Decision(
        number=post.number,
        trigger=trigger,
        actor=person.key,
        house=step.house,
    )
