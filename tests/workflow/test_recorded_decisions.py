"""What somebody decided by phone is recorded, on both databases."""

import json
from datetime import timedelta

import pytest

from states.post import DecisionWay, PostState, StepKind, Trigger
from vorlauf.db.post_snapshots import NOTICE, STEP
from vorlauf.db.tables import Audit, table_of
from vorlauf.errors import (
    BadInputError,
    ConflictError,
    RefusedError,
    VorlaufError,
)
from vorlauf.workflow.action import Recording
from vorlauf.workflow.recorded_decisions import deciders
from vorlauf.workflow.undo import UNDO_FOR, undo

AUDIT = table_of(Audit)
AN_HOUR = timedelta(hours=1)


@pytest.fixture
def record(desk):
    """Return a function that records, as Ada, what somebody decided at `desk.now`."""

    def act(number, trigger, who, by="ada", said_at=None, **more):
        recording = Recording(
            by=desk.directory.people[by],
            way=more.pop("way", DecisionWay.PHONE),
            said_at=said_at or desk.now,
        )
        return desk.do(number, trigger, who, recording=recording, **more)

    return act


def test_a_yes_by_phone_leads_on_in_the_capacity_of_whoever_said_it(
    desk, record, hand_to_review
):
    number = hand_to_review("smi")
    said_at, desk.now = desk.now + AN_HOUR, desk.now + 3 * AN_HOUR

    record(number, "endorse", "ines", said_at=said_at, comment="Passt.")

    assert desk.post(number).state is PostState.STAATSKANZLEI_APPROVAL
    assert not desk.post(number).overridden
    entry = desk.rows(AUDIT)[-1]
    facts = (entry.event, entry.actor, entry.capacity, entry.house, entry.comment)
    assert facts == ("endorse", "Ines Iser", "contact", "smi", "Passt.")
    details = json.loads(entry.details)
    assert details["recorded_by"] == desk.directory.people["ada"].name
    assert (details["way"], details["said_at"]) == ("phone", said_at.isoformat())
    (step,) = desk.rows(STEP, house="smi", kind="review")
    assert (step.decided_by, step.way) == ("Ines Iser", "phone")
    assert (step.recorded_by, step.said_at) == (details["recorded_by"], said_at)


def test_the_person_gets_a_receipt_of_its_own_kind(desk, record, hand_to_review):
    number = hand_to_review("smi")

    record(number, "endorse", "ivo")

    told = [row.recipient for row in desk.rows(NOTICE, purpose="decision_recorded")]
    assert told == ["ivo", "ines"]
    assert desk.rows(NOTICE, purpose="decision_received") == []
    assert desk.rows(AUDIT)[-1].capacity == "deputy"


def test_a_no_by_phone_needs_words_and_sends_the_post_back(
    desk, record, hand_to_review
):
    number = hand_to_review("smi")

    with pytest.raises(RefusedError, match="A comment is obligatory"):
        record(number, "request_changes", "ines")
    record(number, "request_changes", "ines", comment="Falsches Jahr.")

    assert desk.post(number).state is PostState.DRAFT


def test_an_approval_is_recorded_for_the_approver_alone(desk, record, hand_to_review):
    number = hand_to_review("smi")
    desk.do(number, "endorse", "ines")

    record(number, "approve", "clara", way=DecisionWay.MEETING)

    assert desk.post(number).state is PostState.SCHEDULED


@pytest.mark.parametrize(
    ("who", "by", "words"),
    [
        ("frank", "ada", "Ines Iser, Ivo Jahn could decide"),
        ("clara", "ada", "is not asked for endorse"),
        ("ines", "ines", "is no coordinator"),
        ("ada", "ben", "is not asked for endorse"),
        ("ben", "ben", "decide yourself instead"),
        ("nobody", "ada", "nobody called"),
    ],
)
def test_only_what_others_could_decide_is_recorded(
    record, hand_to_review, who, by, words
):
    with pytest.raises(VorlaufError, match=words):
        record(hand_to_review("smi"), "endorse", who, by=by)


def test_the_author_has_decided_nothing(desk, record, hand_to_review):
    desk.amend("people", "ines", deputy="ada")
    desk.let_be_away("ines")
    number = hand_to_review("smi")

    with pytest.raises(RefusedError, match="a text of their own"):
        record(number, "endorse", "ada", by="ben")

    assert "ada" not in {
        one.person.key for one in deciders(desk.post(number), desk.directory)
    }


@pytest.mark.parametrize(
    ("minutes", "words"), [(1, "is still to come"), (-1, "is not about this version")]
)
def test_a_decision_lies_between_the_request_and_now(
    desk, record, hand_to_review, minutes, words
):
    number, said_at = hand_to_review("smi"), desk.now + timedelta(minutes=minutes)

    with pytest.raises(VorlaufError, match=words):
        record(number, "endorse", "ines", said_at=said_at)


def test_nothing_is_recorded_on_an_older_version(desk, record, hand_to_review):
    number = hand_to_review("smi")
    desk.save(number, texts={"xing": "Neu."})

    with pytest.raises(ConflictError, match="version 1 is no longer the current"):
        record(number, "endorse", "ines", seen_version=1)


def test_only_decisions_are_recorded(record, hand_to_review):
    with pytest.raises(BadInputError, match="withdraw is no decision"):
        record(hand_to_review("smi"), "withdraw", "ines", comment="Nein.")


def test_whoever_recorded_it_undoes_it_while_nobody_has_heard(
    desk, record, hand_to_review
):
    number = hand_to_review("smi")
    record(number, "endorse", "ines", hold=UNDO_FOR)

    with pytest.raises(RefusedError, match="nobody else takes it back"):
        desk.ask(lambda call, _: undo(call, number, "ines"), None)
    desk.ask(lambda call, _: undo(call, number, "ada"), None)

    assert desk.post(number).state is PostState.MINISTRY_REVIEW
    (step,) = desk.post(number).steps
    assert (step.kind, step.house) == (StepKind.REVIEW, "smi")
    (row,) = desk.rows(STEP, id=step.id)
    assert (row.way, row.recorded_by, row.said_at) == ("", "", None)
    (receipt,) = desk.rows(NOTICE, purpose="decision_recorded")
    assert receipt.state == "cancelled"


def test_a_decision_that_was_jumped_over_is_recorded_too(desk, record, hand_to_review):
    number = hand_to_review("smi")
    why = {"comment": "Eilt.", "target": PostState.SCHEDULED}
    desk.do(number, "override", "ada", **why)

    record(number, "endorse", "ines")

    assert desk.post(number).state is PostState.SCHEDULED
    assert ("review", "smi") not in desk.open_steps(number)


def test_those_who_could_decide_are_listed_before_their_deputies(desk, hand_to_review):
    number = hand_to_review("smi", "smf")

    found = deciders(desk.post(number), desk.directory)

    assert [(one.person.key, one.step.house) for one in found] == [
        ("frank", "smf"),
        ("fay", "smf"),
        ("ines", "smi"),
        ("ivo", "smi"),
    ]
    assert {one.triggers for one in found} == {
        (Trigger.ENDORSE, Trigger.REQUEST_CHANGES)
    }
