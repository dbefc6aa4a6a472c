"""Statement of the problem: which posts of a plan may be moved, and where to."""

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Final

from states.post import PostState
from vorlauf.db.post_snapshots import PostSnapshot
from vorlauf.editing.feasibility import outlook
from vorlauf.editing.slot_previews import earliest_possible
from vorlauf.plan.dues import days_of, dues_of, week_of
from vorlauf.plan.plans import Plan
from vorlauf.plan.proposals.problem import (
    Candidate,
    Item,
    PlacementProblem,
    Rule,
    RuleKind,
)
from vorlauf.posts.channels import channels_of
from vorlauf.posts.slots import HOURS
from vorlauf.workflow.actors import CLOSED_DAYS
from vorlauf.workflow.steps import houses_gone, houses_owing

# A post is moved by so many working days at most, or until so many after the first
# slot that it can meet.
WINDOW: Final = 40
_AFTER_EARLIEST: Final = 10


@dataclass(frozen=True)
class StatedPlan:
    """The problem of a plan, with the posts of its items in their order, and others."""

    plan: Plan
    problem: PlacementProblem
    movable: list[PostSnapshot]
    fixed: list[PostSnapshot]


@dataclass
class Candidates:
    """Makes the places of one plan after another; keeps what they share."""

    plan: Plan
    days: list[date]
    _loads: dict[object, tuple[Rule, ...]] = field(default_factory=dict)

    def item(self, post: PostSnapshot) -> Item:
        """Return the places that a post may have, and the days that it may not."""
        directory, now = self.plan.directory, self.plan.now
        seen = outlook(post, directory, now)
        own = self.plan.day_of(post)
        earliest = directory.agency.office.day_of(
            earliest_possible(post, directory, now)
        )
        late = Rule(
            kind=RuleKind.LEAD_TIME,
            house=(seen.feasibility.because or "") if seen else "",
        )
        is_met = seen is None or seen.feasibility.met
        places, barred = [], {}
        for day in self._window(own, earliest):
            may_stay = day == own and is_met
            if closed := self.closed(post, day):
                barred[day] = closed
            elif day < earliest and not may_stay:
                barred[day] = late
            else:
                if may_stay:
                    places.append(self._place(post, day, own, stays=True))
                places.append(self._place(post, day, own, stays=False))
        return Item(key=post.id, day=own, places=tuple(places), barred=barred)

    def _window(self, own: date, earliest: date) -> Iterator[date]:
        calendar = self.plan.directory.agency.office.calendar
        first = calendar.add(own, -WINDOW)
        last = max(calendar.add(own, WINDOW), calendar.add(earliest, _AFTER_EARLIEST))
        return (day for day in self.days if first <= day <= last)

    def closed(self, post: PostSnapshot, day: date) -> Rule | None:
        """Return the rule that bars a day for a post, if one does."""
        directory = self.plan.directory
        if directory.campaign.blackout_on(day):
            return Rule(kind=RuleKind.BLACKOUT, first=day)
        for key in post.houses:
            if not directory.houses[key].office.calendar.is_working_day(day):
                return Rule(kind=RuleKind.HOUSE_CLOSED, house=key)
        return None

    def _place(
        self, post: PostSnapshot, day: date, own: date, *, stays: bool
    ) -> Candidate:
        calendar = self.plan.directory.agency.office.calendar
        uses = self.uses(post, day)
        if stays:
            uses = (*self.slots(post), *uses)
        shift = abs(calendar.between(own, day))
        return Candidate(day=day, shift=shift, stays=stays, uses=uses)

    def slots(self, post: PostSnapshot) -> tuple[Rule, ...]:
        """Return the slot that a post has now, on each of its channels."""
        return tuple(
            Rule(kind=RuleKind.SLOT, slot_at=post.slot_at, channel=channel)
            for channel in channels_of(post, self.plan.directory)
        )

    def uses(self, post: PostSnapshot, day: date) -> tuple[Rule, ...]:
        """Return what a post uses of each rule on a day, but for its hour."""
        uses = [
            Rule(kind=RuleKind.DAY, first=day),
            Rule(kind=RuleKind.WEEK, first=week_of(day)),
        ]
        uses += self._spacings(post, day)
        uses += self._load(post, day)
        return tuple(uses)

    def _spacings(self, post: PostSnapshot, day: date) -> Iterator[Rule]:
        spacing = self.plan.directory.campaign.house_spacing
        if not spacing:
            return
        calendar = self.plan.directory.agency.office.calendar
        firsts = [calendar.add(calendar.add(day, 0), -n) for n in range(1, spacing + 1)]
        for house in post.houses:
            for first in (day, *firsts):
                yield Rule(kind=RuleKind.SPACING, house=house, first=first)

    def _load(self, post: PostSnapshot, day: date) -> tuple[Rule, ...]:
        wants = (post.wants_assets, post.wants_graphics, tuple(houses_owing(post)))
        shape = (day, post.houses, wants, post.pictures_wanted, bool(post.pictures))
        if post.pictures or (found := self._loads.get(shape)) is None:
            office = self.plan.directory.agency.office
            moved = replace(post, slot_at=office.at(day, office.hour_of(post.slot_at)))
            found = self._loads[shape] = tuple(self.loads(moved))
        return found

    def loads(self, post: PostSnapshot) -> Iterator[Rule]:
        """Return in which weeks the houses owe something for a post."""
        directory = self.plan.directory
        for due in dues_of(post, directory):
            if directory.houses[due.house].steps_per_week is not None:
                week = week_of(max(days_of(due, directory), self.plan.today))
                yield Rule(kind=RuleKind.LOAD, house=due.house, first=week)


