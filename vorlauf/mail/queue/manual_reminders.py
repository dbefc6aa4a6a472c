"""Manual reminders: a reminder by hand, within limits that protect people from floods.

A coordinator cannot see every mail that the same person gets. So a step is reminded by
hand once a working day, a person three times a day, and nobody within two hours of
another mail about the same step. The day is that on which the mail goes out.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from states.messages import Message, msg, phrase, sentences
from states.purpose import MailKind
from vorlauf.db import post_snapshots
from vorlauf.db.post_snapshots import OpenStep, PostSnapshot
from vorlauf.db.unit_of_work import NewNotice, UnitOfWork
from vorlauf.directory.addresses import comparable
from vorlauf.directory.model import House, Person
from vorlauf.errors import RefusedError
from vorlauf.mail.queue import manual_reminder_queries
from vorlauf.mail.queue.manual_reminder_queries import (
    BY_HAND,
    ReminderByHand,
    ToldNotice,
)
from vorlauf.posts import address_status, presence
from vorlauf.scheduling import plan_queries
from vorlauf.workflow.manual_actions import Overseer

MOST_A_DAY: Final = 3
APART: Final = timedelta(hours=2)
# No office is closed for longer, so no mail by hand waits longer for its hour.
LONGEST_WAIT: Final = timedelta(days=31)


@dataclass(frozen=True, kw_only=True)
class Reminded:
    """A step's house and the person asked; the reminder is due at `due_at` (UTC).

    If there is none, `refusal` says why.
    """

    house: str
    name: str
    due_at: datetime | None = None
    refusal: Message | None = None


def remind(
    work: UnitOfWork, number: str, by: Overseer, *, house: str | None = None
) -> list[Reminded]:
    """Queue one more reminder of the open steps of a post, or of one house if given.

    Returns the result for each. Raises `RefusedError` if nobody can be reminded, and
    `NotFoundError` for an unknown post or house.
    """
    post = post_snapshots.post_of(work.connection, number)
    key = work.directory.house(house).key if house else None
    earlier = manual_reminder_queries.by_hand(work.connection, work.now - LONGEST_WAIT)
    round_ = _Round(work, post, by, earlier)
    made = [round_.remind_of(step) for step in _steps(post, key, work.now)]
    if all(one.refusal for one in made):
        raise RefusedError(sentences(one.refusal for one in made if one.refusal))
    work.write()
    return made


def _steps(post: PostSnapshot, house: str | None, now: datetime) -> list[OpenStep]:
    if post.is_at_rest(retrospective=False):
        raise RefusedError(_at_rest(post))
    theirs = [step for step in post.steps if house in {None, step.house}]
    # Before its slot nothing can be published, so nobody is reminded of it.
    ripe = [s for s in theirs if not s.kind.waits_for_slot or s.due_at <= now]
    if not ripe:
        raise RefusedError(
            msg(
                "{number} is in state {state} and asks nothing of {house} "
                "now, so there is nothing to remind of.",
                number=post.number,
                state=post.state,
                house=house or phrase("of_whom", "anybody"),
            )
        )
    return ripe


def _at_rest(post: PostSnapshot) -> Message:
    if post.held_since is not None:
        return msg("{number} is on hold, so nobody is reminded.", number=post.number)
    return msg(
        "{number} has missed its slot; give it another one first.", number=post.number
    )


@dataclass(frozen=True)
class _Round:
    """One call: step after step, with the earlier reminders by hand."""

    work: UnitOfWork
    post: PostSnapshot
    by: Overseer
    earlier: list[ReminderByHand]

    def remind_of(self, step: OpenStep) -> Reminded:
        """Queue the reminder, or say why there is none."""
        person = self.work.directory.people.get(step.asked)
        if person is None:
            why = msg(
                "stakeholders.toml no longer has {asked}, who is asked.",
                asked=step.asked,
            )
            return Reminded(house=step.house, name=step.asked, refusal=why)
        house = self.work.directory.houses.get(step.house, self.work.directory.agency)
        at = house.mail_from(self.work.now)
        refusals = (
            self._rests(person),
            self._had_one(step, person, house, at),
            self._had_enough(person, house, at),
            self._is_told(step, person, at),
        )
        found = next((one for one in refusals if one is not None), None)
        if found is not None:
            return Reminded(house=step.house, name=person.name, refusal=found)
        self._owe(step, person, at)
        return Reminded(house=step.house, name=person.name, due_at=at)

    def _rests(self, person: Person) -> Message | None:
        reader = self._reader(person)
        if reader is None:
            return msg(
                "{name} is disabled, and nobody stands in for them.", name=person.name
            )
        known = address_status.known_troubles(self.work.connection, [reader.email])
        trouble = known.get(comparable(reader.email))
        if trouble is None or trouble.suppressed_at is None:
            return None
        return msg(
            "Nothing is sent to {email}; call {name}, or lift that: "
            "`vorlauf mail suppress {email} --lift`.",
            email=reader.email,
            name=reader.name,
        )

    def _reader(self, person: Person) -> Person | None:
        """Return who reads the reminder; an absent person is expected back."""
        day = self.work.directory.home_of(person).office.day_of(self.work.now)
        present = presence.on_day(self.work.connection, day)
        if person.key not in present.disabled:
            return person
        return present.reader(self.work.directory, person)

    def _had_one(
        self, step: OpenStep, person: Person, house: House, at: datetime
    ) -> Message | None:
        same = (one for one in self._on_that_day(house, at) if one.step_id == step.id)
        before = next(same, None)
        if before is None:
            return None
        return msg(
            "{name} is reminded of this by hand already, {occasion}; once a "
            "working day is enough.",
            name=person.name,
            occasion=self._local(before.due_at),
        )

    def _had_enough(self, person: Person, house: House, at: datetime) -> Message | None:
        that_day = self._on_that_day(house, at)
        theirs = [one for one in that_day if one.recipient == person.key]
        if len(theirs) < MOST_A_DAY:
            return None
        return msg(
            "{name} gets {count} reminders by hand that day already; one "
            "call helps more than another mail.",
            name=person.name,
            count=len(theirs),
        )

    def _is_told(self, step: OpenStep, person: Person, at: datetime) -> Message | None:
        told = manual_reminder_queries.told(
            self.work.connection, self.post.id, step.id, person.key
        )
        near = next((one for one in told if abs(one.at - at) < APART), None)
        return None if near is None else self._sentence(person, near)

    def _sentence(self, person: Person, near: ToldNotice) -> Message:
        verb = phrase("hears", "hears") if near.is_ahead else phrase("hears", "heard")
        return msg(
            "{name} {verb} of this {occasion} ({purpose}); between two mails "
            "about one thing lie two hours.",
            name=person.name,
            verb=verb,
            occasion=self._local(near.at),
            purpose=near.purpose,
        )

    def _on_that_day(self, house: House, at: datetime) -> Iterable[ReminderByHand]:
        day = house.office.day_of(at)
        return (one for one in self.earlier if house.office.day_of(one.due_at) == day)

    def _local(self, instant: datetime) -> Message:
        there = instant.astimezone(self.work.directory.campaign.zone)
        return msg("on {day} at {time}", day=there.date(), time=f"{there:%H:%M}")

    def _owe(self, step: OpenStep, person: Person, at: datetime) -> None:
        new = ReminderByHand(step_id=step.id, recipient=person.key, due_at=at)
        self.earlier.append(new)
        n = plan_queries.last_number(self.work.connection, step.id) + 1
        notice = NewNotice(
            purpose=MailKind.REMINDER, recipient=person.key, due_at=at, n=n
        )
        self.work.owe(self.post, step.id, step.house, [notice])
        entry = self.by.line(
            self.post,
            at=self.work.now,
            event=BY_HAND,
            house=step.house,
            details={"to": person.name, **new.details},
        )
        self.work.log(entry)
