"""Undo: a slip is taken back while nobody has heard of it, and leaves no trace."""

import json
from datetime import timedelta

import pytest
from desk import BARE
from living_rows import alive
from sqlalchemy import update
from worker import lease_all

from states.post import PostState, Trigger
from vorlauf.db import audit_log
from vorlauf.db.engine import reading, writing
from vorlauf.db.post_snapshots import NOTICE
from vorlauf.db.tables import Audit, table_of
from vorlauf.demo.year import checks
from vorlauf.editing import comment_by_account
from vorlauf.errors import ConflictError, NotFoundError, RefusedError
from vorlauf.jobs.event_feed import unreported
from vorlauf.posts import history
from vorlauf.scheduling.changed_rules import apply_rules
from vorlauf.workflow.decisions import Decision, decide_many
from vorlauf.workflow.undo import UNDO_FOR, undo, undoable

AUDIT = table_of(Audit)
SECOND = timedelta(seconds=1)


@pytest.fixture
def click(desk):
    """Return a function that makes a move as the dashboard does."""
    return lambda *move, **more: desk.do(*move, hold=UNDO_FOR, **more)


@pytest.fixture
def take_back(desk):
    def act(number, actor="ada", door="test", **more):
        with writing(desk.engine) as connection:
            return undo(desk.call(connection, door=door), number, actor, **more)

    return act


@pytest.fixture
def look(desk):
    """Return a function that tells what somebody could take back now."""

    def act(number, actor="ada"):
        with reading(desk.engine) as connection:
            return undoable(connection, desk.post(number), actor, desk.now)

    return act


# What is done: how it begins, by whom, and with what more.
MOVES = {
    "request_assets": ([], "ada", {}),
    "submit": ([], "ada", {}),
    "endorse": (["submit"], "ines", {}),
    "approve": (["submit", "endorse"], "clara", {}),
    "request_changes": (["submit"], "ines", {"comment": "Bitte kürzen."}),
    "withdraw": (["submit"], "ada", {"comment": "Das Thema entfällt."}),
    "reopen": (["withdraw"], "ada", {"comment": "Doch nicht."}),
    "override": (
        ["submit"],
        "ada",
        {"comment": "Eilt.", "target": PostState.SCHEDULED},
    ),
}


def bring(desk, number, triggers):
    for trigger in triggers:
        _, actor, more = MOVES[trigger]
        desk.do(number, trigger, actor, **more)


@pytest.mark.parametrize("trigger", MOVES)
def test_all_is_as_it_was_before_the_move(desk, a_post, click, take_back, trigger):
    before, actor, more = MOVES[trigger]
    number = a_post("smi", **({} if trigger == "request_assets" else BARE))
    bring(desk, number, before)
    was = alive(desk)
    desk.now += SECOND
    click(number, trigger, actor, **more)
    assert alive(desk) != was

    desk.now += SECOND
    done = take_back(number, actor)

    assert alive(desk) == was
    assert (done.event, done.dest) == (trigger, was[0][0]["state"])


@pytest.mark.parametrize("trigger", MOVES)
def test_the_same_can_be_done_again(desk, a_post, click, take_back, trigger):
    before, actor, more = MOVES[trigger]
    number = a_post("smi", **({} if trigger == "request_assets" else BARE))
    bring(desk, number, before)
    click(number, trigger, actor, **more)
    first = desk.open_steps(number)
    take_back(number, actor)

    click(number, trigger, actor, **more)
    again = desk.open_steps(number)
    take_back(number, actor)

    assert again == first


def test_the_file_shows_the_move_and_that_it_was_taken_back(
    desk, hand_to_review, click, take_back
):
    number = hand_to_review("smi")
    click(number, "endorse", "ivo")

    take_back(number, "ivo", door="dashboard")

    move, line = desk.rows(AUDIT, number=number)[-2:]
    assert (line.event, line.source, line.dest) == ("undo", move.dest, move.source)
    assert (line.actor, line.capacity, line.house) == ("Ivo Jahn", "deputy", "smi")
    told = {"door": "dashboard", "event": "endorse", "undone": move.id}
    assert json.loads(line.details) == told
    with reading(desk.engine) as connection:
        assert audit_log.verify(connection).ok


