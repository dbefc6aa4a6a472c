"""Back-planning: on which days the steps of one house's posts are due before a slot.

A step is done by a house, in its own calendar. What acts for every post (who drafts,
draws and approves) may need longer than the house of the post grants it.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property, lru_cache
from typing import Final

from states.office_hours import Office

# Downwards: what is due, and whose lead time lies between that and the line above.
BACKWARDS: Final = (
    ("review_due", "approval"),
    ("graphics_due", "review"),
    ("assets_due", "graphics"),
    ("request_by", "assets"),
    ("draft_by", "draft"),
)
# Who has to be done by then is the house that needs this lead time.
_DONE_BY: Final = {
    "approval_due": "approval",
    "graphics_due": "graphics",
    "draft_by": "draft",
}


@dataclass(frozen=True, kw_only=True)
class LeadTimes:
    """The working days that a house needs for each step.

    `draft` lies between the finished text and the request for material. Raises
    ValueError if one is negative.
    """

    draft: int
    assets: int
    graphics: int
    review: int
    approval: int

    def __post_init__(self) -> None:
        if min(vars(self).values()) < 0:
            raise ValueError("A lead time is a number of working days, 0 or more.")


@dataclass(frozen=True, kw_only=True)
class ActingHouse:
    """A house that does a step for every post: the working days it needs, and when."""

    house: str
    days: int
    office: Office


@dataclass(frozen=True, kw_only=True)
class Party:
    """A house with its office hours and lead times.

    `drafts`, `draws` and `approves` do so for its posts; None means itself.
    """

    house: str
    lead_times: LeadTimes
    office: Office
    drafts: ActingHouse | None = None
    draws: ActingHouse | None = None
    approves: ActingHouse | None = None

    def __hash__(self) -> int:
        # Plans are kept by party, and asked for all the time.
        return self._hash

    @cached_property
    def _hash(self) -> int:
        acting = (self.drafts, self.draws, self.approves)
        return hash((self.house, self.lead_times, self.office, acting))

    def acting(self, lead_time: str) -> ActingHouse:
        """Return who takes this lead time; itself if nobody else does."""
        own: int = getattr(self.lead_times, lead_time)
        other = {
            "draft": self.drafts,
            "graphics": self.draws,
            "approval": self.approves,
        }.get(lead_time)
        if other is None:
            return ActingHouse(house=self.house, days=own, office=self.office)
        # It has as long as it needs, and may take as long as it is granted.
        if other.days <= own:
            return replace(other, house=self.house, days=own)
        return other

    def office_at(self, name: str) -> Office:
        """Return the office of the house that has to be done by such an instant."""
        if name not in _DONE_BY:
            return self.office
        return self.acting(_DONE_BY[name]).office


@dataclass(frozen=True)
class PartyPlan:
    """When everything of one house is due, by the names of instants (aware UTC).

    `because` names the house that takes most of the time between each and the slot,
    `offices` who works by it.
    """

    dues: Mapping[str, datetime]
    because: Mapping[str, str]
    offices: Mapping[str, Office] = field(repr=False)


def wanted(party: Party, *, assets: bool, graphics: bool) -> Party:
    """Return the party as far as a post needs it: no time for what it does not need."""
    return _wanted(party, assets, graphics)


@lru_cache
def _wanted(party: Party, assets: bool, graphics: bool) -> Party:  # noqa: FBT001
    needed = {"assets": assets, "graphics": graphics}
    spared = {step: 0 for step, is_needed in needed.items() if not is_needed}
    lead_times = replace(party.lead_times, **spared)
    draws = party.draws if graphics else None
    return replace(party, lead_times=lead_times, draws=draws)


# A post asks for the same at each of its steps, and so do others of its day.
@lru_cache(maxsize=4096)
def plan_before(slot_day: date, party: Party) -> PartyPlan:
    """Return when everything is due before the day of a slot, in the party's zone.

    Each lead time is counted in the calendar of whoever takes it, and what is due then
    is due on a working day of whoever has to be done.
    """
    taken: dict[str, int] = defaultdict(int, {party.house: 0})
    office = party.office_at("approval_due")
    day = office.calendar.add(slot_day, -1)
    days, offices, because = {"approval_due": day}, {"approval_due": office}, {}
    because["approval_due"] = party.house
    for name, lead_time in BACKWARDS:
        acting = party.acting(lead_time)
        taken[acting.house] += acting.days
        office = party.office_at(name)
        day = office.calendar.add(acting.office.calendar.add(day, -acting.days), 0)
        days[name], offices[name] = day, office
        because[name] = max(taken, key=taken.__getitem__)
    dues = {name: offices[name].due_on(days[name]) for name in days}
    return PartyPlan(dues, because, offices)
