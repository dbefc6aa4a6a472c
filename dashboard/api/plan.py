"""The plan by the API: what is wrong with it, and a better one to be taken in parts."""

from datetime import date, datetime
from typing import Annotated

from fastapi import Query
from pydantic import Field

from dashboard.api.caller import Calls
from dashboard.api.values import Instant, Key, Value
from states.post import PostState, StepKind
from vorlauf.plan.check import check_plan
from vorlauf.plan.findings import BalanceKind
from vorlauf.plan.proposals import proposal as proposals
from vorlauf.plan.proposals.propose import propose, stated
from vorlauf.plan.proposals.solver import Way
from vorlauf.plan.proposals.take import Taking, as_shown, take

Year = Annotated[int | None, Query(ge=2000, le=2099)]


class PostCheckOut(Value):
    """A post whose slot is a trouble, and why; `short_by` in working days."""

    number: str
    title: str
    state: PostState
    slot_at: datetime
    houses: tuple[str, ...]
    short_by: int
    because: str | None
    step: StepKind | None
    earliest: datetime | None
    is_missed: bool
    closed: str
    closed_houses: tuple[str, ...]


class SlotClashOut(Value):
    """Posts that share a slot and a channel."""

    slot_at: datetime
    channels: tuple[str, ...]
    numbers: tuple[str, ...]


class OverloadOut(Value):
    """More in a week, or on a day, than was agreed; without a house posts count."""

    first: date
    count: int
    agreed: int
    house: str
    is_day: bool
    numbers: tuple[str, ...]


class TooCloseOut(Value):
    """Two posts of a house with fewer working days in between than agreed."""

    house: str
    numbers: tuple[str, str]
    days: tuple[date, date]
    agreed: int


class BalanceOut(Value):
    """How many posts a house, channel or quarter has; fractions of all."""

    kind: BalanceKind
    key: str
    posts: int
    share: float
    agreed: float | None


class AbsenceInDuesOut(Value):
    """Somebody is away while an answer is due, and who is asked instead."""

    person: str
    house: str
    first_day: date
    last_day: date
    instead: str
    numbers: tuple[str, ...]


class PlanOut(Value):
    """What was found of the plan from `first` to `last`."""

    first: date
    last: date
    posts: int
    is_fine: bool
    troubled: list[PostCheckOut]
    clashes: list[SlotClashOut]
    overloads: list[OverloadOut]
    too_close: list[TooCloseOut]
    balances: list[BalanceOut]
    gaps: list[date]
    absences: list[AbsenceInDuesOut]


class ScoreOut(Value):
    """How good a plan is: posts without a proper slot, posts moved, working days."""

    missed: int
    moved: int
    days: int


class ProposedMoveOut(Value):
    """A move that is proposed, and because of what; it `needs` others to be taken."""

    number: str
    title: str
    slot_at: datetime
    to: datetime
    shift: int
    because: list[str]
    needs: tuple[str, ...]


class ObstacleOut(Value):
    """A rule that is in the way, and on which days."""

    rule: str
    days: tuple[date, ...]


class UnplacedOut(Value):
    """A post for which no slot keeps every rule."""

    number: str
    title: str
    slot_at: datetime
    obstacles: list[ObstacleOut]


class ProposalOut(Value):
    """A better plan; at most `more` posts more could be placed, null if unknown."""

    first: date
    last: date
    posts: int
    fixed: int
    way: Way
    more: int | None
    before: ScoreOut
    by_turn: ScoreOut
    after: ScoreOut
    moves: list[ProposedMoveOut]
    unplaced: list[UnplacedOut]


class TakingIn(Value):
    """The moves to be made, as they were proposed: the new slot by number."""

    moves: dict[Key, Instant] = Field(min_length=1, max_length=1000)
    year: Annotated[int | None, Field(ge=2000, le=2099)] = None


class TakenOut(Value):
    """The posts that have their new slots."""

    numbers: list[str]


def check(calls: Calls, year: Year = None) -> PlanOut:
    """Say what is wrong with the plan of a year, or with what lies ahead."""
    with calls.reading() as connection:
        found = check_plan(calls.call(connection), year)
    return PlanOut.model_validate(found)


def proposal(calls: Calls, year: Year = None) -> ProposalOut:
    """Propose a better plan, each move with its reason; nothing is moved."""
    return _out(_proposed(calls, year))


def take_proposal(calls: Calls, wanted: TakingIn) -> TakenOut:
    """Make moves as they were proposed, all of them or none."""
    found = _proposed(calls, wanted.year)
    with calls.naming():
        numbers = as_shown(found, wanted.moves)
        taking = Taking(actor=calls.person.key, say=str, numbers=numbers)
        with calls.writing() as connection:
            moves = take(calls.call(connection), found, taking)
    return TakenOut(numbers=[move.number for move in moves])


def _proposed(calls: Calls, year: int | None) -> proposals.Proposal:
    with calls.reading() as connection:
        statement = stated(calls.call(connection), year)
    return propose(statement)


def _out(found: proposals.Proposal) -> ProposalOut:
    moves = [
        ProposedMoveOut(
            number=move.number,
            title=move.title,
            slot_at=move.slot_at,
            to=move.to,
            shift=move.shift,
            because=[str(one) for one in move.because],
            needs=move.needs,
        )
        for move in found.moves
    ]
    return ProposalOut(
        first=found.first,
        last=found.last,
        posts=found.posts,
        fixed=found.fixed,
        way=found.way,
        more=found.more,
        before=ScoreOut.model_validate(found.before),
        by_turn=ScoreOut.model_validate(found.by_turn),
        after=ScoreOut.model_validate(found.after),
        moves=moves,
        unplaced=_unplaced(found),
    )


def _unplaced(found: proposals.Proposal) -> list[UnplacedOut]:
    return [
        UnplacedOut(
            number=one.number,
            title=one.title,
            slot_at=one.slot_at,
            obstacles=[
                ObstacleOut(rule=str(each.rule), days=each.days)
                for each in one.obstacles
            ],
        )
        for one in found.unplaced
    ]