def test_nothing_leaves_while_it_can_be_taken_back(desk, a_post, click, post_round):
    number = a_post("smi", **BARE)
    click(number, "submit")

    assert post_round(desk.now + UNDO_FOR - SECOND) == []
    assert [to for to, _ in post_round(desk.now + SECOND)] == ["ines"]


def test_whoever_was_asked_never_hears_of_a_slip(
    desk, a_post, click, take_back, post_round
):
    number = a_post("smi", **BARE)
    click(number, "submit")
    take_back(number)

    assert post_round(desk.now + timedelta(hours=2)) == []


def test_moves_by_other_doors_wait_for_nothing_and_stay(
    desk, a_post, take_back, look, post_round
):
    number = a_post("smi", **BARE)
    desk.do(number, "submit")

    assert look(number) is None
    with pytest.raises(RefusedError, match="mails did not wait"):
        take_back(number)
    assert [to for to, _ in post_round()] == ["ines"]
    assert "before" not in json.loads(desk.file(number)[-1].details)


def test_the_page_knows_until_when(desk, a_post, click, look):
    number = a_post("smi", **BARE)
    click(number, "submit")
    clicked = desk.now

    assert (look(number).event, look(number).until) == ("submit", clicked + UNDO_FOR)
    assert look(number, "ben") is None
    desk.now += UNDO_FOR + SECOND
    assert look(number) is None


def test_nobody_takes_back_what_somebody_else_did(a_post, click, take_back):
    number = a_post("smi", **BARE)
    click(number, "submit")

    with pytest.raises(RefusedError, match="Ada Lorenz made the last move"):
        take_back(number, "ben")


def test_after_half_a_minute_it_stays(desk, a_post, click, take_back):
    number = a_post("smi", **BARE)
    click(number, "submit")
    desk.now += UNDO_FOR + SECOND

    with pytest.raises(RefusedError, match="30 seconds"):
        take_back(number)


def test_only_the_last_move_is_taken_back_and_only_once(desk, a_post, click, take_back):
    number = a_post("smi", **BARE)
    click(number, "submit")
    take_back(number)
    with pytest.raises(RefusedError, match="no move"):
        take_back(number)

    click(number, "submit")
    desk.save(number, title="Anders")
    with pytest.raises(RefusedError, match="mails did not wait"):
        take_back(number)


def test_what_was_seen_must_still_be_so(desk, a_post, click, take_back):
    number = a_post("smi", **BARE)
    seen = desk.post(number).row_version
    click(number, "submit")

    with pytest.raises(ConflictError):
        take_back(number, seen_row_version=seen)
    with pytest.raises(NotFoundError):
        take_back("2023-999")


@pytest.mark.parametrize("state", ["sending", "sent", "unknown", "dead"])
def test_a_mail_that_has_left_cannot_be_taken_back(
    desk, a_post, click, take_back, state
):
    number = a_post("smi", **BARE)
    click(number, "submit")
    gone = update(NOTICE).where(NOTICE.c.purpose == "review_request")
    with writing(desk.engine) as connection:
        connection.execute(gone.values(state=state))

    before = alive(desk)
    with pytest.raises(RefusedError, match="has left already"):
        take_back(number)
    assert alive(desk) == before


def test_what_a_worker_only_holds_is_taken_back_in_both_ways(
    desk, hand_to_review, click, take_back
):
    number = hand_to_review("smi")
    (held,) = lease_all(desk)
    click(number, "endorse", "ines")
    (receipt,) = desk.rows(NOTICE, purpose="decision_received")
    with writing(desk.engine) as connection:
        mine = update(NOTICE).where(NOTICE.c.id == receipt.id)
        connection.execute(mine.values(state="leased"))

    take_back(number, "ines")

    states = {row.id: row.state for row in desk.rows(NOTICE)}
    assert (states[held.id], states[receipt.id]) == ("queued", "cancelled")


def test_what_was_cancelled_before_the_move_stays_cancelled(
    desk, hand_to_review, click, take_back
):
    number = hand_to_review("smi")
    with writing(desk.engine) as connection:
        apply_rules(desk.call(connection, desk.now - SECOND))
    desk.amend("houses", "smi", reminders=(0,))
    with writing(desk.engine) as connection:
        apply_rules(desk.call(connection))
    desk.now += SECOND
    was = alive(desk)

    click(number, "endorse", "ines")
    take_back(number, "ines")

    assert alive(desk) == was


