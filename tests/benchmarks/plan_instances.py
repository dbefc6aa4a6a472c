"""Plans of a year to be placed: made from a seed, as tight as a campaign can be."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from states.working_days import calendar
from vorlauf.plan.dues import week_of
from vorlauf.plan.proposals.problem import (
    Candidate,
    Item,
    PlacementProblem,
    Rule,
    RuleKind,
)

HOUSES = tuple(f"h{n}" for n in range(10))
POSTS = 226
WINDOW = 40


@dataclass(frozen=True)
class Tightness:
    """How many posts a day and week may have, and how the wishes pile up."""

    name: str
    a_day: int
    a_week: int
    piled: float


LOOSE = Tightness("1.0", 2, 6, 0.0)
TIGHT = Tightness("1.2", 2, 6, 0.35)
TIGHTEST = Tightness("1.5", 1, 5, 0.35)
NINE = [(how, seed) for how in (LOOSE, TIGHT, TIGHTEST) for seed in (1, 2, 3)]


def instance(how, seed):
    """Return a problem: 226 posts of ten houses in 2027.

    There are twenty days and three more of blackout, each house is closed for two
    weeks, 15 % of the posts are tied to a date, 25 % too late for their lead time.
    """
    random = Random(seed)  # noqa: S311 - a seeded plan, no secret
    days = _open_days(random)
    at = {day: number for number, day in enumerate(days)}
    closed = {house: _two_weeks(days, random) for house in HOUSES}
    wishes = sorted(_wish(days, how, random) for _ in range(POSTS))
    items, allowed = [], {}
    for key, wish in enumerate(wishes, start=1):
        house = random.choice(HOUSES)
        reach = 1 if random.random() < 0.15 else WINDOW
        earliest = at[wish] + (
            random.randint(1, 15) if random.random() < 0.25 else -WINDOW
        )
        lead = random.randint(3, 12)
        first, last = max(0, at[wish] - reach), min(len(days), at[wish] + reach + 1)
        places = []
        for number in range(max(first, earliest), last):
            day = days[number]
            if day in closed[house]:
                continue
            uses = _uses(days, number, house, lead)
            allowed |= {use: _most(use, how) for use in uses}
            shift = abs(number - at[wish])
            places.append(Candidate(day=day, shift=shift, stays=not shift, uses=uses))
        items.append(Item(key=key, day=wish, places=tuple(places)))
    return PlacementProblem(items, allowed)


def _uses(days, number, house, lead):
    day = days[number]
    review = days[max(0, number - lead)]
    return (
        Rule(kind=RuleKind.DAY, first=day),
        Rule(kind=RuleKind.WEEK, first=week_of(day)),
        Rule(kind=RuleKind.LOAD, house=house, first=week_of(review)),
        Rule(kind=RuleKind.LOAD, house="sk", first=week_of(days[max(0, number - 2)])),
        Rule(kind=RuleKind.SPACING, house=house, first=day),
        Rule(kind=RuleKind.SPACING, house=house, first=days[max(0, number - 1)]),
    )


def _most(rule, how):
    match rule.kind:
        case RuleKind.DAY:
            return how.a_day
        case RuleKind.WEEK:
            return how.a_week
        case RuleKind.LOAD:
            return 7 if rule.house == "sk" else 3
    return 1


def _open_days(random):
    saxony = calendar("SN")
    first = date(2027, 1, 1)
    every = [first + timedelta(days=n) for n in range(365)]
    working = [day for day in every if saxony.is_working_day(day)]
    begin = random.randrange(100, 180)
    closed = {*working[begin : begin + 20], *random.sample(working, 3)}
    return [day for day in working if day not in closed]


def _two_weeks(days, random):
    begin = random.randrange(len(days) - 10)
    return frozenset(days[begin : begin + 10])


def _wish(days, how, random):
    if random.random() < how.piled:
        return days[
            min(int(random.gauss(len(days) * 0.4, 25)) % len(days), len(days) - 1)
        ]
    return random.choice(days)


def is_proper(placing):
    """Say by another count than the product's whether a placing keeps every rule."""
    used = Counter(use for place in placing.places if place for use in place.uses)
    return all(used[rule] <= most for rule, most in placing.problem.allowed.items())
