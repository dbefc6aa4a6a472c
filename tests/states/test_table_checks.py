from dataclasses import replace
from itertools import pairwise

import pytest

from states.deadlines import Schedule
from states.moves import MOVES, Move, capacities_of, dest_of, open_to
from states.post import (
    LABELS,
    PATH,
    STATES,
    STEPS,
    Capacity,
    PostState,
    Role,
    StepKind,
    Trigger,
)
from states.table_checks import faults_of, mermaid

# The table as the office wrote it down: trigger, from, to, who.
AGREED = """
request_assets  | draft                  | asset_requested        | coordinator flow
submit          | draft                  | ministry_review        | coordinator
submit          | asset_requested        | ministry_review        | coordinator
endorse         | ministry_review        | ministry_review | by_link contact deputy
endorse         | ministry_review | staatskanzlei_approval | by_link contact deputy
approve         | staatskanzlei_approval | scheduled | by_link approver deputy
request_changes | asset_requested        | draft                  | asked coordinator
request_changes | ministry_review        | draft | asked coordinator flow
request_changes | staatskanzlei_approval | draft | asked coordinator flow
request_changes | scheduled              | draft | approver asked coordinator flow
revise          | staatskanzlei_approval | ministry_review        | coordinator
revise          | scheduled              | ministry_review        | coordinator
publish         | scheduled              | published              | coordinator flow
withdraw        | draft                  | withdrawn              | coordinator
withdraw        | asset_requested        | withdrawn              | coordinator
withdraw        | ministry_review        | withdrawn              | coordinator
withdraw        | staatskanzlei_approval | withdrawn              | coordinator
withdraw        | scheduled              | withdrawn              | coordinator
withdraw        | published              | withdrawn              | coordinator
reopen          | withdrawn              | draft                  | coordinator
"""

# What the states are: which phase, how full the pie, and what is special.
AGREED_STATES = """
draft                  | collecting | 0 | path
asset_requested        | collecting | 2 | path
ministry_review        | binding    | 4 | path
staatskanzlei_approval | binding    | 6 | path
scheduled              | binding    | 8 | path proofs
published              | over       | 0 | path proofs
withdrawn              | over       | 0 |
"""

# What the steps are: in which state, whom they ask, between which instants, answered as
# what and how.
AGREED_STEPS = """
draft     | draft           | coordinator | draft_by draft_by         |
assets    | asset_requested | houses      | request_by assets_due     | asked request_changes
graphics  | asset_requested | graphics    | assets_due graphics_due   | asked request_changes
submit    | asset_requested | coordinator | graphics_due graphics_due |
review    | ministry_review | houses      | graphics_due review_due   | contact endorse request_changes
approval  | staatskanzlei_approval | approver | review_due approval_due | approver approve request_changes
publish   | scheduled       | coordinator | slot slot                 |
take_down | published       | coordinator | slot slot                 | unplanned
"""  # noqa: E501, one row each

# Who may do what when they are asked in a state, beside the coordinators.
AGREED_ROLES = """
contact  | asset_requested        | request_changes
graphics | asset_requested        | request_changes
contact  | ministry_review        | endorse request_changes
approver | ministry_review        | endorse request_changes
approver | staatskanzlei_approval | approve request_changes
"""

ORDINARY = [move for move in MOVES if move.trigger is not Trigger.OVERRIDE]
COORDINATOR = frozenset({Capacity.COORDINATOR})


def rows(table):
    """Return the rows of a table with single spaces in their cells."""
    return [
        tuple(" ".join(cell.split()) for cell in line.split("|"))
        for line in table.strip().splitlines()
    ]


def test_the_states_are_those_that_were_agreed():
    ours = [
        (
            state,
            spec.phase,
            str(spec.filled),
            "path " * spec.is_on_path + "proofs" * spec.takes_proofs,
        )
        for state, spec in STATES.items()
    ]

    assert [(*row[:3], row[3].strip()) for row in ours] == rows(AGREED_STATES)


def test_the_steps_are_those_that_were_agreed():
    ours = [
        (
            kind,
            spec.state,
            spec.asks,
            " ".join(spec.span),
            " ".join(
                [
                    *([spec.capacity] if spec.capacity else []),
                    *spec.answers,
                    *([] if spec.is_planned else ["unplanned"]),
                ]
            ),
        )
        for kind, spec in STEPS.items()
    ]

    assert ours == rows(AGREED_STEPS)


def test_every_state_and_every_kind_of_step_has_its_row_in_their_order():
    assert list(STATES) == list(PostState)
    assert list(STEPS) == list(StepKind)


def test_a_step_lies_between_instants_that_a_plan_knows():
    instants = {name for spec in STEPS.values() for name in spec.span}

    assert instants <= set(Schedule.__dataclass_fields__)


