"""Presence: who is away or disabled, and who is asked in their place."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Self

from sqlalchemy import Connection

from notifications.letters.mail_kinds import MAIL_KINDS
from states.post import Role
from states.purpose import MailKind
from vorlauf.db import accounts
from vorlauf.db.call import Call
from vorlauf.directory.model import Directory, Person
from vorlauf.posts import absence_queries


@dataclass(frozen=True, kw_only=True)
class Presence:
    """Who is away on a day, by key until when, and whose account is disabled."""

    away: Mapping[str, date]
    disabled: frozenset[str]

    @property
    def gone(self) -> frozenset[str]:
        """The keys of those who are away or disabled."""
        return self.disabled | self.away.keys()

    def with_disabled(self, key: str) -> Self:
        """Return the same day as if this person were disabled."""
        return replace(self, disabled=self.disabled | {key})

    def with_enabled(self, key: str) -> Self:
        """Return the same day as if this person were not disabled."""
        return replace(self, disabled=self.disabled - {key})

    def able(self, directory: Directory, person: Person) -> list[Person]:
        """Return the person and their deputies, the nearest first, but no disabled."""
        chain = asked_in_turn(directory, person)
        return [one for one in chain if one.key not in self.disabled]

    def asked(self, directory: Directory, person: Person) -> Person | None:
        """Return who is asked on this day in a person's place; None if nobody is there.

        Of the person and their deputies the first who is neither disabled nor away.
        """
        able = self.able(directory, person)
        return next((one for one in able if one.key not in self.away), None)

    def reader(self, directory: Directory, person: Person) -> Person | None:
        """Return who reads what is owed to a person on this day; None if nobody may.

        That is who is asked; if everybody is away, the first who is not disabled, for
        whom it waits.
        """
        able = iter(self.able(directory, person))
        return self.asked(directory, person) or next(able, None)


@dataclass(frozen=True, kw_only=True)
class Period:
    """The days on which somebody (a key) is away, both included."""

    person: str
    first_day: date
    last_day: date


@dataclass(frozen=True, kw_only=True)
class PresenceAhead:
    """Who is away from a day on, as far as it is known, and who is disabled."""

    absences: Sequence[Period]
    disabled: frozenset[str]

    def on(self, day: date) -> Presence:
        """Return who is away on a day, and who is disabled."""
        away = {
            one.person: one.last_day
            for one in self.absences
            if one.first_day <= day <= one.last_day
        }
        return Presence(away=away, disabled=self.disabled)

    def back(self, directory: Directory, person: Person, day: date) -> date | None:
        """Return the first day from `day` on on which somebody is there to be asked.

        None if everybody is disabled.
        """
        if not self.on(day).able(directory, person):
            return None
        while self.on(day).asked(directory, person) is None:
            day += timedelta(days=1)
        return day

    def reader_of(
        self, directory: Directory, key: str, purpose: MailKind, day: date
    ) -> Person | None:
        """Return who gets a mail of this kind on a day, as far as it is known now.

        What asks for something waits until somebody is back. None if nobody gets it, or
        the person (a key) has left the file.
        """
        person = directory.people.get(key)
        if person is None:
            return None
        if MAIL_KINDS[purpose].can_wait and key not in self.disabled:
            return person
        if MAIL_KINDS[purpose].needs_somebody:
            day = self.back(directory, person, day) or day
        return self.on(day).reader(directory, person)


def asked_in_turn(directory: Directory, person: Person) -> Iterator[Person]:
    """Return a person and who stands in, the nearest first, nobody twice.

    What one coordinator does every other can do, so after their deputies they all do.
    """
    chain = [person, *directory.deputies_of(person.key)]
    if person.role is Role.COORDINATOR:
        chain += directory.coordinators
    yield from {one.key: one for one in chain}.values()


def on_day(connection: Connection, day: date) -> Presence:
    """Return who is away and who is disabled on a day of the campaign's zone."""
    return ahead(connection, day).on(day)


def ahead(connection: Connection, day: date) -> PresenceAhead:
    """Return who is away from a day on, and who is disabled now."""
    return PresenceAhead(
        absences=[
            Period(person=one.person, first_day=one.first_day, last_day=one.last_day)
            for one in absence_queries.from_day(connection, day)
        ],
        disabled=accounts.disabled(connection),
    )


def gone(call: Call) -> frozenset[str]:
    """Return the keys of those who are away today or disabled."""
    day = call.today
    return on_day(call.connection, day).gone
