"""Holds: what rests, what stays valid, and how it goes on."""

from datetime import date, datetime, timedelta

import pytest
from statements import selects

from conftest import BERLIN
from states.post import PostState
from vorlauf.db.engine import reading, writing
from vorlauf.db.post_snapshots import NOTICE, STEP
from vorlauf.db.tables import HoldScope
from vorlauf.errors import BadInputError, ConflictError, RefusedError
from vorlauf.posts import hold_queries
from vorlauf.scheduling import hold_releases, hold_upkeep, holds
from vorlauf.scheduling.hold_orders import HoldOrder
from vorlauf.workflow.manual_actions import overseer

DAY = timedelta(days=1)


@pytest.fixture
def hold(desk):
    """Return a function that puts posts on hold; numbers, or a scope."""

    def place(*numbers, scope=HoldScope.POSTS, by="ada", **more):
        order = {"scope": scope, "numbers": numbers, "reason": "Trauerfall"} | more
        with writing(desk.engine) as connection:
            person = overseer(desk.directory, by)
            return holds.place(desk.call(connection), HoldOrder(**order), person)

    return place


@pytest.fixture
def resume(desk):
    def release(placed, by="ada"):
        with writing(desk.engine) as connection:
            person = overseer(desk.directory, by)
            return hold_releases.release(desk.call(connection), placed.hold_id, person)

    return release


def waiting(desk, **more):
    found = desk.rows(NOTICE, state="queued", **more)
    return sorted((one.purpose, one.recipient) for one in found)


def test_on_hold_nobody_is_reminded_and_whoever_was_asked_hears_of_it_once(
    desk, hand_to_review, post_round, hold
):
    number = hand_to_review("smi")
    post_round()

    hold(number)

    assert waiting(desk) == [("on_hold", "ines")]
    ((to, mail),) = post_round()
    assert (to, "Ruht bis auf Weiteres" in mail["Subject"]) == ("ines", True)
    assert "Trauerfall" in mail.get_body("plain").get_content()
    desk.advance(desk.now + 40 * DAY)
    assert post_round() == []
    assert [one.event for one in desk.file(number)][-1] == "hold"


def test_a_hold_shifts_what_is_due_by_the_working_days_that_it_lasted(
    desk, hand_to_review, post_round, hold, resume
):
    number = hand_to_review("smi")
    post_round()
    (before,) = desk.post(number).steps
    office = desk.directory.houses["smi"].office
    # Two working days before it is due, of the three that smi needs.
    desk.now = before.due_at - timedelta(hours=48)
    post_round()
    placed = hold(number)
    post_round()

    desk.now += DAY
    resume(placed)

    (after,) = desk.post(number).steps
    days = office.calendar.between(
        office.day_of(before.due_at), office.day_of(after.due_at)
    )
    assert days == 1
    assert after.escalate_at is not None
    assert waiting(desk).count(("reminder", "ines")) > 0
    desk.now += timedelta(minutes=15)
    mails = post_round()
    assert [to for to, _ in mails] == ["ines"]
    assert "Frist geändert" in mails[0][1]["Subject"]
    assert "ruhte" in mails[0][1].get_body("plain").get_content()


def test_a_hold_long_before_a_step_is_due_moves_no_date(
    desk, hand_to_review, post_round, hold, resume
):
    number = hand_to_review("smi")
    post_round()
    before = desk.post(number).steps
    placed = hold(number)
    post_round()

    desk.now += 7 * DAY
    released = resume(placed)

    assert released.shifts == ()
    assert [s.due_at for s in desk.post(number).steps] == [s.due_at for s in before]
    told = {to: mail["Subject"] for to, mail in post_round()}
    assert "Es geht weiter" in told["ines"]


def test_a_hold_that_is_undone_before_anybody_hears_leaves_no_trace_in_mails(
    desk, hand_to_review, post_round, hold, resume
):
    number = hand_to_review("smi")
    post_round()
    before = desk.post(number).steps
    placed = hold(number, hold=timedelta(seconds=30))

    desk.now += timedelta(seconds=10)
    resume(placed)
    desk.now += timedelta(minutes=10)

    assert post_round() == []
    after = desk.post(number).steps
    assert [step.due_at for step in after] == [step.due_at for step in before]
    assert [step.escalate_at for step in after] == [s.escalate_at for s in before]
    assert ("reminder", "ines") in waiting(desk)


def test_decisions_stay_valid_and_may_be_made_but_ask_nobody(
    desk, hand_to_review, hold, resume
):
    number = hand_to_review("smi")
    placed = hold(number)

    desk.do(number, "endorse", "ines")

    assert desk.post(number).state is PostState.STAATSKANZLEI_APPROVAL
    assert waiting(desk, purpose="approval_request") == []
    desk.now += DAY
    resume(placed)
    assert waiting(desk, purpose="approval_request") == [("approval_request", "clara")]


def scheduled(desk, number):
    desk.do(number, "endorse", "ines")
    desk.do(number, "approve", "clara")
    return number


