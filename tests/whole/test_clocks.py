"""No test asserts how long something took: on a busy machine it takes longer."""

import ast
import re
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]
ROOT = TESTS.parent
# What tells seconds, of the library and of clients.
CLOCKS = {
    *("monotonic", "perf_counter", "process_time", "thread_time"),
    *("monotonic_ns", "perf_counter_ns", "process_time_ns", "thread_time_ns"),
    *("time_ns", "clock_gettime", "getrusage", "timeit", "elapsed"),
}
# Reading the tree of a file takes long, and few files say any of these.
ANY_CLOCK = re.compile(rf"\b({'|'.join(sorted(CLOCKS))}|time\.time)\b")


def asks_a_clock(node, timed):
    """Say whether something in this asks a clock, or one of these names."""
    return any(
        (isinstance(one, ast.Attribute) and one.attr in CLOCKS | timed)
        or (isinstance(one, ast.Name) and one.id in CLOCKS | timed)
        or ast.unparse(one) == "time.time"
        for one in ast.walk(node)
        if isinstance(one, ast.Attribute | ast.Name)
    )


def names_in(target):
    return {one.id for one in ast.walk(target) if isinstance(one, ast.Name)}


def timed_names(tree):
    """Return every name that holds or returns what a clock said, however often passed.

    Names count for the whole file: one name for two things is no help to readers.
    """
    timed, before = set(), None
    while timed != before:
        before = set(timed)
        for node in ast.walk(tree):
            match node:
                case ast.Assign(targets=targets, value=value):
                    kept = set().union(*map(names_in, targets))
                case ast.AnnAssign(target=target, value=ast.expr() as value) | (
                    ast.AugAssign(target=target, value=value)
                    | ast.NamedExpr(target=target, value=value)
                    | ast.For(target=target, iter=value)
                    | ast.comprehension(target=target, iter=value)
                ):
                    kept = names_in(target)
                case ast.FunctionDef(name=name):
                    kept, value = {name}, ast.Tuple(list(answers_of(node)))
                case ast.Call(
                    func=ast.Attribute(value=ast.Name(id=name), attr="append")
                ):
                    kept, value = {name}, ast.Tuple(node.args)
                case _:
                    continue
            if asks_a_clock(value, timed):
                timed |= kept
    return timed


def answers_of(function):
    for node in ast.walk(function):
        if isinstance(node, ast.Return | ast.Yield) and node.value:
            yield node.value


def timed_asserts(source):
    """Return the lines of the asserts that look at a clock."""
    if not ANY_CLOCK.search(source):
        return []
    tree = ast.parse(source)
    timed = timed_names(tree)
    return [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.Assert) and asks_a_clock(node.test, timed)
    ]


def test_no_test_asserts_how_long_something_took():
    found = [
        f"{file.relative_to(ROOT)}, line {line}: count work (tests/support/work.py)"
        for file in sorted(TESTS.rglob("*.py"))
        if not {"benchmarks", "reliability"} & {*file.parts} or "test_" in file.name
        for line in timed_asserts(file.read_text(encoding="utf-8"))
    ]

    assert found == []


BEGUN = "began = time.monotonic()\nact()\n"
TIMED = [
    BEGUN + "assert time.monotonic() - began < 3",
    BEGUN + "seconds = time.monotonic() - began\nassert 1 < seconds < 3",
    "from time import perf_counter as clock\n" + "assert perf_counter() < 3",
    "def took():\n    return time.time() - begun\nassert took() < 3",
    "taken = []\ntaken.append(time.process_time_ns())\nassert min(taken) < 3",
    "known, other = (median(t) for t in [perf_counter()])\nassert known / other < 3",
    "assert client.get('/').elapsed.total_seconds() < 3",
    "assert sleepy(time.time() + 1)",
    "quick = min(timeit.repeat(act))\nassert quick < 3",
]


@pytest.mark.parametrize("source", TIMED)
def test_an_assert_that_looks_at_a_clock_is_found(source):
    assert timed_asserts(source) == [source.count("\n") + 1]


@pytest.mark.parametrize(
    "source",
    [
        "ends = time.monotonic() + 60\nwhile time.monotonic() < ends:\n    look()",
        "assert datetime.combine(day, time(9)) == due",
        "assert moment.time() == time(3, 30)",
        "monkeypatch.setattr(line.Line, '_deadline', lambda: time.monotonic() + 2)",
    ],
)
def test_a_wait_and_a_time_of_day_are_no_such_assert(source):
    assert timed_asserts(source) == []