def test_a_file_that_has_changed_since_keeps_the_move(
    desk, hand_to_review, click, take_back
):
    number = hand_to_review("smi")
    click(number, "endorse", "ines")
    desk.now += SECOND
    desk.amend("houses", "smi", reminders=(0,))
    with writing(desk.engine) as connection:
        apply_rules(desk.call(connection))

    with pytest.raises(RefusedError, match=r"stakeholders\.toml has changed"):
        take_back(number, "ines")


def test_permalinks_that_went_with_a_move_keep_it(a_post, click, take_back):
    number = a_post("smi", **BARE)
    why = {"comment": "Eilt."}
    links = {"instagram": "https://example.org/1"}
    click(number, "override", target=PostState.SCHEDULED, proofs=links, **why)
    with pytest.raises(RefusedError, match="permalinks"):
        take_back(number)

    click(number, "override", target=PostState.DRAFT, **why)
    with pytest.raises(RefusedError, match="permalinks"):
        take_back(number)


def test_an_answer_given_afterwards_is_taken_back(desk, a_post, click, take_back):
    number = a_post("smi", **BARE)
    desk.do(number, "override", target=PostState.SCHEDULED, comment="Eilt.")
    was = alive(desk)
    click(number, "request_changes", "ines", comment="So nicht.")
    assert alive(desk) != was

    take_back(number, "ines")

    assert alive(desk) == was
    click(number, "request_changes", "ines", comment="So nicht.")


def test_what_somebody_has_said_meanwhile_is_still_told(desk, a_post, click, take_back):
    number = a_post("smi", **BARE)
    click(number, "submit")
    with writing(desk.engine) as connection:
        comment_by_account.say(
            desk.call(connection), comment_by_account.Remark(number, "ines", "Schön!")
        )

    take_back(number)

    (told,) = desk.rows(NOTICE, purpose="comment_received")
    assert told.state == "queued"


def test_outside_an_undo_names_what_it_takes_back(desk, a_post, click, take_back):
    number = a_post("smi", **BARE)
    click(number, "submit")
    take_back(number)

    told = unreported(desk.engine)[-1]

    assert told.name == "vorlauf.post.undo"
    assert told.payload == {
        "source": "ministry_review",
        "dest": "draft",
        "house": "",
        "capacity": "coordinator",
        "undone": "submit",
    }


def test_many_moves_at_once_are_taken_back_one_by_one(desk, a_post, take_back):
    numbers = [a_post("smi", "smf", **BARE) for _ in range(3)]
    was = alive(desk)
    with writing(desk.engine) as connection:
        many = [
            Decision(number=n, trigger=Trigger.SUBMIT, actor="ada", hold=UNDO_FOR)
            for n in numbers
        ]
        decide_many(desk.call(connection), many)

    for number in reversed(numbers):
        take_back(number)

    assert alive(desk) == was


def test_an_approval_that_was_taken_back_counts_for_no_check(
    desk, hand_to_review, click, take_back
):
    number = hand_to_review("smi")
    click(number, "endorse", "ines")
    click(number, "approve", "clara")
    assert is_approved(desk)
    with writing(desk.engine) as connection:
        comment_by_account.say(
            desk.call(connection), comment_by_account.Remark(number, "ines", "Schön!")
        )

    take_back(number, "clara")

    assert not is_approved(desk)
    click(number, "approve", "clara")
    assert is_approved(desk)


def test_the_news_of_a_missed_slot_waits_again(desk, asked, slot, click, take_back):
    (number,) = asked("smi")
    desk.advance(slot + SECOND)
    was = alive(desk)
    desk.now += SECOND

    click(number, "withdraw", comment="Fällt aus.")
    between = desk.rows(NOTICE, purpose="slot_missed", state="queued")
    take_back(number)

    assert between == []
    assert len(desk.rows(NOTICE, purpose="slot_missed", state="queued")) == 1
    assert alive(desk) == was


def is_approved(desk):
    with reading(desk.engine) as connection:
        (post,), deeds = history.posts(connection), history.deeds(connection)
    return checks._is_approved(post, deeds, {})