def test_nothing_is_published_on_hold_by_clock_or_hand(
    desk, hand_to_review, hold, slot
):
    number = scheduled(desk, hand_to_review("smi"))
    proofs = {c: f"https://{c}.example.org/1" for c in desk.directory.campaign.channels}
    hold(number)

    desk.advance(slot + timedelta(hours=1))

    with pytest.raises(RefusedError, match="on hold"):
        desk.do(number, "publish", proofs=proofs, comment="Trotzdem.")
    assert desk.post(number).state is PostState.SCHEDULED
    assert desk.rows(NOTICE, purpose="publish_request", state="queued") == []


def test_a_hold_over_the_slot_makes_it_missed(desk, hand_to_review, hold, resume, slot):
    number = scheduled(desk, hand_to_review("smi"))
    placed = hold(number)
    desk.advance(slot + DAY)

    released = resume(placed)

    assert released.missed == (number,)
    assert desk.post(number).slot_missed
    assert desk.rows(NOTICE, purpose="publish_request", state="queued") == []
    assert ("slot_missed", "ada") in waiting(desk)


def test_it_ends_by_itself_after_its_last_day(desk, hand_to_review, hold):
    number = hand_to_review("smi")
    hold(number, last_day=date(2023, 9, 20))

    desk.advance(datetime(2023, 9, 20, 23, 55, tzinfo=BERLIN))
    assert desk.post(number).held_since
    desk.advance(datetime(2023, 9, 21, 0, 5, tzinfo=BERLIN))

    post = desk.post(number)
    assert (post.held_since, post.hold_kind) == (None, "")
    assert [one.event for one in desk.file(number)][-1] == "resume"


def test_a_post_is_held_while_any_hold_holds_it(desk, hand_to_review, hold, resume):
    number = hand_to_review("smi")
    first = hold(number)
    second = hold(scope=HoldScope.HOUSE, what="smi")

    released = resume(first)

    assert released.still_held == (number,)
    assert desk.post(number).held_since
    resume(second)
    assert desk.post(number).held_since is None


@pytest.mark.parametrize(
    "under",
    [
        (HoldScope.ALL, ""),
        (HoldScope.HOUSE, "smi"),
        (HoldScope.CHANNEL, "xing"),
        (HoldScope.WEEK, "2023-11-23"),
    ],
)
def test_what_falls_under_a_hold_later_is_held_too(
    desk, hand_to_review, a_post, hold, under
):
    scope, what = under
    first = hand_to_review("smi")
    other = hand_to_review("smf")
    placed = hold(scope=scope, what=what)
    assert first in [post.number for post in placed.posts]
    is_of_house = scope is HoldScope.HOUSE
    assert (desk.post(other).held_since is None) is is_of_house

    later = a_post("smi")

    assert desk.post(later).held_since
    desk.advance(desk.now + timedelta(minutes=5))
    assert desk.post(later).held_since


def test_a_slot_moved_out_of_the_week_lets_the_post_go_on(
    desk, hand_to_review, hold, slot
):
    number = hand_to_review("smi")
    hold(scope=HoldScope.WEEK, what="2023-11-21")

    desk.save(number, slot_at=slot + 7 * DAY)

    assert desk.post(number).held_since is None


def test_odd_orders_are_refused_in_one_sentence(desk, hand_to_review, hold, resume):
    number = hand_to_review("smi")
    for order in (
        {"reason": " "},
        {"last_day": date(2023, 9, 17)},
        {"scope": HoldScope.WEEK, "what": "bald"},
        {"scope": HoldScope.CHANNEL, "what": "myspace"},
    ):
        with pytest.raises(BadInputError):
            hold(number, **order)
    with pytest.raises(ConflictError):
        hold(number, seen={number: 99})
    placed = hold(number)
    resume(placed)
    with pytest.raises(ConflictError):
        resume(placed)
    desk.do(number, "withdraw", comment="Entfällt.")
    with pytest.raises(RefusedError):
        hold(number)


def test_a_preview_changes_nothing(desk, hand_to_review, slot):
    number = hand_to_review("smi")
    order = HoldOrder(
        scope=HoldScope.ALL, reason="Trauerfall", last_day=slot.date() + DAY
    )
    with reading(desk.engine) as connection:
        seen = holds.preview(desk.call(connection), order)
        assert hold_queries.open_holds(connection) == []

    (post,) = seen.posts
    assert (post.number, post.misses, post.waiting) == (
        number,
        True,
        (("review", "smi"),),
    )
    assert post.mails > 0
    assert desk.post(number).held_since is None
    assert desk.rows(STEP, closed_at=None)


def test_the_upkeep_asks_as_little_for_many_holds_as_for_one(
    desk, hand_to_review, hold
):
    number = hand_to_review("smi")
    hold(number)
    with reading(desk.engine) as connection, selects(desk.engine) as few:
        assert not hold_upkeep.is_needed(desk.call(connection))
    for scope, what in [("house", "smi"), ("channel", "linkedin"), ("all", "")]:
        hold(scope=HoldScope(scope), what=what)
    with reading(desk.engine) as connection, selects(desk.engine) as many:
        assert not hold_upkeep.is_needed(desk.call(connection))

    assert len(many) <= len(few) + 1
