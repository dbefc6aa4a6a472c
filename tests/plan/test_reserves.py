"""Reserves: decided on without a date, they rest until a late post leaves its slot."""

import re
import threading
from datetime import date, timedelta

import pytest

from states.messages import msg
from states.post import PostState
from vorlauf.db.engine import reading, writing
from vorlauf.db.hold_tables import HoldScope
from vorlauf.db.post_snapshots import post_of
from vorlauf.db.tables import Audit, Step, table_of
from vorlauf.db.unit_of_work import UnitOfWork
from vorlauf.errors import BadInputError, RefusedError, VorlaufError
from vorlauf.jobs import due_queries
from vorlauf.plan.check import check_plan
from vorlauf.plan.reserves import upkeep
from vorlauf.plan.reserves.marking import Marking, Unmarking, mark, unmark
from vorlauf.plan.reserves.offers import late_posts, offers_for
from vorlauf.plan.reserves.swaps import Swap, swap, take_back
from vorlauf.plan.reserves.upkeep import needing, own_hold
from vorlauf.posts import hold_queries, publication_queries
from vorlauf.posts.hold_queries import ScopeOfHold
from vorlauf.scheduling import hold_releases, holds
from vorlauf.scheduling.hold_orders import HoldOrder
from vorlauf.workflow.actors import TIMETABLE
from vorlauf.workflow.manual_actions import Overseer
from vorlauf.workflow.permalinks import record_proof
from vorlauf.workflow.undo import UNDO_FOR, undo, undoable

MINUTE = timedelta(minutes=1)
BARE = {"wants_assets": False, "wants_graphics": False}


@pytest.fixture
def a_reserve(desk, a_post):
    """Return a function that makes a reserve, and lets it be approved on request."""

    def make(*, approved=True, **days):
        number = a_post("smi", **BARE, title="Immer gut")
        marking = Marking(number=number, actor="ada", **days)
        with writing(desk.engine) as connection:
            mark(desk.call(connection), marking)
        if approved:
            desk.do(number, "submit")
            desk.do(number, "endorse", "ines")
            desk.do(number, "approve", "clara")
            desk.advance(desk.now + MINUTE)
        return number

    return make


@pytest.fixture
def late(hand_to_review):
    """Return a post in review, which a day before its slot cannot make it any more."""
    return hand_to_review("smi")


def wish_of(late, reserve, **more):
    return Swap(late=late, reserve=reserve, actor="ada", say=str, hold=UNDO_FOR, **more)


def swapped(desk, late, reserve):
    with writing(desk.engine) as connection:
        return swap(desk.call(connection), wish_of(late, reserve))


def test_a_reserve_is_reviewed_without_a_date_and_rests_once_it_is_approved(
    desk, a_reserve, post_round
):
    number = a_reserve(approved=False, last_day=date(2024, 6, 28))
    desk.do(number, "submit")
    said = [mail.get_body("plain").get_content() for _, mail in post_round()]
    (text,) = (" ".join(one.split()) for one in said)
    assert "Er hat keinen festen Termin und soll erscheinen" in text
    assert "Reserve, kein fester Termin, bis Fr 28.06.2024" in text
    desk.do(number, "endorse", "ines")
    desk.do(number, "approve", "clara")
    desk.advance(desk.now + MINUTE)
    post = desk.post(number)

    assert (post.state, post.is_reserve, post.is_timeless) == (
        PostState.SCHEDULED,
        True,
        True,
    )
    assert post.held_since is not None
    with reading(desk.engine) as connection:
        found = check_plan(desk.call(connection))
    assert (found.posts, found.troubled) == (0, [])
    desk.advance(post.slot_at + timedelta(days=30))

    later = desk.post(number)
    assert (later.state, later.slot_missed) == (PostState.SCHEDULED, False)
    assert "slot_missed" not in {line.event for line in desk.file(number)}


def test_a_reserve_in_the_making_is_never_late_but_its_review_is(desk, a_reserve):
    draft, number = a_reserve(approved=False), a_reserve(approved=False)
    desk.do(number, "submit")
    first = desk.post(draft).slot_at
    (review,) = desk.post(number).steps
    desk.advance(review.due_at + timedelta(days=1))
    assert desk.post(number).steps[0].due_at < desk.now < desk.post(number).slot_at

    desk.advance(first + timedelta(days=20))

    assert desk.post(draft).slot_at > first + timedelta(days=20)
    post = desk.post(number)
    assert (post.slot_missed, post.slot_at > desk.now) == (False, True)
    with pytest.raises(BadInputError, match="is a reserve and has no slot"):
        desk.save(draft, slot_at=first + timedelta(days=60))


