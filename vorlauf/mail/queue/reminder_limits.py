"""Reminder limits: when somebody may be reminded by hand of a step, and when not.

A coordinator cannot see every mail that the same person gets. So a step is reminded by
hand once a working day, a person three times a day, and nobody within two hours of
another mail about the same step. The day is that on which the mail goes out.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Final

from states.messages import Message, msg, phrase
from states.purpose import MailKind
from vorlauf.db.call import Call
from vorlauf.directory.addresses import comparable
from vorlauf.directory.model import Directory, House, Person
from vorlauf.mail.queue.manual_reminder_queries import (
    ReminderByHand,
    ToldNotice,
    so_far,
)
from vorlauf.posts import address_status, presence
from vorlauf.posts.presence import PresenceAhead

MOST_A_DAY: Final = 3
APART: Final = timedelta(hours=2)
# No office is closed for longer, so no mail by hand waits longer for its hour.
LONGEST_WAIT: Final = timedelta(days=31)
# The hour that is offered beside the present one.
AFTERNOON: Final = time(14)
_TRIES: Final = 10


@dataclass(frozen=True, kw_only=True)
class AskedStep:
    """A step that somebody may be reminded of: its key, its house, who is asked."""

    id: int
    house: str
    asked: str


@dataclass(frozen=True, kw_only=True)
class ReminderRefusal:
    """Why nobody is reminded at an instant; `until` (aware UTC) is when that is over.

    None if it is not over by itself.
    """

    why: Message
    until: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class ReminderOffer:
    """What reminding of a step would do: who gets the mail, and when it may go out.

    `stands_in_for` is the person asked where a deputy gets it. `last` is the mail about
    the step that went out last. The first of `times` (aware UTC) is now, or when the
    house opens. While `refusal` holds, now is not among them.
    """

    to: str
    stands_in_for: str
    last: ToldNotice | None
    times: tuple[datetime, ...]
    refusal: ReminderRefusal | None


@dataclass(frozen=True, kw_only=True)
class ReminderLimits:
    """What was sent and is planned about some steps, and who reads mail today."""

    directory: Directory
    now: datetime
    earlier: list[ReminderByHand]
    told: Mapping[int, Sequence[ToldNotice]]
    present: PresenceAhead
    suppressed: frozenset[str]

    def offer(self, step: AskedStep) -> ReminderOffer:
        """Return what can be offered for a step."""
        person = self.directory.people.get(step.asked)
        reader = self.reader(step, self.now)
        sent = [one for one in self.told.get(step.id, ()) if not one.is_ahead]
        return ReminderOffer(
            to=reader.name if reader else step.asked,
            stands_in_for=person.name
            if person and reader not in {None, person}
            else "",
            last=max(sent, key=lambda one: one.at, default=None),
            times=tuple(self._times(step)),
            refusal=self._refusal_now(step),
        )

    def reader(self, step: AskedStep, at: datetime) -> Person | None:
        """Return who gets a reminder at an instant, as far as it is known now."""
        day = self.house(step).office.day_of(at)
        return self.present.reader_of(
            self.directory, step.asked, MailKind.REMINDER, day
        )

    def house(self, step: AskedStep) -> House:
        """Return the house of a step; of a removed house, the agency."""
        return self.directory.houses.get(step.house, self.directory.agency)

    def refusal(self, step: AskedStep, at: datetime) -> ReminderRefusal | None:
        """Return why no reminder of a step may go out at an instant, or None."""
        person = self.directory.people.get(step.asked)
        if person is None:
            return ReminderRefusal(
                why=msg(
                    "stakeholders.toml no longer has {asked}, who is asked.",
                    asked=step.asked,
                )
            )
        house = self.house(step)
        refusals = (
            self._rests(step, person, at),
            self._had_one(step, person, house, at),
            self._had_enough(person, house, at),
            self._is_told(step, person, at),
        )
        return next((one for one in refusals if one is not None), None)

    def _refusal_now(self, step: AskedStep) -> ReminderRefusal | None:
        """Return why not now, until the first instant at which nothing else is."""
        house = self.house(step)
        first = found = self.refusal(step, house.mail_from(self.now))
        for _ in range(_TRIES):
            if first is None or found is None or found.until is None:
                break
            until = house.mail_from(found.until)
            found = self.refusal(step, until)
            first = ReminderRefusal(why=first.why, until=until)
        return first

    def _times(self, step: AskedStep) -> Iterator[datetime]:
        office = self.house(step).office
        today = office.day_of(self.now)
        tomorrow = office.calendar.add(today, 1)
        wanted = [
            self.now,
            max(self.now, office.at(today, AFTERNOON)),
            office.at(tomorrow, time.min),
        ]
        times = [self.house(step).mail_from(one) for one in wanted]
        for at in dict.fromkeys(times):
            if self.refusal(step, at) is None:
                yield at

    def _rests(
        self, step: AskedStep, person: Person, at: datetime
    ) -> ReminderRefusal | None:
        reader = self.reader(step, at)
        if reader is None:
            return ReminderRefusal(
                why=msg(
                    "{name} is disabled, and nobody stands in for them.",
                    name=person.name,
                )
            )
        if comparable(reader.email) not in self.suppressed:
            return None
        return ReminderRefusal(
            why=msg(
                "Nothing is sent to {email}; call {name}, or lift that: "
                "`vorlauf mail suppress {email} --lift`.",
                email=reader.email,
                name=reader.name,
            )
        )

    def _had_one(
        self, step: AskedStep, person: Person, house: House, at: datetime
    ) -> ReminderRefusal | None:
        same = (one for one in self._on_that_day(house, at) if one.step_id == step.id)
        before = next(same, None)
        if before is None:
            return None
        return ReminderRefusal(
            why=msg(
                "{name} is reminded of this by hand already, {occasion}; once a "
                "working day is enough.",
                name=person.name,
                occasion=self._local(before.due_at),
            ),
            until=_day_after(house, at),
        )

    def _had_enough(
        self, person: Person, house: House, at: datetime
    ) -> ReminderRefusal | None:
        that_day = self._on_that_day(house, at)
        theirs = [one for one in that_day if one.recipient == person.key]
        if len(theirs) < MOST_A_DAY:
            return None
        return ReminderRefusal(
            why=msg(
                "{name} gets {count} reminders by hand that day already; one "
                "call helps more than another mail.",
                name=person.name,
                count=len(theirs),
            ),
            until=_day_after(house, at),
        )

    def _is_told(
        self, step: AskedStep, person: Person, at: datetime
    ) -> ReminderRefusal | None:
        theirs = (
            one for one in self.told.get(step.id, ()) if one.recipient == person.key
        )
        near = next((one for one in theirs if abs(one.at - at) < APART), None)
        if near is None:
            return None
        return ReminderRefusal(why=self._sentence(person, near), until=near.at + APART)

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
        there = instant.astimezone(self.directory.campaign.zone)
        return msg("on {day} at {time}", day=there.date(), time=f"{there:%H:%M}")


def _day_after(house: House, at: datetime) -> datetime:
    office = house.office
    return office.at(office.calendar.add(office.day_of(at), 1), time.min)


def limits_of(call: Call, steps: Collection[int]) -> ReminderLimits:
    """Return the limits for these steps (keys)."""
    connection, directory = call.connection, call.directory
    found = so_far(connection, steps, call.now - LONGEST_WAIT)
    addresses = [person.email for person in directory.people.values()]
    troubles = address_status.known_troubles(connection, addresses)
    return ReminderLimits(
        directory=directory,
        now=call.now,
        earlier=found.by_hand,
        told=found.told,
        present=presence.ahead(connection, directory.agency.office.day_of(call.now)),
        suppressed=frozenset(
            address
            for address, one in troubles.items()
            if one.suppressed_at is not None
        ),
    )
