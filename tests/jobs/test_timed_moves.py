"""Timed moves: what time does by itself, each thing once."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from desk import BARE

from states.post import PostState
from vorlauf.db import audit_log
from vorlauf.db.engine import writing
from vorlauf.db.post_snapshots import NOTICE, STEP
from vorlauf.jobs.housekeeping import housekeep
from vorlauf.jobs.timed_moves import advance_due
from vorlauf.workflow.permalinks import record_proof


@pytest.fixture
def scheduled(desk, a_post):
    number = a_post("smi", **BARE)
    for trigger, actor in (("submit", "ada"), ("endorse", "ines"), ("approve", "cem")):
        desk.do(number, trigger, actor)
    return number


def prove(desk, number, *channels):
    for channel in channels or desk.directory.campaign.channels:
        with writing(desk.engine) as connection:
            record_proof(
                desk.call(connection),
                number=number,
                channel=channel,
                permalink=f"https://{channel}.example/1",
                actor="ada",
                early="Eilig.",
            )


def whats(report):
    return [happened.what for happened in report.moves]


def test_material_is_requested_when_back_planning_says_so(desk, a_post):
    number = a_post("smi")
    at = desk.post(number).request_by

    desk.advance(at - timedelta(minutes=1))
    before = desk.post(number).state
    in_time = desk.advance(at)

    assert before is PostState.DRAFT
    assert whats(in_time) == ["request_assets: draft → asset_requested"]
    *_, line = desk.file(number)
    assert (line.actor, line.capacity) == ("Vorlauf (Zeitsteuerung)", "flow")


def test_a_post_with_every_proof_is_published_at_its_slot(desk, scheduled, slot):
    prove(desk, scheduled)
    desk.advance(slot - timedelta(seconds=1))
    assert desk.post(scheduled).state is PostState.SCHEDULED

    report = desk.advance(slot)

    assert whats(report) == ["publish: scheduled → published"]
    assert desk.post(scheduled).published_at == slot


def test_the_same_permalink_again_changes_nothing(desk, scheduled):
    prove(desk, scheduled)
    before = desk.file(scheduled)

    prove(desk, scheduled)

    assert desk.file(scheduled) == before


def test_a_post_without_every_proof_is_handed_over(desk, scheduled, slot):
    prove(desk, scheduled, "xing")

    report = desk.advance(slot)

    assert (report.moves, report.faults) == ([], [])
    (handed,) = desk.rows(NOTICE, purpose="publish_request", state="queued")
    assert (handed.recipient, handed.due_at) == ("ada", slot - timedelta(minutes=10))


def test_silence_is_escalated_to_deputy_and_coordinator(desk, a_post, slot):
    number = a_post("smi", **BARE)
    desk.do(number, "submit")
    (step,) = desk.post(number).steps

    first = desk.advance(step.escalate_at)
    second = desk.advance(slot - timedelta(minutes=30))

    assert whats(first) == ["escalated to Ivo Jahn"]
    assert whats(second) == ["escalated to Ada Lorenz"]


def test_days_of_downtime_are_caught_up_once(desk, a_post, scheduled, slot):
    prove(desk, scheduled)
    waiting = a_post("smi", slot_at=slot + timedelta(days=28))

    caught_up = desk.advance(slot + timedelta(days=10))
    again = desk.advance(slot + timedelta(days=10))

    assert whats(caught_up) == [
        "request_assets: draft → asset_requested",
        "publish: scheduled → published",
    ]
    assert (again.moves, again.faults) == ([], [])
    assert desk.open_steps(waiting) == {("assets", "smi")}
    (asked,) = desk.rows(NOTICE, purpose="material_request")
    (step,) = desk.rows(STEP, kind="assets")
    assert step.due_at > desk.now
    assert asked.state == "queued"


def test_two_runs_at_once_do_everything_once_and_find_no_fault(desk, a_post):
    for _ in range(8):
        a_post("smi")
    at = desk.post("2023-001").request_by
    start, reports = Barrier(2), []

    def run():
        start.wait()
        reports.append(advance_due(desk.engine, desk.directory, at))

    threads = [Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sum(len(report.moves) for report in reports) == 8
    assert [report.faults for report in reports] == [[], []]
    assert len(desk.rows(NOTICE, purpose="material_request")) == 8


def test_a_fault_costs_one_post(desk, a_post):
    broken, sound = a_post("smf"), a_post("smi")
    at = max(desk.post(number).request_by for number in (broken, sound))
    for person in ("frank", "fay"):
        desk.amend("people", person)
    desk.amend("houses", "smf")

    report = desk.advance(at)

    (fault,) = report.faults
    assert fault == (
        f"{broken}: stakeholders.toml no longer has smf; replace it on the "
        "post, or remove it there."
    )
    assert desk.post(sound).state is PostState.ASSET_REQUESTED
    desk.do(broken, "withdraw", comment="Das Ressort ist nicht mehr dabei.")
    assert desk.advance(at).faults == []


def test_a_changed_file_is_applied_first(desk, a_post):
    number = a_post("smi", **BARE)
    desk.advance(desk.now)
    desk.do(number, "submit")
    desk.amend("houses", "smi", reminders=(0,))

    report = desk.advance(desk.now)

    assert report.replanned == ("smi",)
    assert len(desk.rows(NOTICE, purpose="reminder", state="queued")) == 1


def test_housekeeping_counts_what_needs_an_eye(desk, a_post):
    number = a_post("smi", texts={})
    (step,) = desk.post(number).steps

    report = housekeep(desk.engine, step.due_at + timedelta(days=1))

    assert report.audit_ok
    assert report.lines[0].startswith("audit log: 1 lines, ends with ")
    assert report.lines[1:] == (
        "1 steps are overdue",
        "0 notices could not be delivered",
    )


def test_housekeeping_tells_how_much_of_the_log_was_erased(desk, a_post, now):
    a_post()
    with writing(desk.engine) as connection:
        audit_log.erase(connection, 1, ["actor", "actor_key"])

    report = housekeep(desk.engine, now)

    assert report.audit_ok
    assert "audit log: 2 values were erased" in report.lines
