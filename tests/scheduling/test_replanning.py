"""Replanning: a changed stakeholders.toml, and nothing that gets lost by it."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from desk import BARE

from vorlauf.db.engine import writing
from vorlauf.db.post_snapshots import NOTICE, STEP
from vorlauf.db.tables import Audit, table_of
from vorlauf.scheduling.changed_rules import apply_rules

AUDIT = table_of(Audit)


@pytest.fixture
def in_review(desk, a_post):
    """A post that two houses review, planned under the rules as they are."""
    number = a_post("smi", "smf", **BARE)
    desk.do(number, "submit")
    replan(desk)
    return number


def replan(desk):
    with writing(desk.engine) as connection:
        return apply_rules(desk.call(connection))


def review_times(desk, **changed):
    times = desk.directory.houses["smi"].lead_times
    desk.amend("houses", "smi", lead_times=replace(times, **changed))


def queued(desk, house):
    (step,) = desk.rows(STEP, house=house, closed_at=None)
    return desk.rows(NOTICE, step_id=step.id, state="queued")


def test_only_the_steps_of_the_changed_house_are_planned_anew(desk, in_review):
    before = {step.house: step for step in desk.post(in_review).steps}
    others = queued(desk, "smf")
    review_times(desk, approval=9)

    assert replan(desk) == ("smi",)

    after = {step.house: step for step in desk.post(in_review).steps}
    assert after["smi"].due_at < before["smi"].due_at
    assert (after["smf"], queued(desk, "smf")) == (before["smf"], others)
    assert replan(desk) == ()


@pytest.mark.usefixtures("in_review")
def test_what_is_due_already_stays_and_the_numbers_go_on(desk):
    request, *reminders = queued(desk, "smi")
    review_times(desk, approval=9)

    replan(desk)

    kept, *anew = queued(desk, "smi")
    assert (kept.id, kept.purpose, kept.due_at) == (
        request.id,
        "review_request",
        desk.now,
    )
    assert [notice.n for notice in anew] == [4, 5, 6]
    gone = {row.id: row.state for row in desk.rows(NOTICE)}
    assert {gone[notice.id] for notice in reminders} == {"cancelled"}


def test_the_file_says_which_dates_have_moved(desk, in_review):
    (before,) = [s for s in desk.post(in_review).steps if s.house == "smi"]
    review_times(desk, approval=9)

    replan(desk)

    (line,) = desk.rows(AUDIT, event="replan")
    (shift,) = json.loads(line.details)["steps"]
    assert (line.house, line.actor_key, line.number) == ("smi", "(flow)", in_review)
    assert (line.row_version, shift["due_before"]) == (None, before.due_at.isoformat())


@pytest.mark.usefixtures("in_review")
def test_whoever_is_asked_now_gets_a_request(desk):
    desk.amend("houses", "smi", contact="ivo", deputies=())

    replan(desk)

    asked = [n.recipient for n in queued(desk, "smi") if n.purpose == "review_request"]
    reminded = {n.recipient for n in queued(desk, "smi") if n.purpose == "reminder"}
    # What was due already still goes to Ines, who may have read it by now.
    assert (asked, reminded) == (["ines", "ivo"], {"ivo"})


def test_nothing_is_lost_when_the_file_changes_there_and_back(desk, a_post):
    night = desk.now.replace(hour=20)
    desk.now = night
    number = a_post("smi", **BARE)
    desk.do(number, "submit")
    replan(desk)
    before = [(n.purpose, n.recipient, n.due_at) for n in queued(desk, "smi")]

    for contact in ("ivo", "ines"):
        desk.amend("houses", "smi", contact=contact)
        replan(desk)

    after = [(n.purpose, n.recipient, n.due_at) for n in queued(desk, "smi")]
    assert after == before
    assert before[0][0] == "review_request"


def test_a_no_that_waits_for_the_morning_is_not_lost(desk, in_review):
    desk.now = desk.now.replace(hour=20)
    desk.do(in_review, "request_changes", "ines", comment="Bitte ohne Namen.")
    desk.amend("houses", "agentur", reminders=(0,))

    replan(desk)

    (told,) = desk.rows(NOTICE, purpose="changes_requested")
    assert (told.recipient, told.state) == ("ada", "queued")


def test_an_escalation_that_waits_for_the_morning_is_not_lost(desk, in_review):
    due = max(step.due_at for step in desk.post(in_review).steps)
    desk.advance(due.replace(hour=20) + timedelta(days=2))
    desk.amend("houses", "smi", reminders=(0,))

    replan(desk)

    told = desk.rows(NOTICE, purpose="escalation", house="smi")
    assert [(row.recipient, row.state) for row in told] == [("ivo", "queued")]


def test_what_is_no_longer_late_escalates_anew(desk, in_review, slot):
    due = max(step.due_at for step in desk.post(in_review).steps)
    desk.advance(due + timedelta(days=2))
    desk.advance(slot - timedelta(minutes=30))
    assert {step.escalation for step in desk.post(in_review).steps} == {2}
    texts = dict.fromkeys(desk.directory.campaign.channels, "Neu.")
    desk.save(in_review, slot_at=slot + timedelta(days=90), texts=texts)

    (mine,) = [s for s in desk.post(in_review).steps if s.house == "smi"]
    assert mine.escalation == 0
    assert mine.escalate_at > mine.due_at > desk.now


def test_moving_the_slot_of_a_draft_starts_its_escalation_anew(desk, a_post, slot):
    number = a_post("smi", texts={}, **BARE)
    (step,) = desk.post(number).steps
    desk.advance(step.escalate_at)
    desk.save(number, slot_at=slot + timedelta(days=90))
    (step,) = desk.post(number).steps
    assert step.escalation == 0

    desk.advance(step.escalate_at)

    told = desk.rows(NOTICE, step_id=step.id, purpose="escalation")
    assert [row.recipient for row in told] == ["ben", "ben"]


def test_a_step_that_began_without_a_mail_goes_on_without_one(desk, a_post, slot):
    number = a_post("smi", **BARE)
    assert desk.open_steps(number) == {("submit", "agentur")}

    desk.save(number, slot_at=slot + timedelta(days=7))

    assert {notice.purpose for notice in queued(desk, "agentur")} == {"reminder"}


def test_a_draft_is_requested_when_the_new_rules_say_so(desk, a_post):
    number = a_post("smi")
    replan(desk)
    before = desk.post(number).request_by
    review_times(desk, assets=8)

    replan(desk)

    assert desk.post(number).request_by < before


def test_a_house_that_leaves_the_file_stops_no_other(desk, in_review, a_post):
    other = a_post("smi", **BARE)
    desk.do(other, "submit")
    (kept,) = [step for step in desk.post(in_review).steps if step.house == "smf"]
    desk.amend("houses", "smf")
    desk.amend("people", "frank")
    desk.amend("people", "fay")
    review_times(desk, approval=9)

    assert replan(desk) == ("smi",)
    assert replan(desk) == ()

    assert kept in desk.post(in_review).steps
    assert {row.house for row in desk.rows(AUDIT, event="replan")} == {"smi"}


@pytest.mark.usefixtures("in_review")
def test_a_house_that_comes_back_is_planned_anew(desk):
    whole = desk.directory
    desk.amend("houses", "smf")
    replan(desk)
    desk.directory = whole

    assert replan(desk) == ("smf",)

    assert [row.n for row in queued(desk, "smf")] == [0, 4, 5, 6]


def test_when_a_coordinator_leaves_the_agency_is_asked(desk, a_post):
    number = a_post("smi", author="ben", texts={})
    replan(desk)
    desk.amend("people", "ben")

    replan(desk)

    assert [step.asked for step in desk.post(number).steps] == ["ada"]


def test_the_file_says_when_material_will_be_requested_instead(desk, a_post):
    number = a_post("smi")
    replan(desk)
    before = desk.post(number).request_by
    review_times(desk, approval=9)

    replan(desk)

    details = json.loads(desk.file(number)[-1].details)
    assert details["request_by_before"] == before.isoformat()
    assert details["request_by_after"] == desk.post(number).request_by.isoformat()
