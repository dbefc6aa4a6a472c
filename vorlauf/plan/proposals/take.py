"""Taking a proposal, or a part of it: every move is an edit of its own."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Final

from states.messages import Message, Several, msg, sentences
from vorlauf.db.call import Call
from vorlauf.editing import edits
from vorlauf.editing.edits import Edit
from vorlauf.errors import BadInputError, ConflictError, RefusedError
from vorlauf.plan.comparison import newly_found
from vorlauf.plan.finding_words import words_of
from vorlauf.plan.findings import Overload, PlanCheck
from vorlauf.plan.plans import Plan, plan_between
from vorlauf.plan.proposals.proposal import Proposal, ProposedMove

_MOST_REASONS: Final = 3


@dataclass(frozen=True, kw_only=True)
class Taking:
    """Which moves (numbers) are taken, by whom (a key); `say` speaks their language.

    `numbers` None takes all of them.
    """

    actor: str
    say: Callable[[Message], str]
    numbers: Sequence[str] | None = None


def take(call: Call, proposal: Proposal, taking: Taking) -> list[ProposedMove]:
    """Move the slots as proposed, all that were chosen or none; return the moves.

    Raises `BadInputError` for a number that the proposal does not move, `RefusedError`
    for a move that needs another one, that breaks a rule without the others, or that
    this person may not make, and `ConflictError` if a post has changed since the
    proposal was made.
    """
    moves = chosen(proposal, taking.numbers)
    with newly_found(call, partial(_plan, proposal)) as newly:
        _save(call, moves, taking)
        _check(call, proposal, moves, newly())
    return moves


def _plan(proposal: Proposal, call: Call) -> Plan:
    return plan_between(call, proposal.first, proposal.last)


def _save(call: Call, moves: Sequence[ProposedMove], taking: Taking) -> None:
    marked = replace(call, entry_point={**call.entry_point, "proposal": "plan"})
    for move in moves:
        comment = taking.say(because_of(move))
        edit = Edit(
            number=move.number,
            actor=taking.actor,
            slot_at=move.to,
            comment=comment,
            seen_row_version=move.row_version,
        )
        edits.save(marked, edit)


def _check(
    call: Call, proposal: Proposal, moves: Sequence[ProposedMove], newly: PlanCheck
) -> None:
    """Raise `RefusedError` if moves break a rule that all of them together keep."""
    taken = {move.number for move in moves}
    left = {one.number for one in proposal.unplaced}
    broken = replace(
        newly,
        troubled=[one for one in newly.troubled if one.number in taken],
        clashes=[one for one in newly.clashes if taken & set(one.numbers)],
        # What has no place in the proposal stays in the way of others.
        overloads=[
            one
            for one in newly.overloads
            if taken & set(one.numbers) and _count(one, left) > one.agreed
        ],
        too_close=[
            one
            for one in newly.too_close
            if taken & set(one.numbers) and not left & set(one.numbers)
        ],
        gaps=[],
        absences=[],
    )
    if broken.is_fine:
        return
    why = sentences(words_of(broken, call.directory)[:_MOST_REASONS])
    named = _named(broken)
    others = [
        move.number
        for move in proposal.moves
        if move.number in named and move.number not in taken
    ]
    if others:
        raise RefusedError(
            msg(
                "These moves alone break a rule: {why} Take {others}, too, or leave "
                "what stands in the way. Nothing was moved.",
                why=why,
                others=Several(tuple(others)),
            )
        )
    raise RefusedError(
        msg("These moves break a rule: {why} Nothing was moved.", why=why)
    )


def _named(found: PlanCheck) -> set[str]:
    several = [
        *(one.numbers for one in found.clashes),
        *(one.numbers for one in found.overloads),
        *(one.numbers for one in found.too_close),
    ]
    return {number for numbers in several for number in numbers}


def _count(one: Overload, left: set[str]) -> int:
    return one.count - len(left & set(one.numbers))


def because_of(move: ProposedMove) -> Message:
    """Return the reason of a move, as the log keeps it."""
    return msg("Proposal for the plan: {because}", because=sentences(move.because))


def chosen(proposal: Proposal, numbers: Sequence[str] | None) -> list[ProposedMove]:
    """Return the chosen moves in their order; raises as `take`."""
    if numbers is None:
        return list(proposal.moves)
    wanted = set(numbers)
    if unknown := wanted - {move.number for move in proposal.moves}:
        raise BadInputError(
            msg(
                "The proposal does not move {numbers}; take some that it moves.",
                numbers=Several(tuple(sorted(unknown))),
            )
        )
    moves = [move for move in proposal.moves if move.number in wanted]
    for move in moves:
        if missing := [number for number in move.needs if number not in wanted]:
            raise RefusedError(
                msg(
                    "{number} goes to a slot that {others} leaves; take that, too.",
                    number=move.number,
                    others=Several(tuple(missing)),
                )
            )
    return moves


def as_shown(proposal: Proposal, shown: Mapping[str, datetime]) -> list[str]:
    """Return the numbers of moves that were shown, if they are still proposed so.

    `shown` has the new slot (aware) of each. Raises `ConflictError` if the plan has
    changed meanwhile, so that something else is proposed now.
    """
    other = [
        number
        for number, slot_at in shown.items()
        if (move := proposal.move_of(number)) is None or move.to != slot_at
    ]
    if other:
        raise ConflictError(
            msg(
                "The plan has changed since; something else is proposed for {numbers} "
                "now. Nothing was moved.",
                numbers=Several(tuple(other)),
            )
        )
    return list(shown)