def test_a_late_post_leaves_its_slot_to_a_reserve_in_one_act(
    desk, a_reserve, late, slot
):
    reserve = a_reserve()
    desk.now = slot - timedelta(days=1)
    before = desk.post(reserve)
    with reading(desk.engine) as connection:
        (found,) = late_posts(desk.call(connection))
    assert (found.post.number, found.offers[0].post.number) == (late, reserve)
    assert found.offers[0].why_not == ()

    done = swapped(desk, late, reserve)

    after, moved = desk.post(reserve), desk.post(late)
    assert (after.slot_at, moved.slot_at) == (slot, done.to)
    assert done.to > slot
    assert (after.version, after.fingerprint) == (before.version, before.fingerprint)
    assert (after.state, after.held_since, after.is_reserve) == (
        PostState.SCHEDULED,
        None,
        False,
    )
    said = [line.comment for line in desk.file(reserve)]
    assert any("was approved without a date, and stays approved" in one for one in said)
    (step,) = desk.post(reserve).steps
    assert step.due_at == slot
    with reading(desk.engine) as connection:
        assert late_posts(desk.call(connection)) == []


def test_a_swap_is_taken_back_while_nobody_has_heard_of_it(desk, a_reserve, late, slot):
    reserve = a_reserve()
    desk.now = slot - timedelta(days=1)
    swapped(desk, late, reserve)

    with writing(desk.engine) as connection:
        take_back(desk.call(connection), wish_of(late, reserve))

    assert desk.post(late).slot_at == slot
    after = desk.post(reserve)
    assert (after.is_reserve, after.held_since is None) == (True, False)
    with reading(desk.engine) as connection:
        (offer,) = offers_for(desk.call(connection), desk.post(late))
    assert offer.why_not == ()
    desk.now += UNDO_FOR + MINUTE
    swapped(desk, late, reserve)
    desk.now += UNDO_FOR + MINUTE
    with (
        pytest.raises(RefusedError, match="seconds, and they are over"),
        writing(desk.engine) as connection,
    ):
        take_back(desk.call(connection), wish_of(late, reserve))


def test_what_cannot_take_a_slot_says_why(desk, a_reserve, late, a_post, slot):
    over = a_reserve(last_day=slot.date() - timedelta(days=1))
    making = a_reserve(approved=False)
    ordinary = a_post("smi")
    desk.now = slot - timedelta(days=1)

    for number, why in (
        (over, "only"),
        (making, "no approved reserve"),
        (ordinary, "no approved reserve"),
    ):
        with pytest.raises(RefusedError, match=why):
            swapped(desk, late, number)
    with pytest.raises(RefusedError, match="no slot that lies ahead"):
        swapped(desk, making, over)
    with (
        pytest.raises(RefusedError, match="decided on with its date"),
        writing(desk.engine) as connection,
    ):
        mark(desk.call(connection), Marking(number=late, actor="ada"))
    for days, why in (
        ({"first_day": date(2024, 2, 1), "last_day": date(2024, 1, 1)}, "before they"),
        ({"last_day": date(2023, 1, 1)}, "is over"),
    ):
        marking = Marking(number=ordinary, actor="ada", **days)
        with (
            pytest.raises(BadInputError, match=why),
            writing(desk.engine) as connection,
        ):
            mark(desk.call(connection), marking)
    assert desk.rows(table_of(Audit), event="save")
    assert desk.rows(table_of(Step))


def test_a_date_to_be_ready_by_is_no_slot_that_comes(desk, a_reserve):
    number, used = a_reserve(), a_reserve()
    post, year = desk.post(number), timedelta(days=366)
    with writing(desk.engine) as connection:
        week = ScopeOfHold(HoldScope.WEEK, "", (desk.now - year, desk.now + year))
        assert hold_queries.open_posts_in(connection, week) == []
        work = UnitOfWork(desk.call(connection))
        hold_releases.end(work, own_hold(desk.call(connection), post), TIMETABLE)
        work.write()
    later = post.slot_at + timedelta(days=2)
    links = {one: f"https://{one}.example.org/1" for one in post.content.texts}
    desk.now = later
    with pytest.raises(RefusedError, match="The slot has not come yet"):
        desk.do(number, "publish", proofs=links)
    with writing(desk.engine) as connection:
        call, early = desk.call(connection), "Vorab bestellt."
        for channel, link in links.items():
            wish = {"channel": channel, "permalink": link, "actor": "ada"}
            with pytest.raises(RefusedError, match="is a reserve"):
                record_proof(call, number=number, **wish)
            record_proof(call, number=number, **wish, early=early)
        assert due_queries.to_publish(connection, later) == []
        before = desk.now - year
        assert publication_queries.posts_at_slot(connection, before, later) == []

    desk.advance(later)
    assert desk.post(number).held_since is not None
    why = {"target": PostState.PUBLISHED, "comment": "Der Minister wartet."}
    assert desk.post(number).state is PostState.SCHEDULED
    desk.do(number, "override", **why)
    desk.advance(later + MINUTE)

    assert (desk.post(number).is_reserve, desk.post(number).state) == (
        False,
        PostState.PUBLISHED,
    )
    assert desk.post(used).held_since is not None
    with reading(desk.engine) as connection:
        assert needing(desk.call(connection)) == []


