"""Checks of the table of moves, which is in `moves`: its faults, and its diagram."""

from collections.abc import Sequence

from states.moves import GUARDS, MOVES, Move
from states.post import LABELS, PostState, Trigger


def faults_of(
    moves: Sequence[Move], *, final: frozenset[PostState] = frozenset()
) -> list[str]:
    """Return the faults of a table of moves, one sentence each.

    `transitions` validates nothing: unknown guards, states that nobody reaches or
    leaves, duplicate rows, rows that nobody may use, exits from final states.
    """
    return [
        *_faults_of_rows(moves, final),
        *_faults_of_states(moves, final),
        *(f"{item!r} has no German label" for item in _labelled(moves)),
    ]


def _faults_of_rows(moves: Sequence[Move], final: frozenset[PostState]) -> list[str]:
    faults = []
    seen = set()
    for move in moves:
        row = f"{move.trigger}: {move.source} -> {move.dest}"
        faults += [
            f"{row}: no guard is called {n!r}" for n in move.guards if n not in GUARDS
        ]
        if not move.who:
            faults.append(f"{row}: nobody may do it")
        if move.source in final:
            faults.append(f"{row}: leaves a final state")
        key = (move.trigger, move.source, move.dest)
        if key in seen:
            faults.append(f"{row}: stands twice")
        seen.add(key)
    return faults


def _faults_of_states(moves: Sequence[Move], final: frozenset[PostState]) -> list[str]:
    ordinary = [move for move in moves if move.trigger is not Trigger.OVERRIDE]
    left = {move.source for move in ordinary}
    reached = _reachable(ordinary)
    return [
        *(f"nothing leads to {s}" for s in PostState if s not in reached),
        *(f"nothing leads out of {s}" for s in PostState if s not in left | final),
    ]


def _reachable(moves: Sequence[Move]) -> set[PostState]:
    reached = {PostState.DRAFT}
    while grown := {m.dest for m in moves if m.source in reached} - reached:
        reached |= grown
    return reached


def _labelled(moves: Sequence[Move]) -> list[PostState | Trigger]:
    used: list[PostState | Trigger] = [
        *PostState,
        *dict.fromkeys(move.trigger for move in moves),
    ]
    return [item for item in used if item not in LABELS]


def mermaid(moves: Sequence[Move] = MOVES) -> str:
    """Return the table as a mermaid state diagram, without override."""
    lines = ["stateDiagram-v2", f"    [*] --> {PostState.DRAFT}"]
    lines += [f"    {state}: {state} · {LABELS[state]}" for state in PostState]
    drawn = dict.fromkeys(
        f"    {move.source} --> {move.dest}: {move.trigger}"
        for move in moves
        if move.trigger is not Trigger.OVERRIDE
    )
    return "\n".join([*lines, *drawn])
