"""People to call: who is asked, how they are reached, who stands in today."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from dashboard.errand import Errand
from states.post import Role
from vorlauf.stakeholders import Person


@dataclass(frozen=True, kw_only=True)
class Callee:
    """Whom to call: `deputy` only while `name` is away, until `away_until`.

    Numbers are empty where there is none, or the reader has no business with them.
    """

    key: str
    name: str
    phone: str = ""
    away_until: date | None = None
    deputy: str = ""
    deputy_phone: str = ""


def callee(errand: Errand, key: str, away: Mapping[str, date]) -> Callee:
    """Return whom to call about something that is asked of this person."""
    directory = errand.directory
    person = directory.people.get(key)
    if person is None:
        return Callee(key=key, name=key)
    until = away.get(key)
    there = (d for d in directory.deputies_of(key) if d.key not in away)
    deputy = next(there, None) if until else None
    return Callee(
        key=key,
        name=person.name,
        phone=_phone(errand, person),
        away_until=until,
        deputy=deputy.name if deputy else "",
        deputy_phone=_phone(errand, deputy) if deputy else "",
    )


def _phone(errand: Errand, person: Person) -> str:
    """Return the number, for those who coordinate, and of those who do for all."""
    reader = errand.person
    may_know = (
        reader.role is Role.COORDINATOR
        or person.role is Role.COORDINATOR
        or person.house == reader.house
    )
    return person.phone if may_know else ""
