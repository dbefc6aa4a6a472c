"""The problem of placing: posts, the places each may have, and rules that bind them."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from functools import cached_property
from typing import Final

# What a working day of shift costs. The others are chosen so that no sum of the cheaper
# outweighs one of the dearer: first as many posts as possible are placed, then as few
# as possible moved, then by as few days as possible.
DAY_COST: Final = 1


class RuleKind(StrEnum):
    """The kinds of rules; those of the first group bar a day for one post."""

    LEAD_TIME = "lead_time"
    BLACKOUT = "blackout"
    HOUSE_CLOSED = "house_closed"
    SLOT = "slot"
    DAY = "day"
    WEEK = "week"
    LOAD = "load"
    SPACING = "spacing"


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One rule: of which kind, for which house, and on which day or week.

    `first` is the day, the Monday of the week, or the first of the days of a spacing;
    a slot (aware UTC) has its instant and its channel as well.
    """

    kind: RuleKind
    first: date | None = None
    house: str = ""
    slot_at: datetime | None = None
    channel: str = ""


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """A place that a post may have: the day, and what of each rule it uses.

    `shift` counts the working days from the slot that it has now; it `stays` at that.
    """

    day: date
    shift: int = 0
    stays: bool = False
    uses: tuple[Rule, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Item:
    """A post that may be moved (its key), and the places it may have.

    `barred` says of the days that it may not have which rule forbids them.
    """

    key: int
    day: date
    places: tuple[Candidate, ...]
    barred: Mapping[date, Rule] = field(default_factory=dict)


@dataclass(frozen=True)
class PlacementProblem:
    """The posts to be placed in the order of their slots, and what each rule allows.

    `allowed` is what the posts that stay leave over.
    """

    items: Sequence[Item]
    allowed: Mapping[Rule, int]

    @cached_property
    def move_cost(self) -> int:
        """What it costs to move a post: more than all days of all posts."""
        most = (max((p.shift for p in one.places), default=0) for one in self.items)
        return DAY_COST * sum(most) + 1

    @cached_property
    def miss_cost(self) -> int:
        """What it costs not to place a post: more than to move all by all days."""
        return (len(self.items) + 1) * self.move_cost

    def cost(self, place: Candidate) -> int:
        """Return what a place costs."""
        return 0 if place.stays else self.move_cost + DAY_COST * place.shift


@dataclass(frozen=True)
class Score:
    """How good a placing is: fewer missed, then fewer moved, then fewer days."""

    missed: int
    moved: int
    days: int

    def __lt__(self, other: "Score") -> bool:
        return self._order < other._order

    @property
    def _order(self) -> tuple[int, int, int]:
        return self.missed, self.moved, self.days


@dataclass(frozen=True)
class Placing:
    """The place (or None) of each item of a problem, in their order."""

    problem: PlacementProblem
    places: Sequence[Candidate | None]

    @cached_property
    def score(self) -> Score:
        """How good it is."""
        placed = [place for place in self.places if place is not None]
        moved = [place for place in placed if not place.stays]
        return Score(
            len(self.places) - len(placed),
            len(moved),
            sum(place.shift for place in moved),
        )

    @cached_property
    def used(self) -> Counter[Rule]:
        """How much of each rule it uses."""
        return Counter(use for place in self.places if place for use in place.uses)

    @property
    def is_allowed(self) -> bool:
        """Whether it keeps every rule."""
        return all(
            count <= self.problem.allowed.get(rule, count)
            for rule, count in self.used.items()
        )

    def full(self, place: Candidate, *, without: Iterable[Rule] = ()) -> list[Rule]:
        """Return the rules that leave no room for a place.

        What is used `without` it, by the place that the post has, counts as free.
        """
        wanted, given = Counter(place.uses), Counter(without)
        return [
            rule
            for rule, count in wanted.items()
            if rule in self.problem.allowed
            and self.used[rule] - given[rule] + count > self.problem.allowed[rule]
        ]
