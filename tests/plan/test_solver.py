"""The solver: nine plans of a year, as tight as those that it was chosen with."""

import pytest

from benchmarks.plan_instances import NINE, TIGHT, instance, is_proper
from vorlauf.plan.proposals import solver
from vorlauf.plan.proposals.first_come import first_come
from vorlauf.plan.proposals.problem import (
    Candidate,
    Item,
    PlacementProblem,
    Placing,
    Rule,
    RuleKind,
)
from vorlauf.plan.proposals.solver import Way, solve

pytest.importorskip("highspy")

DAY = "2027-01-04"


def _better(one, other):
    return (one.missed, one.moved, one.days) < (other.missed, other.moved, other.days)


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize(
    ("how", "seed"), NINE, ids=[f"{how.name}-{seed}" for how, seed in NINE]
)
def test_the_best_plan_of_a_year_is_proven(how, seed):
    problem = instance(how, seed)

    found = solve(problem)

    assert (found.way, found.more) == (Way.PROVEN, 0)
    assert is_proper(found.placing)
    assert _better(found.placing.score, found.by_turn.score)


def test_the_same_plan_comes_out_twice():
    problem = instance(TIGHT, 2)
    some = PlacementProblem(problem.items[:60], problem.allowed)

    one, two = solve(some), solve(some)

    assert list(one.placing.places) == list(two.placing.places)


def test_first_come_first_served_keeps_every_rule():
    found = first_come(instance(TIGHT, 1))

    assert is_proper(found)
    assert found.is_allowed


def _two_on_one_day():
    rule = Rule(kind=RuleKind.DAY, house=DAY)
    places = (Candidate(day=DAY, stays=True, uses=(rule,)),)
    items = [Item(key=key, day=DAY, places=places) for key in (1, 2)]
    return PlacementProblem(items, {rule: 1})


@pytest.mark.parametrize("chosen", [[0, 1], [0, 0]])
def test_an_answer_that_breaks_a_rule_is_not_believed(monkeypatch, chosen):
    answer = {"chosen": chosen, "is_proven": True, "bound": 0.0}
    monkeypatch.setattr(solver, "_answer", lambda _: answer)

    found = solve(_two_on_one_day())

    assert found.way is Way.SOLVER_FAILED
    assert found.placing.score.missed == 1


def test_a_worse_answer_is_not_taken_and_the_bound_is_told(monkeypatch):
    problem = _two_on_one_day()
    answer = {"chosen": [], "is_proven": False, "bound": -2.0 * problem.miss_cost}
    monkeypatch.setattr(solver, "_answer", lambda _: answer)

    found = solve(problem)

    assert (found.way, found.placing.score.missed, found.more) == (Way.FOUND, 1, 1)


def test_one_post_more_outweighs_all_moves():
    problem = _two_on_one_day()
    placed = Placing(problem, [problem.items[0].places[0], None])

    assert placed.score.missed == 1
    assert problem.miss_cost > len(problem.items) * problem.move_cost
