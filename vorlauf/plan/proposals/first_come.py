"""First come, first served: each post in turn takes the nearest place that is free."""

from collections import Counter

from vorlauf.plan.proposals.problem import (
    Candidate,
    Item,
    PlacementProblem,
    Placing,
    Rule,
)


def first_come(problem: PlacementProblem) -> Placing:
    """Place the posts in the order of their slots, each where it costs least.

    Of two places that cost the same the earlier one.
    """
    used: Counter[Rule] = Counter()
    places = []
    for item in problem.items:
        place = _nearest(problem, item, used)
        if place is not None:
            used.update(place.uses)
        places.append(place)
    return Placing(problem, places)


def _nearest(
    problem: PlacementProblem, item: Item, used: Counter[Rule]
) -> Candidate | None:
    for place in sorted(item.places, key=lambda one: (problem.cost(one), one.day)):
        wanted = Counter(place.uses)
        if all(
            used[rule] + count <= problem.allowed.get(rule, count + used[rule])
            for rule, count in wanted.items()
        ):
            return place
    return None
