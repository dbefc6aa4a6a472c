"""Deadlines: every due instant before a slot, and whether the slot can be met.

Every argument that is an instant must be aware (else NaiveTimeError), every result is
in UTC. Dates outside the calendar's years raise OutOfCalendarError.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Final

from states.back_planning import (
    BACKWARDS,
    ActingHouse,
    LeadTimes,
    Party,
    PartyPlan,
    plan_before,
    wanted,
)
from states.office_hours import NaiveTimeError, Office, aware
from states.post import SLOT, STEPS, StepKind
from states.reminder_dates import escalation_instant, reminder_instants, slack
from states.working_days import LAST_YEAR, OutOfCalendarError

__all__ = [
    "ActingHouse",
    "Feasibility",
    "LeadTimes",
    "NaiveTimeError",
    "Office",
    "Party",
    "Schedule",
    "back_plan",
    "earliest_slot",
    "escalation_instant",
    "feasibility",
    "following",
    "latest_start",
    "lead_times_after",
    "reminder_instants",
    "slack",
]

DAY: Final = timedelta(days=1)

_INSTANTS: Final = (*(name for name, _ in reversed(BACKWARDS)), "approval_due", SLOT)


@dataclass(frozen=True, kw_only=True)
class Schedule:
    """When everything of one post is due, in aware UTC.

    `because` names for each due instant the house whose lead times decided it.
    """

    draft_by: datetime
    request_by: datetime
    assets_due: datetime
    graphics_due: datetime
    review_due: datetime
    approval_due: datetime
    slot: datetime
    because: Mapping[str, str] = field(hash=False)

    def start(self, kind: StepKind) -> datetime:
        """Return the latest start of a step that leaves it its full lead time.

        Drafting, submitting and publishing have no lead time of their own: the one
        called `draft` lies between the finished text and the request for material.
        """
        instant: datetime = getattr(self, STEPS[kind].span[0])
        return instant

    def due(self, kind: StepKind) -> datetime:
        """Return when a step must be done."""
        instant: datetime = getattr(self, STEPS[kind].span[1])
        return instant


@dataclass(frozen=True, kw_only=True)
class Feasibility:
    """Whether a slot can be met; if not, by how much and because of which house.

    `short_by` counts working days of the house `because` (0 and None if met);
    `earliest` is the first slot that can be met, aware UTC.
    """

    met: bool
    short_by: int
    because: str | None
    earliest: datetime


def following(kind: StepKind) -> StepKind:
    """Return the step that begins after this one; those that await the slot come last.

    That is the next kind of step, in their order, that begins when this one is due or
    later, whether the post needs it or not.
    """
    order = list(StepKind)
    due = _INSTANTS.index(STEPS[kind].span[1])
    return next(
        (
            one
            for one in order[order.index(kind) + 1 :]
            if one.is_planned and _INSTANTS.index(STEPS[one].span[0]) >= due
        ),
        StepKind.PUBLISH,
    )


def lead_times_after(kind: StepKind) -> tuple[str, ...]:
    """Return the lead times that lie between the due instant of a step and the slot."""
    due = STEPS[kind].span[1]
    names = [name for name, _ in BACKWARDS]
    after = names.index(due) + 1 if due in names else 0
    return tuple(lead_time for _, lead_time in BACKWARDS[:after])


def back_plan(
    slot: datetime,
    parties: Sequence[Party],
    *,
    assets: bool = True,
    graphics: bool = True,
) -> Schedule:
    """Return when everything is due for a slot, by planning backwards.

    Each lead time is counted in the calendar of the house that takes it, from the last
    working day before the day of the slot; of several houses the earliest instant of
    each kind counts, of equal ones the house named first. `assets` and `graphics` say
    whether the post needs them. Raises ValueError without a house.
    """
    needed = _needed(parties, assets=assets, graphics=graphics)
    return _back_plan(aware(slot).astimezone(UTC), needed)


# A post asks for the same at each of its steps, and so do others of its slot.
@lru_cache(maxsize=4096)
def _back_plan(slot: datetime, needed: tuple[Party, ...]) -> Schedule:
    plans = [_plan(slot, party) for party in needed]
    first = {
        name: min(plans, key=lambda plan: plan.dues[name]) for name in plans[0].dues
    }
    return Schedule(
        slot=slot,
        because={name: plan.because[name] for name, plan in first.items()},
        **{name: plan.dues[name] for name, plan in first.items()},
    )


@dataclass(frozen=True)
class Remaining:
    """What is still to be done for a post: the step `doing`, and all that follows."""

    doing: StepKind
    assets: bool = field(default=True, kw_only=True)
    graphics: bool = field(default=True, kw_only=True)


def earliest_slot(
    now: datetime, parties: Sequence[Party], ahead: Remaining, *, at: time
) -> datetime:
    """Return the first slot that can be met if the step `doing` begins now.

    It lies on a working day of every house and of who drafts, at the local time `at` of
    the house named first. It is the inverse of `feasibility`: that is met for it, and
    not for the common working day before. Raises ValueError without a house.
    """
    needed = _needed(parties, assets=ahead.assets, graphics=ahead.graphics)
    office = needed[0].office

    def is_met(day: date) -> bool:
        slot = office.at(day, at)
        return all(now <= _start(slot, party, ahead.doing) for party in needed)

    day = _first_day(office.day_of(now), is_met)
    while not all(_works_on(office.at(day, at), party) for party in needed):
        day += DAY
    return office.at(day, at)


def _first_day(day: date, is_met: Callable[[date], bool]) -> date:
    """Return the first day from `day` on of which something is true ever after."""
    if is_met(day):
        return day
    # The plan of a later slot begins no earlier, so the days are searched by halves.
    reach = timedelta(days=16)
    last = date(LAST_YEAR, 12, 31)
    while not is_met(there := min(day + reach, last)):
        if there == last:
            raise OutOfCalendarError(LAST_YEAR + 1)
        day, reach = there, 2 * reach
    while there - day > DAY:
        middle = day + (there - day) // 2
        day, there = (day, middle) if is_met(middle) else (middle, there)
    return there


def feasibility(
    now: datetime, slot: datetime, parties: Sequence[Party], ahead: Remaining
) -> Feasibility:
    """Say whether `slot` can be met if the step `doing` begins now.

    It is met unless now is later than the start of that step in `back_plan`; what
    begins before the close of business has that day. Raises ValueError without a house.
    """
    needed = _needed(parties, assets=ahead.assets, graphics=ahead.graphics)
    short = [_short_by(now, slot, party, ahead.doing) for party in needed]
    worst = max(short)
    return Feasibility(
        met=worst == 0,
        short_by=worst,
        because=_takes_most(slot, needed[short.index(worst)], ahead) if worst else None,
        earliest=earliest_slot(
            now, needed, Remaining(ahead.doing), at=needed[0].office.hour_of(slot)
        ),
    )


def latest_start(
    slot: datetime, parties: Sequence[Party], ahead: Remaining
) -> datetime:
    """Return until when the step `doing` may begin for `slot` to be met, in UTC.

    That is the last instant at which `feasibility` is met. Raises ValueError without a
    house.
    """
    needed = _needed(parties, assets=ahead.assets, graphics=ahead.graphics)
    starts = [_start(slot, party, ahead.doing) for party in needed]
    return min(starts).astimezone(UTC)


def _needed(
    parties: Sequence[Party], *, assets: bool, graphics: bool
) -> tuple[Party, ...]:
    if not parties:
        raise ValueError("A post without a house has no lead times; name a house.")
    return tuple(wanted(one, assets=assets, graphics=graphics) for one in parties)


def _plan(slot: datetime, party: Party) -> PartyPlan:
    return plan_before(party.office.day_of(slot), party)


def _start(slot: datetime, party: Party, doing: StepKind) -> datetime:
    name = STEPS[doing].span[0]
    return aware(slot) if name == SLOT else _plan(slot, party).dues[name]


def _takes_most(slot: datetime, party: Party, ahead: Remaining) -> str:
    name = STEPS[ahead.doing].span[0]
    return party.house if name == SLOT else _plan(slot, party).because[name]


def _short_by(now: datetime, slot: datetime, party: Party, doing: StepKind) -> int:
    start = _start(slot, party, doing)
    if aware(now) <= start:
        return 0
    name = STEPS[doing].span[0]
    if name == SLOT:
        office = party.office
        begins = office.first_day_by(office.hour_of(start), now)
    else:
        office = _plan(slot, party).offices[name]
        begins = office.first_day_by_close(now)
    return office.calendar.between(office.day_of(start), begins)


def _works_on(slot: datetime, party: Party) -> bool:
    offices = (party.office, party.acting("draft").office)
    return all(one.calendar.is_working_day(one.day_of(slot)) for one in offices)
