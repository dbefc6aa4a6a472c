"""Behaviour: how made-up people answer. A model with a seed, no measurement."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from states.deadlines import Office
from states.post import Role
from vorlauf.directory.model import Person

WORKING_DAY_HOURS = 8


@dataclass(frozen=True, kw_only=True)
class Habits:
    """How one person works; shares are between 0 and 1, delays in working days."""

    reacts: float
    delay: float
    asks_for_changes: float
    forgets_consent: float
    away: tuple[tuple[date, date], ...]

    def is_away(self, day: date) -> bool:
        """Say whether the person is absent on this day."""
        return any(first <= day <= last for first, last in self.away)


_COORDINATOR = Habits(
    reacts=0.98, delay=0.15, asks_for_changes=0.0, forgets_consent=0.0, away=()
)


def habits_of(person: Person, year: int, seed: int) -> Habits:
    """Draw the habits of a person; house and person together decide them.

    Some houses are quick, some slow, and everybody is away for a few weeks. For the
    coordinators it is the day's work: they are quick, and one of them is always there.
    """
    if person.role is Role.COORDINATOR:
        return _COORDINATOR
    house = Random(f"{seed}:{person.house}")
    pace = house.uniform(0.3, 1.6)
    exactness = house.uniform(0.02, 0.14)
    own = Random(f"{seed}:{person.key}")
    return Habits(
        reacts=own.uniform(0.6, 0.97),
        delay=pace * own.uniform(0.6, 1.5),
        asks_for_changes=exactness,
        forgets_consent=own.uniform(0.0, 0.1),
        away=tuple(_absence(own, year) for _ in range(own.randint(2, 4))),
    )


def _absence(own: Random, year: int) -> tuple[date, date]:
    first = date(year, 1, 1) + timedelta(days=own.randrange(365))
    return first, first + timedelta(days=own.randint(3, 18))


def when(office: Office, now: datetime, days: float, draw: Random) -> datetime:
    """Return an instant in the office hours, about so many working days later.

    Less than half a working day means today, if the office is open long enough.
    """
    whole = round(days)
    if whole == 0:
        soon = now + timedelta(minutes=draw.randint(4, 180))
        if office.is_open(soon):
            return soon
    day = office.calendar.add(office.day_of(now), max(whole, 1))
    opening = office.at(day, office.opens)
    return opening + timedelta(minutes=draw.randrange(WORKING_DAY_HOURS * 60))