def test_a_yes_leads_on_from_the_state_in_which_it_is_asked_for():
    decisions = [spec for spec in STEPS.values() if spec.yes]

    for spec in decisions:
        assert dest_of(spec.state, spec.yes) not in {None, spec.state}
        assert spec.capacity in {
            who
            for move in ORDINARY
            if (move.source, move.trigger) == (spec.state, spec.yes)
            for who in move.who
        }


def test_whoever_is_asked_may_do_what_was_agreed_and_nobody_else_anything():
    ours = [
        (role, state, " ".join(open_to(*capacities_of(role, state), state=state)))
        for state in PostState
        for role in Role
        if role is not Role.COORDINATOR and capacities_of(role, state)
    ]

    assert sorted(ours) == sorted(rows(AGREED_ROLES))


def in_short(who):
    """Return the capacities, those of people not on file in one word."""
    by_link = [one for one in Capacity if one.is_by_own_account]
    others = sorted(who.difference(by_link))
    return ["by_link", *others] if who.issuperset(by_link) else others


def test_the_table_is_the_one_that_was_agreed():
    agreed = set(rows(AGREED))

    ours = {
        (move.trigger, move.source, move.dest, " ".join(in_short(move.who)))
        for move in ORDINARY
    }

    assert ours == agreed


def test_a_coordinator_may_override_from_any_state_to_any_other():
    overrides = [move for move in MOVES if move.trigger is Trigger.OVERRIDE]

    assert {(move.source, move.dest) for move in overrides} == {
        (source, dest) for source in PostState for dest in PostState if source != dest
    }
    assert {(move.who, move.guards) for move in overrides} == {
        (COORDINATOR, ("has_a_comment",))
    }


def test_the_table_is_sound():
    assert faults_of(MOVES) == []


FIRST = MOVES[0]
BROKEN = {
    "request_assets: draft -> asset_requested: stands twice": (*MOVES, FIRST),
    "request_assets: draft -> asset_requested: nobody may do it": (
        replace(FIRST, who=frozenset()),
        *MOVES[1:],
    ),
    "request_assets: draft -> asset_requested: no guard is called 'os.remove'": (
        replace(FIRST, guards=("os.remove",)),
        *MOVES[1:],
    ),
    "nothing leads to published": tuple(
        move for move in MOVES if move.dest is not PostState.PUBLISHED
    ),
    "nothing leads out of withdrawn": tuple(
        move for move in MOVES if move.trigger is not Trigger.REOPEN
    ),
}


@pytest.mark.parametrize("fault", BROKEN)
def test_each_fault_of_a_table_is_named(fault):
    assert faults_of(BROKEN[fault]) == [fault]


def test_a_final_state_has_no_exit():
    faults = faults_of(MOVES, final=frozenset({PostState.WITHDRAWN}))

    assert "reopen: withdrawn -> draft: leaves a final state" in faults


def test_a_final_state_needs_no_exit():
    rows = [move for move in ORDINARY if move.source is not PostState.WITHDRAWN]

    assert faults_of(rows, final=frozenset({PostState.WITHDRAWN})) == []


def test_a_ring_of_states_that_nobody_enters_is_found():
    cut_off = [move for move in ORDINARY if move.dest is not PostState.SCHEDULED]

    assert faults_of(cut_off) == [
        "nothing leads to scheduled",
        "nothing leads to published",
    ]


def test_a_word_without_a_label_is_named(monkeypatch):
    fewer = {word: label for word, label in LABELS.items() if word != Trigger.APPROVE}
    monkeypatch.setattr("states.table_checks.LABELS", fewer)

    (fault,) = faults_of(MOVES)

    assert "approve" in fault
    assert "has no German label" in fault


def test_the_way_of_every_post_leads_through_moves_of_the_table():
    pairs = {(move.source, move.dest) for move in ORDINARY}
    planned = {spec.state for spec in STEPS.values() if spec.is_planned}
    way = [state for state in PATH if state in {*planned, PostState.PUBLISHED}]

    assert set(pairwise(way)) <= pairs


def test_the_diagram_draws_every_row_once_and_no_override():
    lines = mermaid().splitlines()

    arrows = [f"    {m.source} --> {m.dest}: {m.trigger}" for m in ORDINARY]
    assert lines[:2] == ["stateDiagram-v2", "    [*] --> draft"]
    assert [line for line in lines[2:] if "-->" in line] == arrows


def test_the_diagram_says_each_state_in_german():
    lines = mermaid().splitlines()

    assert "    ministry_review: ministry_review · Prüfung im Ressort" in lines
    assert all(f"    {s}: {s} · {LABELS[s]}" in lines for s in PostState)


def test_a_diagram_of_another_table_shows_that_table():
    row = Move(Trigger.WITHDRAW, PostState.DRAFT, PostState.WITHDRAWN, COORDINATOR)

    assert mermaid([row]).splitlines()[-1] == "    draft --> withdrawn: withdraw"


def test_the_words_of_the_file_are_fixed():
    assert [*PostState] == [*(state.value for state in PATH), "withdrawn"]
    assert len(Trigger) == 10
