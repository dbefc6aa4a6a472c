"""The solver: the best placing, found by a child process, or by turns."""

import json
import math
import subprocess
import sys
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from importlib.util import find_spec
from threading import Lock
from typing import Any, Final

from vorlauf.plan.proposals.first_come import first_come
from vorlauf.plan.proposals.problem import Candidate, PlacementProblem, Placing, Rule

_CHILD: Final = "vorlauf.plan.proposals.solver_child"
# By the clock on the wall, for a machine that stands still; work limits end it before.
_PATIENCE: Final = 300.0
# It is told nothing of ours, neither address nor password.
_ENVIRONMENT: Final = {"MALLOC_ARENA_MAX": "1"}
# A page that is loaded again and again keeps one core busy at most.
_ONE_AT_A_TIME: Final = Lock()


class Way(StrEnum):
    """How a placing was found."""

    # Nobody can find a better one.
    PROVEN = "proven"
    # The work limit came before the proof.
    FOUND = "found"
    NO_SOLVER = "no_solver"
    SOLVER_FAILED = "solver_failed"
    # There was nothing to be solved.
    NOTHING = "nothing"


@dataclass(frozen=True, kw_only=True)
class Solution:
    """A placing, the one that first come, first served would have made, and the bound.

    At most `more` posts that are not placed could be; None if nobody knows.
    """

    placing: Placing
    by_turn: Placing
    way: Way
    more: int | None


def solve(problem: PlacementProblem) -> Solution:
    """Return the best placing found; never worse than first come, first served."""
    by_turn = first_come(problem)
    if not any(one.places for one in problem.items):
        return Solution(placing=by_turn, by_turn=by_turn, way=Way.NOTHING, more=0)
    if find_spec("highspy") is None:
        return Solution(placing=by_turn, by_turn=by_turn, way=Way.NO_SOLVER, more=None)
    columns = [
        (number, place)
        for number, item in enumerate(problem.items)
        for place in item.places
    ]
    answer = _answer(_program(problem, columns, by_turn))
    found = _placing(problem, columns, answer)
    if answer is None or found is None:
        return Solution(
            placing=by_turn, by_turn=by_turn, way=Way.SOLVER_FAILED, more=None
        )
    best = min(found, by_turn, key=_order)
    return Solution(
        placing=best,
        by_turn=by_turn,
        way=Way.PROVEN if answer["is_proven"] else Way.FOUND,
        more=_more(problem, best, answer),
    )


def _order(placing: Placing) -> tuple[int, int, int]:
    score = placing.score
    return score.missed, score.moved, score.days


def _more(
    problem: PlacementProblem, best: Placing, answer: dict[str, Any]
) -> int | None:
    bound = answer["bound"]
    if answer["is_proven"]:
        return 0
    if not isinstance(bound, int | float) or not math.isfinite(bound):
        return None
    # The cost of all that is placed is less than that of one that is not.
    worth = bound + problem.miss_cost * len(problem.items)
    least = max(0, math.floor(worth / problem.miss_cost + 1e-6))
    return max(0, best.score.missed - least)


def _program(
    problem: PlacementProblem, columns: Sequence[tuple[int, Candidate]], start: Placing
) -> dict[str, Any]:
    by_item: dict[int, list[int]] = defaultdict(list)
    by_rule: dict[Rule, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for column, (number, place) in enumerate(columns):
        by_item[number].append(column)
        for use in place.uses:
            if use in problem.allowed:
                by_rule[use][column] += 1
    rows = [
        {"most": 1, "columns": some, "counts": [1] * len(some)}
        for some in by_item.values()
    ]
    rows += [
        {
            "most": problem.allowed[rule],
            "columns": list(used),
            "counts": list(used.values()),
        }
        for rule, used in by_rule.items()
        if sum(used.values()) > problem.allowed[rule]
    ]
    return {
        "costs": [problem.cost(place) - problem.miss_cost for _, place in columns],
        "rows": rows,
        "start": [
            column
            for column, (number, place) in enumerate(columns)
            if start.places[number] is place
        ],
    }


def _answer(program: dict[str, Any]) -> dict[str, Any] | None:
    """Return what the child says, or None if it died."""
    try:
        with _ONE_AT_A_TIME:
            done = subprocess.run(
                [sys.executable, "-P", "-m", _CHILD],
                input=json.dumps(program).encode(),
                capture_output=True,
                env=_ENVIRONMENT,
                timeout=_PATIENCE,
                check=False,
            )
        answer = json.loads(done.stdout)
    except (OSError, subprocess.TimeoutExpired, ValueError):
        return None
    return answer if done.returncode == 0 and isinstance(answer, dict) else None


def _placing(
    problem: PlacementProblem,
    columns: Sequence[tuple[int, Candidate]],
    answer: dict[str, Any] | None,
) -> Placing | None:
    """Return the placing that was chosen, if it keeps every rule."""
    if answer is None:
        return None
    places: list[Candidate | None] = [None] * len(problem.items)
    for column in answer["chosen"]:
        number, place = columns[column]
        if places[number] is not None:
            return None
        places[number] = place
    found = Placing(problem, places)
    return found if found.is_allowed else None