def statement_of(
    plan: Plan, asked: Collection[int], keep: Collection[str] = ()
) -> StatedPlan:
    """State the problem of a plan.

    Posts that are past, that are held by hand, that somebody was `asked` for (keys), or
    that are to be kept (numbers), stay where they are.
    """
    movable = [post for post in plan.posts if _may_move(post, plan, asked, keep)]
    keys = {post.id for post in movable}
    fixed = [post for post in plan.posts if post.id not in keys]
    places = Candidates(plan, list(open_days(plan)))
    items = [places.item(post) for post in movable]
    rules = {use for item in items for place in item.places for use in place.uses}
    taken = usage_of(places, [*fixed, *plan.beside])
    allowed = {
        rule: max(0, most - taken[rule])
        for rule in rules
        if (most := most_of(rule, plan)) is not None
    }
    return StatedPlan(plan, PlacementProblem(items, allowed), movable, fixed)


def _may_move(
    post: PostSnapshot, plan: Plan, asked: Collection[int], keep: Collection[str]
) -> bool:
    is_held = post.held_since is not None and post.hold_kind != CLOSED_DAYS
    return (
        post.state is PostState.DRAFT
        and post.slot_at > plan.now
        and post.id not in asked
        and post.number not in keep
        and not is_held
        and not houses_gone(post, plan.directory)
    )


def open_days(plan: Plan) -> Iterator[date]:
    """Return the working days of the plan that lie ahead, blackouts included."""
    calendar = plan.directory.agency.office.calendar
    day = max(plan.first, plan.today + timedelta(days=1))
    while day <= plan.last:
        if calendar.is_working_day(day):
            yield day
        day += timedelta(days=1)


def usage_of(places: Candidates, fixed: list[PostSnapshot]) -> Counter[Rule]:
    """Return what the posts that stay use of each rule."""
    taken: Counter[Rule] = Counter()
    for post in fixed:
        day = places.plan.day_of(post)
        taken.update(places.slots(post))
        taken.update(
            rule for rule in places.uses(post, day) if rule.kind is not RuleKind.LOAD
        )
        if post.state.is_open:
            taken.update(places.loads(post))
    return taken


def most_of(rule: Rule, plan: Plan) -> int | None:
    """Return how much of a rule may be used; None where nothing was agreed."""
    campaign = plan.directory.campaign
    match rule.kind:
        case RuleKind.SLOT | RuleKind.SPACING:
            return 1
        case RuleKind.DAY:
            return campaign.posts_per_day or len(HOURS)
        case RuleKind.WEEK:
            return campaign.posts_per_week
        case RuleKind.LOAD:
            return plan.directory.houses[rule.house].steps_per_week
    return None
