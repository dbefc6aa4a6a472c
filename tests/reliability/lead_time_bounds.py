"""Figure 18: learned lead times keep what they promise of houses whose habits we know.

Houses of three kinds answer by known habits: prompt ones, slow ones, and ones in which
two people answer, one of them slowly. From 15, 30 and 60 answers, with and without open
requests, the bounds are learned; how many of the next answers then come in time is
computed from the habit itself.
"""

from collections.abc import Iterator, Mapping, Sequence
from math import exp
from random import Random
from typing import Final

from reliability.figures import Figure
from states.turnaround import Wait, learned

SEED: Final = 20261201
HOUSES, FEW = 400, 60
USUAL, SAFE = 0.8, 0.95
# Of a hundred requests so many are still open when somebody looks.
OPEN: Final = 0.12
_LONGEST: Final = 60  # working days


def _habit(weights: Sequence[float]) -> tuple[float, ...]:
    whole = sum(weights)
    return tuple(one / whole for one in weights)


# The part of the answers that takes 0, 1, 2 … working days.
HABITS: Final[Mapping[str, tuple[float, ...]]] = {
    "prompt": _habit([exp(-n / 2.5) for n in range(_LONGEST)]),
    "slow": _habit([n**3 * exp(-n / 1.8) for n in range(_LONGEST)]),
    "two people": _habit(
        [
            (0.6 if 1 <= n <= 3 else 0.0) / 3
            + (0.4 * exp(-(n - 6) / 3) / 3 if n > 5 else 0)
            for n in range(_LONGEST)
        ]
    ),
}


def run(*, short: bool = False) -> Iterator[Figure]:
    """Measure, on houses of each kind, how often each bound is kept."""
    for answers in (15, 30, 60):
        for is_open in (False, True):
            for kind in HABITS:
                yield _figure(kind, answers, is_open=is_open, short=short)


def _figure(kind: str, answers: int, *, is_open: bool, short: bool) -> Figure:
    dice, houses = (
        Random(f"{SEED} {kind} {answers} {is_open}"),
        FEW if short else HOUSES,
    )
    usual, safe = _coverage(HABITS[kind], answers, dice, houses, OPEN * is_open)
    least = 0.90 if answers < 30 else 0.93
    # Few houses say less: a short run may be off by so much more.
    slack = 0.03 if short else 0.0
    kept = 0.78 - slack <= usual[0] <= 0.86 + slack and safe[0] >= least - slack
    some = ", some requests open" if is_open else ""
    return Figure(
        number=18,
        title=f"learned lead times, {kind}, {answers} answers{some}",
        tried=houses,
        failed=0 if kept else houses,
        promise=f"80 % bound covers 78 to 86 %, 95 % bound {least:.0%} or more",
        kept=kept,
        details=f"80 % bound covers {100 * usual[0]:.1f} %, 95 % bound "
        f"{100 * safe[0]:.1f} %; not known {100 * usual[1]:.1f} and "
        f"{100 * safe[1]:.1f} %, seed {SEED}",
    )


def _coverage(
    habit: Sequence[float], answers: int, dice: Random, houses: int, part_open: float
) -> tuple[tuple[float, float], tuple[float, float]]:
    """Return of both bounds the mean coverage, and the part that is not known."""
    covered: dict[float, list[float]] = {USUAL: [], SAFE: []}
    for _ in range(houses):
        known = learned(_waits(habit, answers, dice, part_open))
        for chance, found in covered.items():
            if (days := known.bound(chance)) is not None:
                found.append(sum(habit[: days + 1]))
    usual, safe = (
        (sum(found) / len(found), 1 - len(found) / houses) for found in covered.values()
    )
    return usual, safe


def _waits(
    habit: Sequence[float], answers: int, dice: Random, part_open: float
) -> Iterator[Wait]:
    while answers:
        (days,) = dice.choices(range(len(habit)), habit)
        seen = dice.randint(0, 8)
        if dice.random() < part_open and days > seen:
            yield Wait(seen, is_answered=False)
            continue
        answers -= 1
        yield Wait(days)
