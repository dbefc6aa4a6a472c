"""Plans: checking the plan of a year, and proposing a better one."""

import resource
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

from benchmarks.figures import Figure, directory, store
from benchmarks.plan_instances import NINE, Tightness, instance, is_proper
from vorlauf.db.call import Call
from vorlauf.db.engine import reading, writing
from vorlauf.directory.model import Directory
from vorlauf.editing.new_posts import add, year_plan
from vorlauf.plan.check import checked
from vorlauf.plan.plans import plan_of
from vorlauf.plan.proposals.solver import Way, solve

POSTS, FEW_POSTS = 226, 5
TIMES = 9
NOW = datetime(2026, 12, 1, 9, tzinfo=UTC)
YEAR = 2027
HOW_CHECKED = (
    "A year of drafts of ten houses, each of which has agreed on three steps a week; "
    "the quickest of nine checks, as time of the processor, without reading the posts."
)
HOW_PROPOSED = (
    "Nine plans of 226 posts of ten houses with blackouts, closed houses, posts tied "
    "to a date and posts that are too late; the slowest counts, as time of the "
    "processor of the solver. All but one at most must be proven the best."
)
_MOST_UNPROVEN = 1


def measure(*, short: bool = False) -> list[Figure]:
    """Return how long a check of the plan takes, and the slowest of the proposals."""
    posts, some = (FEW_POSTS, NINE[:1]) if short else (POSTS, NINE)
    seconds, proven = _proposed(some)
    assert proven >= len(some) - _MOST_UNPROVEN, f"only {proven} plans were proven"
    return [
        Figure(
            f"checking a plan of {posts} posts of ten houses",
            _checked(posts) * 1e3,
            50,
            "ms",
            how=HOW_CHECKED,
        ),
        Figure(
            "the best plan of a year with 226 posts, the slowest of nine",
            seconds,
            10,
            "s",
            f"{proven} of {len(some)} proven",
            how=HOW_PROPOSED,
        ),
    ]


def _agreed() -> Directory:
    found = directory()
    houses = {
        key: replace(house, steps_per_week=3) for key, house in found.houses.items()
    }
    return replace(found, houses=houses)


def _checked(posts: int) -> float:
    people = _agreed()
    with store() as (engine, _):
        author = people.coordinator.key
        drafts = year_plan(people, YEAR, posts, author=author, after=NOW)
        with writing(engine) as connection:
            add(Call(connection, people, NOW, {}), drafts)
        with reading(engine) as connection:
            call = Call(connection, people, NOW, {})
            plans = [plan_of(call, YEAR) for _ in range(TIMES)]
    took = []
    for plan in plans:
        began = time.process_time()
        found = checked(plan)
        took.append(time.process_time() - began)
        assert found.posts == posts
    return min(took)


def _proposed(some: Sequence[tuple[Tightness, int]]) -> tuple[float, int]:
    took, proven = [], 0
    for how, seed in some:
        problem = instance(how, seed)
        before = _of_children()
        found = solve(problem)
        took.append(_of_children() - before)
        assert is_proper(found.placing)
        assert not found.by_turn.score < found.placing.score
        proven += found.way is Way.PROVEN
    return max(took), proven


def _of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
