"""Turnaround: how long answers take, learned from those that came and from open ones.

The Kaplan-Meier estimate (1958): a request that is still open says that its answer
takes longer than so far, and nothing else.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import Final

# From fewer answers nothing is concluded.
FEWEST: Final = 15
_EVEN: Final = 1e-9  # sums of fractions are equal up to this


@dataclass(frozen=True)
class Wait:
    """A request: working days until its answer, or so far if it has none yet."""

    days: int
    is_answered: bool = True


@dataclass(frozen=True)
class Turnaround:
    """How long answers take: `parts[n]` is the part that takes exactly n working days.

    What is missing to 1 takes longer than anybody has seen, or is not known.
    `answered` and `open` are the numbers of requests that it was learned from.
    """

    parts: tuple[float, ...]
    answered: int
    open: int

    def within(self, days: int) -> float:
        """Return the part of the answers that takes at most so many working days."""
        return min(1.0, sum(self.parts[: days + 1])) if days >= 0 else 0.0

    def bound(self, chance: float) -> int | None:
        """Return in how many working days the next answer comes with such a chance.

        None if that was not reached: too few have answered, or open requests are the
        longest. One more answer is as likely to lie in each gap between those that
        came as in any other, so of n answers the (n + 1) * chance-th is meant.
        """
        if not self.answered:
            return None
        wanted = min(1.0, chance * (self.answered + 1) / self.answered) - _EVEN
        sums = accumulate(self.parts)
        return next((days for days, part in enumerate(sums) if part >= wanted), None)

    def after(self, days: int) -> "Turnaround":
        """Return how much longer an answer takes that has not come for so many days."""
        left = 1.0 - self.within(days - 1)
        if left < _EVEN:
            return Turnaround((), self.answered, self.open)
        parts = tuple(part / left for part in self.parts[days:])
        return Turnaround(parts, self.answered, self.open)


def learned(waits: Iterable[Wait]) -> Turnaround:
    """Learn from requests how long answers take."""
    answered, all_ = Counter[int](), Counter[int]()
    for wait in waits:
        all_[wait.days] += 1
        answered[wait.days] += wait.is_answered
    at_risk, still_open, parts = all_.total(), 1.0, [0.0] * (max(all_, default=-1) + 1)
    for days in sorted(all_):
        parts[days] = still_open * answered[days] / at_risk
        still_open -= parts[days]
        at_risk -= all_[days]
    count = answered.total()
    return Turnaround(tuple(parts), count, all_.total() - count)


def one_after_the_other(first: Turnaround, second: Turnaround) -> Turnaround:
    """Return how long both take if one begins when the other is done."""
    parts = [0.0] * max(0, len(first.parts) + len(second.parts) - 1)
    for n, one in enumerate(first.parts):
        for m, other in enumerate(second.parts):
            parts[n + m] += one * other
    return _both(tuple(parts), first, second)


def at_the_same_time(first: Turnaround, second: Turnaround) -> Turnaround:
    """Return how long both take if they begin together: as long as the longer one."""
    size = max(len(first.parts), len(second.parts))
    sums = [first.within(n) * second.within(n) for n in range(size)]
    parts = (now - before for before, now in pairwise([0.0, *sums]))
    return _both(tuple(parts), first, second)


def _both(
    parts: tuple[float, ...], first: Turnaround, second: Turnaround
) -> Turnaround:
    return Turnaround(
        parts,
        answered=min(first.answered, second.answered),
        open=first.open + second.open,
    )