def test_undo_gives_back_the_days_a_reserve_was_approved_for(desk, a_reserve):
    days = {"first_day": date(2023, 10, 2), "last_day": date(2024, 6, 28)}
    number = a_reserve(approved=False, **days)
    kept = tuple(days.values())
    post, hold = desk.post(number), {"hold": UNDO_FOR}
    for act, wish in (
        (mark, Marking(number=number, actor="ada", **hold)),
        (
            unmark,
            Unmarking(number=number, actor="ada", slot_at=post.slot_at, **hold),
        ),
    ):
        desk.ask(act, wish)
        assert desk.post(number).is_reserve is (act is mark)
        with writing(desk.engine) as connection:
            undo(desk.call(connection), number, "ada")
        after = desk.post(number)
        assert (after.is_reserve, after.reserve_from, after.reserve_until) == (
            True,
            *kept,
        )
    desk.now = post.slot_at + MINUTE
    gone = Unmarking(number=number, actor="ada", slot_at=post.slot_at)
    with pytest.raises(BadInputError, match="is in the past"):
        desk.ask(unmark, gone)


def test_one_reserve_that_cannot_be_kept_up_stops_no_other(
    desk, a_reserve, monkeypatch
):
    broken, sound = a_reserve(approved=False), a_reserve(approved=False)
    was, first = upkeep.ready_by, desk.post(sound).slot_at

    def ready(post, directory, now):
        if post.number == broken:
            raise RefusedError(msg("{number} is stuck.", number=post.number))
        return was(post, directory, now)

    monkeypatch.setattr(upkeep, "ready_by", ready)
    report = desk.advance(first + timedelta(days=20))
    assert [one for one in report.faults if broken in one]
    assert desk.post(sound).slot_at > desk.now


def test_half_a_swap_is_not_undone_alone(desk, a_reserve, late, slot):
    reserve = a_reserve()
    desk.now = slot - timedelta(days=1)
    swapped(desk, late, reserve)

    for number in (late, reserve):
        with writing(desk.engine) as connection:
            call, post = desk.call(connection), post_of(connection, number)
            assert undoable(connection, post, "ada", desk.now) is None
            page = rf"on /plan/reserves\?late={late}&reserve={reserve}"
            # The reserve was let go after it, and that is no move.
            why = page if number == late else "is no move"
            with pytest.raises(RefusedError, match=why):
                undo(call, number, "ada")
    with writing(desk.engine) as connection:
        take_back(desk.call(connection), wish_of(late, reserve))
    assert (desk.post(late).slot_at, desk.post(reserve).is_reserve) == (slot, True)


def test_of_two_swaps_at_once_one_gets_the_reserve(
    desk, a_reserve, hand_to_review, slot
):
    reserve = a_reserve()
    first, second = hand_to_review("smi"), hand_to_review("smi")
    desk.now = slot - timedelta(days=1)
    refused = []

    def other():
        try:
            swapped(desk, second, reserve)
        except VorlaufError as error:
            refused.append(str(error))

    thread = threading.Thread(target=other)
    with writing(desk.engine) as connection:
        swap(desk.call(connection), wish_of(first, reserve))
        thread.start()
        thread.join(0.3)  # so long it has read what is about to change
    thread.join()

    assert [one for one in refused if "no approved reserve" in one] == refused != []
    assert desk.post(second).slot_at == slot
    assert desk.post(reserve).slot_at == slot


def test_a_reserve_on_hold_for_another_reason_takes_no_slot(
    desk, a_reserve, late, slot
):
    reserve = a_reserve()
    desk.now = slot - timedelta(days=1)
    order = HoldOrder(scope=HoldScope.POSTS, reason="Trauerfall", numbers=(reserve,))
    with writing(desk.engine) as connection:
        ada = Overseer(person=desk.directory.person("ada"))
        holds.place(desk.call(connection), order, ada)
        asked = []

        def known(call):
            asked.append(call)
            return {}

        (found,) = late_posts(desk.call(connection), known)

    assert len(asked) == 1
    assert [str(one) for one in found.offers[0].why_not] == [f"{reserve} is on hold."]
    with pytest.raises(RefusedError, match="is on hold"):
        swapped(desk, late, reserve)


def test_who_is_asked_for_material_of_a_reserve_keeps_the_date(desk, a_post):
    number = a_post("smi", wants_graphics=False)
    desk.ask(mark, Marking(number=number, actor="ada"))
    desk.do(number, "request_assets")
    (before,) = desk.post(number).steps
    ready = desk.post(number).slot_at
    desk.advance(before.due_at + MINUTE)
    assert [step.due_at for step in desk.post(number).steps] == [before.due_at]
    desk.advance(ready + MINUTE)

    (after,) = desk.post(number).steps
    assert after.due_at > desk.now
    said = " ".join(str(row.details) for row in desk.rows(table_of(Audit)))
    assert set(re.findall(r'"cause": ?"(\w+)"', said)) == {"plan"}
