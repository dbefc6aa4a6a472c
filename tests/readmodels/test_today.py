"""Today: what asks for somebody's attention, on both databases."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from vorlauf.db.engine import reading, writing
from vorlauf.db.post_snapshots import NOTICE, POST, STEP
from vorlauf.db.tables import NoticeState
from vorlauf.posts.visibility import EVERYTHING, Visibility
from vorlauf.readmodels.scope import BlockReason, ReadScope
from vorlauf.readmodels.today import PeopleToday, today

DAY = timedelta(days=1)


@pytest.fixture
def ask(engine, now):
    """Return a function that asks for a day; it ends at 24:00, its week in 4 days."""

    def answer(at=now, visibility=EVERYTHING, most=8, **people):
        times = {"end_of_day": at + DAY, "end_of_week": at + 4 * DAY, "most": most}
        with reading(engine) as connection:
            scope = ReadScope(connection, visibility, at)
            return today(scope, PeopleToday(**{"asked": (), **people}), **times)

    return answer


@pytest.fixture
def review(desk, hand_to_review):
    """Hand a post of the houses to review; return its number and its open steps."""

    def plan(*houses):
        number = hand_to_review(*houses)
        return number, desk.post(number).steps

    return plan


@pytest.fixture
def amend(engine):
    """Return a function that changes rows of a table as nobody else may."""

    def change(table, condition, **values):
        with writing(engine) as connection:
            connection.execute(update(table).where(condition).values(**values))

    return change


def test_a_duty_moves_from_the_week_to_the_day_to_what_is_late(ask, review):
    number, (step,) = review("smi")

    early = ask(step.due_at - 2 * DAY)
    on_the_day = ask(step.due_at - timedelta(hours=2))
    late = ask(step.due_at + timedelta(hours=1))

    assert [row.number for row in early.this_week.rows] == [number]
    assert [row.number for row in on_the_day.due_today.rows] == [number]
    assert [row.number for row in late.overdue.rows] == [number]
    assert early.overdue.count == on_the_day.this_week.count == 0
    assert late.due_today.count == 0


def test_a_duty_says_when_its_next_mail_goes_out(ask, review, post_round, now):
    _, (step,) = review("smi")

    (before,) = ask(step.due_at - 2 * DAY).this_week.rows
    post_round(now)
    (after,) = ask(step.due_at - 2 * DAY).this_week.rows

    assert (before.step_id, before.house, before.asked) == (step.id, "smi", "ines")
    assert before.next_notice_at < after.next_notice_at < step.due_at


def test_all_are_counted_and_the_first_are_shown(ask, asked, desk):
    numbers = asked("smi", "smi", "smf")
    late = desk.post(numbers[-1]).steps[0].due_at + 60 * DAY

    found = ask(late, most=2).overdue

    assert (found.count, len(found.rows)) == (3, 2)
    assert [row.due_at for row in found.rows] == sorted(r.due_at for r in found.rows)


def test_what_is_asked_of_me_or_in_my_place_is_mine(ask, asked):
    _, of_smf = asked("smi", "smf")

    mine = ask(asked={"frank", "nobody"}).mine

    assert [row.number for row in mine.rows] == [of_smf]


def test_nobody_has_to_publish_before_the_slot_is_near(ask, desk, review, slot):
    number, _ = review("smi")
    desk.do(number, "endorse", "ines")
    desk.do(number, "approve", "clara")

    assert ask(slot - 20 * DAY, asked={"ada"}).mine.count == 0
    assert ask(slot - 2 * DAY, asked={"ada"}).mine.count == 1


def test_what_is_due_later_than_the_plan_wants_is_at_risk(ask, amend, review):
    number, (step,) = review("smi")
    review("smi")
    amend(STEP, STEP.c.id == step.id, short_by=3)

    risky = ask().at_risk
    late = ask(step.due_at + DAY)

    assert [(row.number, row.short_by) for row in risky.rows] == [(number, 3)]
    assert (late.at_risk.count, late.overdue.count) == (0, 2)


def test_a_contact_sees_what_her_house_takes_part_in(ask, asked, now):
    of_smi, _ = asked("smi", "smf")

    found = ask(now + 60 * DAY, Visibility(frozenset({"smi", "polizei"})))

    assert [row.number for row in found.overdue.rows] == [of_smi]
    assert found.overdue.count == 1


def test_the_graphics_agency_sees_what_wants_pictures(ask, desk, a_post, review, now):
    review("smi")
    drawn = a_post("smi")
    desk.do(drawn, "request_assets")

    found = ask(now + 60 * DAY, Visibility(frozenset({"grafik"}), graphics=True))

    assert [row.number for row in found.overdue.rows] == [drawn]


@pytest.mark.parametrize("state", [NoticeState.DEAD, NoticeState.UNKNOWN])
def test_a_mail_that_failed_is_shown_while_its_step_is_open(
    ask, amend, desk, review, state
):
    number, (step,) = review("smi")
    lost = {"state": state, "settled_at": desk.now - DAY, "error": "550"}
    amend(NOTICE, NOTICE.c.step_id == step.id, **lost)

    failed = ask().failed
    desk.do(number, "endorse", "ines")

    assert failed.count == len(failed.rows) > 0
    assert {row.number for row in failed.rows} == {number}
    assert (failed.rows[0].state, failed.rows[0].error) == (state, "550")
    assert ask().failed.count == 0


def test_a_mail_that_failed_long_ago_is_shown_no_more(ask, amend, review, now):
    review("smi")
    lost = {"state": NoticeState.DEAD, "settled_at": now - 31 * DAY}
    amend(NOTICE, NOTICE.c.n >= 0, **lost)

    assert ask().failed.count == 0


def test_a_slot_that_passed_blocks_its_post(ask, desk, review, slot):
    number, _ = review("smi")
    desk.do(number, "endorse", "ines")
    desk.do(number, "approve", "clara")

    before, after = ask(slot).blocked, ask(slot + DAY).blocked

    assert before.count == 0
    assert [(row.number, row.why) for row in after.rows] == [
        (number, BlockReason.SLOT_PASSED)
    ]


def test_a_post_on_its_way_with_nothing_open_is_blocked(ask, amend, a_post):
    _awaited, forgotten = a_post("smi"), a_post("smi")
    amend(POST, POST.c.number == forgotten, request_by=None)

    blocked = ask().blocked

    assert [(row.number, row.why) for row in blocked.rows] == [
        (forgotten, BlockReason.NOTHING_OPEN)
    ]


def test_whoever_gets_no_mail_blocks_what_is_asked_of_them(ask, asked):
    _, of_smf = asked("smi", "smf")

    blocked = ask(unreachable=["frank"]).blocked

    assert [(row.number, row.why) for row in blocked.rows] == [
        (of_smf, BlockReason.UNREACHABLE)
    ]
    assert blocked.count == 1
