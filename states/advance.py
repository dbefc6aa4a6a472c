"""Advance: the state that follows a move, and the refusals; touches nothing."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache
from typing import cast

from transitions import EventData, Machine

from states.messages import Message, Several, SpokenError, msg, phrase
from states.moves import GUARDS, MOVES, Facts, Guard, Move
from states.post import LABELS, Capacity, PostState, Trigger


class RefusalKind(StrEnum):
    """Why a move is refused: it cannot be, this person may not, or not yet."""

    CANNOT = "cannot"
    MAY_NOT = "may not"
    NOT_YET = "not yet"


@dataclass(frozen=True)
class Refusal:
    """The reason why a move is refused, as a sentence that can be read aloud."""

    answer: RefusalKind
    message: Message


class MoveRefusedError(SpokenError):
    """The move is refused; `refusal` says why."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.message)
        self.refusal = refusal


@dataclass(frozen=True)
class Offer:
    """A trigger that the state knows, and why it is greyed out, if it is."""

    trigger: Trigger
    label: str
    refusal: Refusal | None


def _index() -> Mapping[tuple[PostState, Trigger], tuple[Move, ...]]:
    rows: dict[tuple[PostState, Trigger], tuple[Move, ...]] = {}
    for move in MOVES:
        key = (move.source, move.trigger)
        rows[key] = (*rows.get(key, ()), move)
    return rows


_ROWS = _index()


def _candidates(state: PostState, trigger: Trigger, facts: Facts) -> tuple[Move, ...]:
    rows = _ROWS.get((state, trigger), ())
    if trigger is Trigger.OVERRIDE:
        return tuple(row for row in rows if row.dest is facts.target)
    return rows


def _first_broken(move: Move, facts: Facts) -> Guard | None:
    for name in move.guards:
        if not GUARDS[name].holds(facts):
            return GUARDS[name]
    return None


@cache
def possible(state: PostState) -> tuple[Trigger, ...]:
    """Return the triggers that a post in this state knows, without override."""
    known = {trigger for source, trigger in _ROWS if source is state}
    return tuple(t for t in Trigger if t in known and t is not Trigger.OVERRIDE)


def refusal(state: PostState, trigger: Trigger, facts: Facts) -> Refusal | None:
    """Return why this move is refused now; None if it may be made.

    The same refusal greys out a button and refuses a request. *Cannot* (the state does
    not know the move) and *may not* (not this person) differ.
    """
    rows = _candidates(state, trigger, facts)
    if not rows:
        return Refusal(RefusalKind.CANNOT, _cannot(state, trigger, facts))
    if not any(row.who & facts.capacities for row in rows):
        return Refusal(RefusalKind.MAY_NOT, _may_not(trigger, rows[0].who))
    broken = [_first_broken(row, facts) for row in rows]
    if all(broken):
        # Rows of one trigger differ in their last guard only; the first row
        # names what they have in common.
        guard = next(guard for guard in broken if guard)
        return Refusal(RefusalKind.NOT_YET, guard.message(facts))
    return None


def _cannot(state: PostState, trigger: Trigger, facts: Facts) -> Message:
    if trigger is not Trigger.OVERRIDE:
        return msg(
            "A post in state {state} does not know {trigger}; possible: {triggers}.",
            state=state,
            trigger=trigger,
            triggers=Several(possible(state)),
        )
    if facts.target is None:
        return msg("An override must name the state it leads to.")
    return msg("The post is already in state {state}.", state=state)


def _may_not(trigger: Trigger, who: Iterable[Capacity]) -> Message:
    # Whoever is known by own account only is no answer to who may.
    known = (one for one in who if not one.is_by_own_account)
    names = sorted((_WHO_IN_WORDS[capacity] for capacity in known), key=str)
    return msg(
        "{trigger} is for {who}.", trigger=trigger, who=Several(tuple(names), " or ")
    )


_WHO_IN_WORDS: Mapping[Capacity, Message] = {
    Capacity.COORDINATOR: phrase("who", "a coordinator"),
    Capacity.FLOW: phrase("who", "the timetable"),
    Capacity.CONTACT: phrase("who", "the contact of a house that is asked"),
    Capacity.APPROVER: phrase("who", "the approver who is asked"),
    Capacity.DEPUTY: phrase("who", "the deputy of whoever is asked"),
    Capacity.ASKED: phrase("who", "whoever is asked"),
}


@dataclass
class _Passage:
    """What the machine holds for the length of one move."""

    state: str
    facts: Facts


def _facts(event: EventData) -> Facts:
    # transitions types its model as `object`; ours is always a _Passage.
    return cast("_Passage", event.model).facts


def _condition(name: str) -> Callable[[EventData], bool]:
    return lambda event: GUARDS[name].holds(_facts(event))


def _is_target(dest: PostState) -> Callable[[EventData], bool]:
    return lambda event: _facts(event).target is dest


def _may(who: frozenset[Capacity]) -> Callable[[EventData], bool]:
    return lambda event: bool(who & _facts(event).capacities)


def _transition(move: Move) -> dict[str, object]:
    conditions = [_may(move.who), *(_condition(name) for name in move.guards)]
    if move.trigger is Trigger.OVERRIDE:
        conditions.append(_is_target(move.dest))
    return {
        "trigger": move.trigger.value,
        "source": move.source.value,
        "dest": move.dest.value,
        "conditions": conditions,
    }


def _machine(moves: Iterable[Move]) -> Machine:
    """Build the one machine; it holds no post and so is safe with threads."""
    return Machine(
        model=None,
        states=[state.value for state in PostState],
        transitions=[_transition(move) for move in moves],
        initial=PostState.DRAFT.value,
        auto_transitions=False,
        send_event=True,
    )


_MACHINE = _machine(MOVES)


def advance(state: PostState, trigger: Trigger, facts: Facts) -> PostState:
    """Return the state that follows; touches nothing.

    Raises `MoveRefusedError` with the sentence that `refusal` gives.
    """
    found = _following(state, trigger, facts)
    if isinstance(found, Refusal):
        raise MoveRefusedError(found)
    return found


# Of many posts that are moved at once the facts are mostly the same.
@lru_cache
def _following(state: PostState, trigger: Trigger, facts: Facts) -> PostState | Refusal:
    reason = refusal(state, trigger, facts)
    if reason is not None:
        return reason
    passage = _Passage(state.value, facts)
    if not _MACHINE.events[trigger.value].trigger(passage):
        fault = f"the machine refused {trigger} in {state} though the table allows it"
        raise AssertionError(fault)
    return PostState(passage.state)


def offered(state: PostState, facts: Facts) -> tuple[Offer, ...]:
    """Return every trigger the state knows, each with its refusal if it has one."""
    return tuple(
        Offer(trigger, LABELS[trigger], refusal(state, trigger, facts))
        for trigger in possible(state)
    )
