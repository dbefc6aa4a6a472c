"""Contacts: who is asked, how they are reached, who stands in today."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from dashboard.web.request import PageRequest
from states.post import Role
from vorlauf.directory.addresses import comparable
from vorlauf.directory.model import Directory, Person
from vorlauf.posts.presence import Presence
from vorlauf.readmodels.page_frame import PageFrame


@dataclass(frozen=True, kw_only=True)
class ContactToCall:
    """Whom to call: `deputy` only while `name` is away, until `away_until`.

    Whoever `is_disabled` is called no more, but the deputy, if there is one; who is not
    `is_known` has left the file. Numbers
    are empty where there is none, or the reader has no business with them.
    """

    key: str
    name: str
    phone: str = ""
    away_until: date | None = None
    is_disabled: bool = False
    is_known: bool = True
    deputy: str = ""
    deputy_phone: str = ""

    @property
    def reads_mail(self) -> bool:
        """Whether anybody reads what is sent: the person, or a deputy instead."""
        return bool(self.deputy) or (self.is_known and not self.is_disabled)


def presence_of(around: PageFrame) -> Presence:
    """Return who is away today, and who is disabled."""
    return Presence(away=around.away, disabled=around.disabled)


def callee(request: PageRequest, key: str, around: PageFrame) -> ContactToCall:
    """Return whom to call about something that is asked of this person."""
    directory = request.directory
    person = directory.people.get(key)
    if person is None:
        return ContactToCall(key=key, name=key, is_known=False)
    is_disabled = key in around.disabled
    reader = presence_of(around).reader(directory, person)
    deputy = None if reader == person else reader
    return ContactToCall(
        key=key,
        name=person.name,
        phone="" if is_disabled else _phone(request, person),
        away_until=None if is_disabled else around.away.get(key),
        is_disabled=is_disabled,
        deputy=deputy.name if deputy else "",
        deputy_phone=_phone(request, deputy) if deputy else "",
    )


def _phone(request: PageRequest, person: Person) -> str:
    """Return the number, for those who coordinate, and of those who do for all."""
    reader = request.person
    may_know = (
        reader.role is Role.COORDINATOR
        or person.role is Role.COORDINATOR
        or person.house == reader.house
    )
    return person.phone if may_know else ""


def asked_like(directory: Directory, person: str, around: PageFrame) -> Iterable[str]:
    """Return in whose place a person decides today: their own, first of all.

    A mailbox of the own house is answered by whoever works there; somebody who is
    away or disabled by whoever reads instead.
    """
    yield person
    present, mine = presence_of(around), directory.people[person]
    for other in directory.people.values():
        is_mailbox = other.functional and other.house == mine.house
        is_mine = other != mine and present.reader(directory, other) == mine
        if is_mailbox or is_mine:
            yield other.key


def unreachable(directory: Directory, around: PageFrame) -> frozenset[str]:
    """Return the keys of the people to whom nothing is sent."""
    present = presence_of(around)
    found = []
    for person in directory.people.values():
        is_disabled = person.key in around.disabled
        reader = present.reader(directory, person) if is_disabled else person
        if reader is not None and comparable(reader.email) in around.suppressed:
            found.append(person.key)
    return frozenset(found)


def unattended(directory: Directory, around: PageFrame) -> frozenset[str]:
    """Return the keys of the people in whose place nobody is asked."""
    present = presence_of(around)
    return frozenset(
        person.key
        for person in directory.people.values()
        if present.reader(directory, person) is None
    )
