"""Proposals: a better plan, move by move with its reason, before anything is moved."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from states.messages import Message
from vorlauf.plan.findings import Balance
from vorlauf.plan.proposals.problem import Score
from vorlauf.plan.proposals.solver import Way


@dataclass(frozen=True, kw_only=True)
class ProposedMove:
    """A post that is to move from `slot_at` to `to` (aware UTC), and because of what.

    `shift` counts the working days in between. It can be taken only together with
    those (numbers) that it `needs`, because it takes a slot that they leave.
    """

    number: str
    title: str
    houses: tuple[str, ...]
    row_version: int
    slot_at: datetime
    to: datetime
    shift: int
    because: tuple[Message, ...]
    needs: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Hindrance:
    """A rule that stands in the way of a post, and on which days it does."""

    rule: Message
    days: tuple[date, ...]


@dataclass(frozen=True, kw_only=True)
class Unplaced:
    """A post for which no slot keeps every rule; it stays where it is."""

    number: str
    title: str
    houses: tuple[str, ...]
    slot_at: datetime
    obstacles: tuple[Hindrance, ...]


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """A better plan from `first` to `last`, both included.

    `posts` may be moved, `fixed` stay, as they are past or somebody was asked for them.
    `before` says how the plan is now, `after` how it would be, `by_turn` how first
    come, first served would leave it. At most `more` others could be placed; None if
    nobody knows.
    """

    first: date
    last: date
    posts: int
    fixed: int
    moves: Sequence[ProposedMove]
    unplaced: Sequence[Unplaced]
    way: Way
    more: int | None
    before: Score
    after: Score
    by_turn: Score
    balances_before: Sequence[Balance]
    balances_after: Sequence[Balance]

    def move_of(self, number: str) -> ProposedMove | None:
        """Return the move of a post, if one is proposed."""
        return next((one for one in self.moves if one.number == number), None)
