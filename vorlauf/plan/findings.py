"""Findings: what a check of the plan has found, post by post and as a whole."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from states.post import PostState, StepKind


class BalanceKind(StrEnum):
    """By what posts are counted against the agreed split."""

    HOUSE = "house"
    AREA = "area"
    THEME = "theme"
    CHANNEL = "channel"
    QUARTER = "quarter"


@dataclass(frozen=True, kw_only=True)
class PostCheck:
    """A post of the plan whose slot is a trouble; `slot_at` and `earliest` aware UTC.

    `short_by` counts working days of the house `because`, which takes most of the time
    for the step `step`. `earliest` is the first slot that can be met, None if it is met
    as planned. `closed` says why nothing is published on the day, `closed_houses` which
    houses of the post are closed on it.
    """

    number: str
    title: str
    state: PostState
    slot_at: datetime
    houses: tuple[str, ...]
    short_by: int = 0
    because: str | None = None
    step: StepKind | None = None
    earliest: datetime | None = None
    is_missed: bool = False
    closed: str = ""
    closed_houses: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Clash:
    """Posts (numbers) that share a slot (aware UTC) and a channel."""

    slot_at: datetime
    channels: tuple[str, ...]
    numbers: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Overload:
    """More in a week or on a day than was agreed; `first` is the week's Monday.

    `house` owes so many steps in the week; without a house, posts are counted, on the
    day `first` if it `is_day`.
    """

    first: date
    count: int
    agreed: int
    house: str = ""
    is_day: bool = False
    numbers: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class TooClose:
    """Two posts (numbers) of a house with fewer working days in between than agreed."""

    house: str
    numbers: tuple[str, str]
    days: tuple[date, date]
    agreed: int


@dataclass(frozen=True, kw_only=True)
class Balance:
    """How many posts a house, channel or quarter has, and its agreed fraction.

    `share` and `agreed` are fractions of all; `agreed` is None where nothing was.
    """

    kind: BalanceKind
    key: str
    posts: int
    share: float
    agreed: float | None

    @property
    def off(self) -> float:
        """By how many posts it is above (+) or below (-) what was agreed."""
        if self.agreed is None or not self.share:
            return 0.0
        return self.posts - self.agreed * self.posts / self.share


@dataclass(frozen=True, kw_only=True)
class AbsenceInDues:
    """Somebody (a key) is away while posts (numbers) need an answer.

    `instead` is who is asked then (a key), empty if nobody is there.
    """

    person: str
    house: str
    first_day: date
    last_day: date
    instead: str
    numbers: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class PlanCheck:
    """What was found of the plan from `first` to `last`, both included.

    `posts` counts the posts, `troubled` are those whose slot is a trouble, `gaps` the
    Mondays of the weeks without a post.
    """

    first: date
    last: date
    posts: int
    troubled: Sequence[PostCheck]
    clashes: Sequence[Clash]
    overloads: Sequence[Overload]
    too_close: Sequence[TooClose]
    balances: Sequence[Balance]
    gaps: Sequence[date]
    absences: Sequence[AbsenceInDues]

    @property
    def is_fine(self) -> bool:
        """Whether nothing was found that somebody has to see to."""
        return not any(
            (
                self.troubled,
                self.clashes,
                self.overloads,
                self.too_close,
                self.gaps,
                self.absences,
            )
        )
