"""Presence: who is away or disabled, and who reads their mails instead."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Self

from sqlalchemy import Connection

from notifications.letters.mail_kinds import MAIL_KINDS
from states.post import Role
from states.purpose import MailKind
from vorlauf.db import accounts
from vorlauf.directory.model import Directory, Person
from vorlauf.posts import absence_queries


@dataclass(frozen=True, kw_only=True)
class Presence:
    """Who is away on a day, by key until when, and whose account is disabled."""

    away: Mapping[str, date]
    disabled: frozenset[str]

    def with_disabled(self, key: str) -> Self:
        """Return the same day as if this person were disabled."""
        return replace(self, disabled=self.disabled | {key})

    def with_enabled(self, key: str) -> Self:
        """Return the same day as if this person were not disabled."""
        return replace(self, disabled=self.disabled - {key})

    def reader(self, directory: Directory, person: Person) -> Person | None:
        """Return who reads what is owed to a person on this day; None if nobody may.

        Of the person and their deputies the first who is neither disabled nor away; if
        all others are away, the first who is not disabled, for whom it waits.
        """
        able = [
            one
            for one in self._chain(directory, person)
            if one.key not in self.disabled
        ]
        there = (one for one in able if one.key not in self.away)
        return next(there, next(iter(able), None))

    def reader_of(
        self, directory: Directory, key: str, purpose: MailKind, day: date
    ) -> Person | None:
        """Return who gets a mail of this kind on a day, as far as it is known now.

        None if nobody does, or the person (a key) has left the file.
        """
        person = directory.people.get(key)
        if person is None:
            return None
        if MAIL_KINDS[purpose].can_wait and key not in self.disabled:
            return person
        away = {one: last for one, last in self.away.items() if last >= day}
        return replace(self, away=away).reader(directory, person)

    def _chain(self, directory: Directory, person: Person) -> Iterator[Person]:
        yield person
        yield from directory.deputies_of(person.key)
        # What one coordinator does every other can do, so it never has nobody.
        if person.role is Role.COORDINATOR and person.key in self.disabled:
            yield from directory.coordinators


def on_day(connection: Connection, day: date) -> Presence:
    """Return who is away and who is disabled on a day of the campaign's zone."""
    return Presence(
        away={
            one.person: one.last_day for one in absence_queries.on_day(connection, day)
        },
        disabled=accounts.disabled(connection),
    )
