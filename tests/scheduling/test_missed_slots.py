"""Missed slots: nobody is asked or told a date that has passed."""

from datetime import datetime, timedelta

import pytest

from conftest import BERLIN
from states.post import PostState
from vorlauf.db.post_snapshots import NOTICE, STEP
from vorlauf.editing.feasibility import outlook

DAY = timedelta(days=1)


def at(day, hour=10, month=11):
    return datetime(2023, month, day, hour, tzinfo=BERLIN)


@pytest.fixture
def missed(desk, hand_to_review, slot):
    """A post that waits for its approval when its slot passes."""
    number = hand_to_review("smi")
    desk.do(number, "endorse", "ines")
    desk.advance(slot + timedelta(minutes=1))
    return number


def waiting(desk):
    return [(one.purpose, one.recipient) for one in desk.rows(NOTICE, state="queued")]


def test_a_slot_without_approval_is_missed_and_nobody_is_reminded(desk, missed, slot):
    assert desk.post(missed).slot_missed
    asking = [purpose for purpose, _ in waiting(desk)]
    assert "reminder" not in asking
    assert asking.count("slot_missed") == 1
    (step,) = desk.rows(STEP, closed_at=None)
    assert step.escalate_at is None
    *_, line = desk.file(missed)
    assert (line.event, line.source) == ("slot_missed", "staatskanzlei_approval")

    for days in range(10):
        desk.advance(slot + days * DAY)
    assert [one.purpose for one in desk.rows(NOTICE, purpose="escalation")] == []


@pytest.mark.usefixtures("missed")
def test_the_coordinator_hears_of_it_once_with_the_earliest_slot(desk, post_round):
    mails = dict(post_round())
    assert mails.keys() >= {"ada"}
    said = mails["ada"].get_body("plain").get_content()

    assert "Termin verpasst" in mails["ada"]["Subject"]
    assert "Frühestens möglich ist" in said
    desk.advance(desk.now + DAY)
    assert post_round() == []


def test_an_approval_after_the_slot_asks_nobody_to_publish(desk, missed, slot):
    desk.now = slot + 2 * DAY
    desk.do(missed, "approve", "clara")

    desk.advance(slot + 5 * DAY)

    assert desk.rows(NOTICE, purpose="publish_request", state="queued") == []
    assert desk.rows(NOTICE, purpose="escalation") == []
    seen = outlook(desk.post(missed), desk.directory, desk.now)
    assert seen.is_missed
    assert not seen.feasibility.met


def test_an_approval_before_the_clock_has_looked_is_told_as_missed(
    desk, hand_to_review, slot
):
    number = hand_to_review("smi")
    desk.do(number, "endorse", "ines")
    desk.now = slot + timedelta(minutes=2)

    desk.do(number, "approve", "clara")

    assert ("slot_missed", "ada") in waiting(desk)
    assert ("publish_request", "ada") not in waiting(desk)


def test_another_slot_on_the_same_day_asks_again(desk, missed, slot):
    desk.now = slot + timedelta(minutes=5)
    desk.save(missed, slot_at=slot + timedelta(hours=5))

    post = desk.post(missed)
    assert not post.slot_missed
    assert post.state is PostState.STAATSKANZLEI_APPROVAL
    assert "reminder" in [purpose for purpose, _ in waiting(desk)]
    assert ("slot_missed", "ada") not in waiting(desk)


def test_the_earliest_slot_can_really_be_taken(desk, missed, slot):
    desk.now = slot + 2 * DAY
    earliest = outlook(desk.post(missed), desk.directory, desk.now).feasibility.earliest

    desk.save(missed, slot_at=earliest)

    found = outlook(desk.post(missed), desk.directory, desk.now)
    assert found.feasibility.met
    assert not found.is_missed


def test_a_draft_whose_slot_has_passed_requests_no_material(desk, a_post, slot):
    number = a_post("smi")
    desk.advance(slot + DAY)

    post = desk.post(number)
    assert (post.state, post.slot_missed) == (PostState.DRAFT, True)
