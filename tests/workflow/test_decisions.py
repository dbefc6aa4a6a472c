"""Decisions: every move end to end, on both databases."""

from datetime import timedelta

import pytest
from desk import BARE
from sqlalchemy import select

from states.post import PostState, Role, StepKind, Trigger
from vorlauf.db import audit_log
from vorlauf.db.engine import reading, trying
from vorlauf.db.post_snapshots import NOTICE, STEP
from vorlauf.errors import RefusedError
from vorlauf.workflow.decisions import Decision, decide

PROOFS = {
    channel: f"https://{channel}.example/p/1"
    for channel in ("instagram", "linkedin", "xing")
}


@pytest.fixture
def scheduled(desk, hand_to_review):
    number = hand_to_review("smi")
    desk.do(number, "endorse", "ines")
    desk.do(number, "approve", "clara")
    return number


def test_a_post_goes_all_the_way_and_each_step_opens_the_next(desk, a_post, slot):
    number = a_post("smi")
    seen = [desk.open_steps(number)]
    for act in (
        lambda: desk.do(number, "request_assets"),
        lambda: desk.supply(number, "smi", "ines"),
        lambda: desk.supply(number, "grafik", "gero"),
        lambda: desk.do(number, "submit"),
        lambda: desk.do(number, "endorse", "ines"),
        lambda: desk.do(number, "approve", "clara"),
    ):
        act()
        seen.append(desk.open_steps(number))
    desk.now = slot
    desk.do(number, "publish", proofs=PROOFS)

    assert seen == [
        set(),  # written, and waiting for the timetable
        {("assets", "smi")},
        {("graphics", "grafik")},
        {("submit", "agentur")},
        {("review", "smi")},
        {("approval", "sk")},
        {("publish", "agentur")},
    ]
    post = desk.post(number)
    assert (post.state, post.steps) == (PostState.PUBLISHED, ())
    assert (post.published_at, post.row_version) == (slot, 8)


def test_the_file_tells_the_way_of_a_post_and_is_chained(desk, scheduled):
    told = [(line.event, line.source, line.dest) for line in desk.file(scheduled)]

    assert told == [
        ("add", "", "draft"),
        ("submit", "draft", "ministry_review"),
        ("endorse", "ministry_review", "staatskanzlei_approval"),
        ("approve", "staatskanzlei_approval", "scheduled"),
    ]
    with reading(desk.engine) as connection:
        assert audit_log.verify(connection).ok


def test_a_decision_cancels_what_was_planned_in_the_same_transaction(
    desk, hand_to_review
):
    number = hand_to_review("smi")
    (step,) = desk.post(number).steps
    planned = desk.rows(NOTICE, step_id=step.id)
    decision = Decision(number=number, trigger=Trigger.ENDORSE, actor="ines")
    with trying(desk.engine) as connection:
        decide(desk.call(connection), decision)
    assert desk.rows(NOTICE, step_id=step.id) == planned

    desk.do(number, "endorse", "ines")

    assert {row.state for row in planned} == {"queued"}
    *before, receipt = desk.rows(NOTICE, step_id=step.id)
    assert {row.state for row in before} == {"cancelled"}
    assert (receipt.purpose, receipt.recipient) == ("decision_received", "ines")


def test_several_houses_endorse_side_by_side(desk, hand_to_review):
    number = hand_to_review("smi", "smf")
    first = desk.do(number, "endorse", "frank")
    waiting = desk.open_steps(number)

    last = desk.do(number, "endorse", "ines")

    assert (first.dest, waiting) == (PostState.MINISTRY_REVIEW, {("review", "smi")})
    assert (last.dest, last.house) == (PostState.STAATSKANZLEI_APPROVAL, "smi")
    assert desk.open_steps(number) == {("approval", "sk")}


def test_a_change_request_needs_a_comment_and_leads_back_to_draft(desk, hand_to_review):
    number = hand_to_review("smi", "smf")
    with pytest.raises(RefusedError, match=r"A comment is obligatory.*Ines Iser could"):
        desk.do(number, "request_changes", "ines", comment="  ")

    desk.do(number, "request_changes", "ines", comment="Bitte ohne Namen.")

    closed = {row.house: row for row in desk.rows(STEP, kind="review")}
    assert closed["smi"].outcome == "changes_requested"
    assert closed["smi"].comment == "Bitte ohne Namen."
    assert (closed["smf"].outcome, closed["smf"].comment) == ("void", "")
    (told,) = desk.rows(NOTICE, state="queued", purpose="changes_requested")
    assert told.recipient == "ada"


def test_nobody_decides_on_a_text_of_their_own(desk, a_post):
    desk.amend("people", "ines", role=Role.COORDINATOR)
    number = a_post("smi", **BARE)
    desk.save(number, "ines", link="https://example.org")
    desk.do(number, "submit")

    with pytest.raises(RefusedError, match="Nobody decides on a text of their own"):
        desk.do(number, "endorse", "ines")


