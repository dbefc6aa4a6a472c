"""Effects of an absence: the steps that fall into it, and who is asked instead."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import groupby

from vorlauf.db.call import Call
from vorlauf.db.tables import Absence
from vorlauf.directory.model import Directory, Person
from vorlauf.posts import presence
from vorlauf.posts.presence import Period, PresenceAhead
from vorlauf.scheduling.asked_now import concerned
from vorlauf.scheduling.unattended import Gap, StepInAbsence, steps_within


@dataclass(frozen=True, kw_only=True)
class AbsenceEffects:
    """What an absence comes to.

    `days` say who is asked meanwhile in the place of the person (keys), `steps` what
    falls into them, of everybody in whose place the person would be asked.
    """

    days: tuple[Gap, ...]
    steps: tuple[StepInAbsence, ...]

    @property
    def covered(self) -> tuple[StepInAbsence, ...]:
        """The steps for which somebody else is asked."""
        return tuple(one for one in self.steps if one.instead)

    @property
    def unattended(self) -> tuple[StepInAbsence, ...]:
        """The steps for which nobody is there."""
        return tuple(one for one in self.steps if not one.instead)


def effects_of(call: Call, absence: Absence) -> AbsenceEffects:
    """Return what an absence that is entered comes to from today on.

    To see it before, enter it in a transaction that is rolled back.
    """
    directory = call.directory
    first = max(call.today, absence.first_day)
    with_it = presence.ahead(call.connection, first)
    without = _without(with_it, absence)
    days = [
        _Day(first + timedelta(days=nth), with_it, without)
        for nth in range((absence.last_day - first).days + 1)
    ]
    people = directory.people
    spans = {
        key: tuple(_spans(directory, people[key], absence.person, days))
        for key in sorted(concerned(directory, absence.person))
    }
    steps = steps_within(call, [one for found in spans.values() for one in found])
    return AbsenceEffects(days=spans.get(absence.person, ()), steps=steps)


class _Day:
    """A day with and without the absence."""

    def __init__(
        self, day: date, with_it: PresenceAhead, without: PresenceAhead
    ) -> None:
        self.day = day
        self.now = with_it.on(day)
        self.otherwise = without.on(day)


def _without(ahead: PresenceAhead, absence: Absence) -> PresenceAhead:
    it = Period(
        person=absence.person, first_day=absence.first_day, last_day=absence.last_day
    )
    others = [one for one in ahead.absences if one != it]
    return replace(ahead, absences=others)


def _spans(
    directory: Directory, person: Person, away: str, days: list[_Day]
) -> Iterator[Gap]:
    """Yield for which days somebody else is asked who otherwise would not be."""

    def instead(one: _Day) -> str | None:
        """Return who is asked instead, empty for nobody; None if nothing changes."""
        asked = one.otherwise.asked(directory, person)
        if asked is None or asked.key != away:
            return None
        found = one.now.asked(directory, person)
        return found.key if found else ""

    for who, found in groupby(days, instead):
        if who is not None:
            group = list(found)
            yield Gap(person, group[0].day, group[-1].day, who)
