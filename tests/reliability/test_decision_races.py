"""Decision races: one winner each, and whoever finds two, or none, says so."""

from collections import Counter
from dataclasses import replace
from types import SimpleNamespace

import pytest
from measuring import measured

from reliability import race_verdicts
from reliability.race_verdicts import Start
from reliability.replay import Past, Replayed

# Whoever decides without looking whether somebody was faster.
BLIND = """
import sys
from reliability.__main__ import main
from vorlauf.editing import edits
from vorlauf.workflow import decisions
decisions.check_seen = edits.check_seen = lambda *_: None
sys.exit(main(["--short", "--only", "11", "--on", "sqlite"]))
"""


@pytest.mark.faults
@pytest.mark.timeout(600)
def test_no_race_is_fair_if_nobody_looks_who_was_faster():
    status, lines = measured("-c", BLIND)

    assert (status, "Traceback" in lines) == (1, False), lines
    assert lines.count("NOT KEPT") == 3


def line(event, source, dest, row_version, **more):
    facts = {"event": event, "actor_key": "x", "source": source, "dest": dest}
    facts |= {"row_version": row_version, "version": 1, "fingerprint": "f"}
    return SimpleNamespace(**facts | more)


def step(key, kind, outcome, version=1):
    return SimpleNamespace(id=key, kind=kind, outcome=outcome, version=version)


ASKED, APPROVED = "staatskanzlei_approval", "scheduled"
ENDORSED = line("endorse", "ministry_review", ASKED, 3)
START = Start(number="2026-001", post_id=1, step_id=7, version=1, row_version=3)
PAST = Past(
    number="2026-001",
    state=APPROVED,
    row_version=4,
    version=1,
    fingerprint="f",
    lines=[ENDORSED, line("approve", ASKED, APPROVED, 4)],
    steps=[step(7, "approval", "approved"), step(8, "publish", None)],
    newest=1,
    receipts=1,
)
CLEAN = ("approve", "conflict")


def judged(past, *said, chain=()):
    """Judge two races: this one, and one that the other side has won."""
    other = replace(PAST, number="2026-002")
    posts = [START, replace(START, number="2026-002")]
    found = Replayed(posts={"2026-001": past, "2026-002": other}, chain=chain)
    return race_verdicts.judge("", posts, [said, CLEAN[::-1]], found)


def test_one_winner_whom_the_store_knows_keeps_the_promise():
    figure = judged(PAST, *CLEAN)

    assert (figure.kept, figure.failed, figure.tried) == (True, 0, 2)
    assert "won 1 : 1" in figure.details


@pytest.mark.parametrize(
    "said",
    [
        ("approve", "approve"),
        ("conflict", "conflict"),
        ("approve", "withdraw"),
        ("approve", "OperationalError: database is locked"),
        ("conflict", "revise"),
    ],
)
def test_two_winners_or_none_or_another_break_it(said):
    assert not judged(PAST, *said).kept


ESCALATED = line("escalate", ASKED, ASKED, None)


@pytest.mark.parametrize(
    "wrong",
    [
        {"state": "withdrawn"},
        {"row_version": 5},
        {"lines": [ENDORSED, line("approve", ASKED, APPROVED, 5)]},
        {"lines": [ENDORSED, line("approve", "draft", APPROVED, 4)]},
        {"lines": [ENDORSED, line("approve", ASKED, APPROVED, 4, version=2)]},
        {"lines": [*PAST.lines, ESCALATED]},
        {"lines": [ENDORSED]},
        {"newest": 2},
        {"steps": [step(7, "approval", "approved")]},
        {"steps": [step(7, "approval", "void"), step(8, "publish", None)]},
        {"steps": [step(7, "approval", "approved"), step(8, "publish", None, 2)]},
        {"owed": ["reminder"]},
        {"receipts": 0},
    ],
)
def test_a_store_that_says_otherwise_breaks_it(wrong):
    figure = judged(replace(PAST, **wrong), *CLEAN)

    assert (figure.kept, figure.failed) == (False, 1)


def test_a_broken_chain_breaks_it():
    assert not judged(PAST, *CLEAN, chain=("line 3 was changed",)).kept


def test_a_deadline_comes_before_the_yes_or_not_at_all():
    before = replace(
        PAST, lines=[ENDORSED, ESCALATED, line("approve", ASKED, APPROVED, 4)]
    )
    after = replace(PAST, lines=[*PAST.lines, said_later(ESCALATED)])

    assert judged(before, "approve", "escalate").failed == 0
    assert judged(PAST, "approve", "nothing").failed == 0
    assert judged(after, "approve", "escalate").failed == 1
    assert judged(before, "approve", "nothing").failed == 1


def said_later(escalated):
    """Return the line as it would stand after the approval."""
    return SimpleNamespace(**{**vars(escalated), "source": APPROVED, "dest": APPROVED})


def test_races_that_one_side_always_wins_prove_nothing():
    posts, found = [START], Replayed(posts={"2026-001": PAST})

    figure = race_verdicts.judge("", posts, [CLEAN], found)

    assert (figure.kept, figure.failed) == (False, 0)


def test_the_open_steps_are_counted_by_kind_and_version():
    assert PAST.open == Counter({("publish", 1): 1})