def test_a_deputy_decides_and_both_names_are_in_the_file(desk, hand_to_review):
    number = hand_to_review("smi")

    desk.do(number, "endorse", "Ivo Jahn")

    *_, line = desk.file(number)
    (step,) = desk.rows(STEP, kind="review")
    assert (line.actor, line.capacity, line.on_behalf_of) == (
        "Ivo Jahn",
        "deputy",
        "Ines Iser",
    )
    assert (step.decided_by, step.on_behalf_of) == ("Ivo Jahn", "Ines Iser")


def test_whoever_is_no_deputy_cannot_decide_for_somebody(desk, hand_to_review):
    number = hand_to_review("smi", "smf")

    with pytest.raises(RefusedError, match="Ivo Jahn cannot decide for Frank Förster"):
        desk.do(number, "endorse", "ivo", on_behalf_of="frank")


def test_a_house_narrows_down_what_is_answered(desk, hand_to_review):
    number = hand_to_review("smi", "smf")

    with pytest.raises(RefusedError, match="endorse is for"):
        desk.do(number, "endorse", "ines", house="smf")


def test_a_functional_mailbox_decides_nothing_but_its_house_does(desk, hand_to_review):
    desk.amend("people", "ines", functional=True)
    number = hand_to_review("smi")
    with pytest.raises(RefusedError, match="functional mailbox"):
        desk.do(number, "endorse", "ines")

    desk.do(number, "endorse", "ivo")

    *_, line = desk.file(number)
    assert (line.capacity, line.on_behalf_of) == ("contact", "")


def test_an_override_is_marked_for_ever_and_asks_afterwards(desk, a_post):
    number = a_post("smi", "smf", **BARE)
    desk.do(number, "override", target=PostState.PUBLISHED, comment="Landtagssitzung")

    post = desk.post(number)
    assert post.overridden
    assert {(s.kind, s.house, s.retrospective) for s in post.steps} == {
        (StepKind.REVIEW, "smi", True),
        (StepKind.REVIEW, "smf", True),
        (StepKind.APPROVAL, "sk", True),
    }
    sent = desk.rows(NOTICE, purpose="retrospective_request")
    assert {row.recipient for row in sent} == {"ines", "frank", "clara"}
    desk.do(number, "withdraw", comment="Doch nicht.")
    assert desk.post(number).overridden
    assert desk.post(number).steps == ()


def test_an_override_does_not_ask_again_who_has_said_yes(desk, hand_to_review):
    number = hand_to_review("smi", "smf")
    desk.do(number, "endorse", "ines")

    desk.do(number, "override", target=PostState.SCHEDULED, comment="Eilt.")

    late = {s.house for s in desk.post(number).steps if s.retrospective}
    assert late == {"smf", "sk"}


def test_publishing_waits_for_the_slot_and_for_every_proof(desk, scheduled, slot):
    with pytest.raises(RefusedError, match="slot has not come"):
        desk.do(scheduled, "publish", proofs=PROOFS)
    desk.now = slot
    with pytest.raises(RefusedError, match="no permalink or proof yet for xing"):
        desk.do(scheduled, "publish", proofs={k: PROOFS[k] for k in list(PROOFS)[:2]})

    assert desk.post(scheduled).state is PostState.SCHEDULED


def test_a_withdrawn_post_can_be_taken_up_again(desk, scheduled):
    desk.do(scheduled, "withdraw", comment="Trauerfall")
    desk.do(scheduled, "reopen", comment="Im nächsten Monat.")

    assert desk.post(scheduled).state is PostState.DRAFT
    assert desk.open_steps(scheduled) == {("draft", "agentur")}


def test_a_step_is_due_where_the_back_planning_says(desk, hand_to_review, now):
    number = hand_to_review("smf")
    (step,) = desk.post(number).steps

    assert step.due_at > now + timedelta(days=30)
    with reading(desk.engine) as connection:
        first = connection.execute(
            select(NOTICE.c.due_at).where(NOTICE.c.step_id == step.id, NOTICE.c.n == 0)
        ).scalar_one()
    assert first == now


def test_a_post_that_begins_anew_was_not_published_and_has_no_permalinks(desk, a_post):
    number = a_post("smi")
    links = {c: f"https://example.org/{c}" for c in ("instagram", "linkedin", "xing")}
    desk.do(
        number, "override", target=PostState.PUBLISHED, comment="Eilt.", proofs=links
    )
    desk.do(number, "withdraw", comment="Ein Fehler.")
    assert desk.post(number).published_at == desk.now

    desk.do(number, "reopen", comment="Verbessert.")

    post = desk.post(number)
    assert (post.published_at, post.proofs) == (None, frozenset())
