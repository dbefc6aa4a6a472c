"""Turnarounds: how long each house took for each step, and what that suggests.

Never about a person: a house of one person is left out unless the configuration says
that the staff council has agreed.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from states.post import StepKind
from states.turnaround import FEWEST, Turnaround, Wait, learned
from vorlauf.db.call import Call
from vorlauf.directory.model import Directory, House
from vorlauf.scheduling import turnaround_queries
from vorlauf.scheduling.hold_effects import HOLD
from vorlauf.scheduling.waits import is_shown, wait_of

# Houses change: what was asked for before is left out.
LOOKED_BACK: Final = timedelta(days=731)
# A lead time is to be kept four times of five; with the other one is on the safe side.
USUAL, SAFE = 0.8, 0.95

Turnarounds = Mapping[tuple[str, StepKind], Turnaround]


@dataclass(frozen=True, kw_only=True)
class LearnedLeadTime:
    """What was learned about a house (key) and a step; days are working days.

    `usual` answers of a hundred came within `usual_days`, `safe` within `safe_days`;
    None if that is not known: fewer than fifteen have been answered, or too many are
    still open. `granted` is the lead time of stakeholders.toml, `proposed` another one
    that fits better, None if it fits.
    """

    house: str
    kind: StepKind
    granted: int
    answered: int
    open: int
    usual_days: int | None
    safe_days: int | None
    proposed: int | None


class DailyTurnarounds:
    """What is known of the houses, read once a day: a page need not know more."""

    def __init__(self) -> None:
        self._read_on: tuple[date, Directory] | None = None
        self._known: Turnarounds = {}

    def at(self, call: Call) -> Turnarounds:
        """Return what was known when it was first asked on this day."""
        wanted = (call.today, call.directory)
        # Two threads may both read it; they find the same and the later one stays.
        if self._read_on is None or self._read_on != wanted:
            self._known, self._read_on = turnarounds(call), wanted
        return self._known


def turnarounds(call: Call) -> Turnarounds:
    """Return what is known by now, by house and step; houses of one person left out."""
    directory, since = call.directory, call.now - LOOKED_BACK
    steps = turnaround_queries.steps_asked(call.connection, since, call.now)
    holds = turnaround_queries.holds_begun(call.connection, HOLD, since)
    waits: dict[tuple[str, StepKind], list[Wait]] = defaultdict(list)
    for step in steps:
        key = directory.now_called.get(step.house, step.house)
        house = directory.houses.get(key)
        if house is not None and is_shown(directory, house):
            wait = wait_of(step, house, holds.get(step.post_id, ()), call.now)
            waits[house.key, step.kind].append(wait)
    return {key: learned(found) for key, found in waits.items()}


def lead_times(call: Call) -> list[LearnedLeadTime]:
    """Return what was learned, in the order of the houses and of the path."""
    return list(_lead_times(turnarounds(call), call.directory))


def _lead_times(known: Turnarounds, directory: Directory) -> Iterator[LearnedLeadTime]:
    for house in directory.houses.values():
        for kind in StepKind:
            if (found := known.get((house.key, kind))) is not None:
                yield _learned(house, kind, found)


def _learned(house: House, kind: StepKind, found: Turnaround) -> LearnedLeadTime:
    granted: int = getattr(house.lead_times, kind.value)
    is_known = found.answered >= FEWEST
    usual = found.bound(USUAL) if is_known else None
    fitting = None if usual is None else max(usual, 1)
    return LearnedLeadTime(
        house=house.key,
        kind=kind,
        granted=granted,
        answered=found.answered,
        open=found.open,
        usual_days=usual,
        safe_days=found.bound(SAFE) if is_known else None,
        proposed=None if fitting == granted else fitting,
    )
