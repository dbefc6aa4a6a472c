"""Today: what asks for somebody's attention, on both databases."""

from dataclasses import dataclass
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, update

from vorlauf.db.engine import reading, writing
from vorlauf.db.post_snapshots import NOTICE, POST, STEP
from vorlauf.db.tables import NoticeState
from vorlauf.editing.outlooks import Outlooks
from vorlauf.posts.visibility import EVERYTHING, Visibility
from vorlauf.readmodels.failed_mails import failed_mails
from vorlauf.readmodels.post_lines import post_lines
from vorlauf.readmodels.scope import BlockReason, ReadScope
from vorlauf.readmodels.today import (
    Candidate,
    GroupKey,
    PeopleToday,
    Today,
    TodayQuestion,
    today,
)

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Found:
    """What was found, with the posts of each group by number."""

    today: Today
    numbers: dict[int, str]

    def __call__(self, key):
        posts = self.today.group(GroupKey(key)).posts
        return [self.numbers[one.post_id] for one in posts]


@pytest.fixture
def ask(desk, engine, now):
    """Return a function that asks for a day; it ends at 24:00, its week in 4 days."""

    def answer(at=now, visibility=EVERYTHING, **people):
        with reading(engine) as connection:
            question = TodayQuestion(
                scope=ReadScope(connection, visibility, at),
                people=PeopleToday(**{"asked": (), **people}),
                outlooks=Outlooks().at(connection, desk.directory, last=1),
                day=at.date(),
                end_of_day=at + DAY,
                end_of_week=at + 4 * DAY,
            )
            numbers = dict(connection.execute(select(POST.c.id, POST.c.number)).all())
            return Found(today(question), numbers)

    return answer


@pytest.fixture
def failed(engine, now):
    """Return a function that asks for the mails that failed."""

    def answer():
        with reading(engine) as connection:
            return failed_mails(ReadScope(connection, EVERYTHING, now), 8)

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


def test_a_post_moves_from_the_week_to_the_day_to_what_is_late(ask, review):
    number, (step,) = review("smi")

    early = ask(step.due_at - 2 * DAY)
    on_the_day = ask(step.due_at - timedelta(hours=2))
    late = ask(step.due_at + timedelta(hours=1))

    assert early("this_week") == on_the_day("due_today") == late("at_risk") == [number]
    for found in (early, on_the_day, late):
        assert sum(group.count for group in found.today.groups) == 1


def test_a_post_that_is_late_and_still_meets_its_slot_is_overdue(ask, amend, review):
    number, (step,) = review("smi")
    sooner = step.due_at - 3 * DAY
    amend(STEP, STEP.c.id == step.id, due_at=sooner)

    late = ask(sooner + timedelta(hours=1))

    assert (late("overdue"), late("at_risk")) == ([number], [])


def test_a_line_says_when_the_next_mail_goes_out(review, post_round, now, engine, desk):
    number, (step,) = review("smi")
    key = desk.post(number).id

    with reading(engine) as connection:
        (before,) = post_lines(connection, [key])[key].steps
    post_round(now)
    with reading(engine) as connection:
        (after,) = post_lines(connection, [key])[key].steps

    assert (before.step_id, before.house, before.asked) == (step.id, "smi", "ines")
    assert before.next_notice_at < after.next_notice_at < step.due_at


def test_the_most_urgent_post_comes_first(ask, asked, desk):
    numbers = asked("smi", "smi", "smf")
    late = desk.post(numbers[-1]).steps[0].due_at + timedelta(hours=1)

    found = ask(late).today.group(GroupKey.AT_RISK)

    assert found.count == len(found.posts) == 3
    assert [one.at for one in found.posts] == sorted(one.at for one in found.posts)


def test_what_is_asked_of_me_or_in_my_place_is_mine(ask, asked):
    _, of_smf = asked("smi", "smf")

    assert ask(asked={"frank", "nobody"})("mine") == [of_smf]


def test_nobody_has_to_publish_before_the_slot_is_near(ask, desk, review, slot):
    number, _ = review("smi")
    desk.do(number, "endorse", "ines")
    desk.do(number, "approve", "clara")

    assert ask(slot - 20 * DAY, asked={"ada"})("mine") == []
    assert ask(slot - 2 * DAY, asked={"ada"})("mine") == [number]


def test_what_is_due_later_than_the_plan_wants_is_at_risk(ask, amend, review):
    number, (step,) = review("smi")
    review("smi")
    amend(STEP, STEP.c.id == step.id, due_at=step.due_at + 3 * DAY)

    assert ask()("at_risk") == [number]


def test_a_slot_that_passed_before_the_approval_is_missed(ask, review, slot):
    number, _ = review("smi")

    assert ask(slot)("missed") == []
    assert ask(slot + timedelta(minutes=1))("missed") == [number]


def test_a_contact_sees_what_her_house_takes_part_in(ask, asked, now):
    of_smi, _ = asked("smi", "smf")

    found = ask(now + 60 * DAY, Visibility(frozenset({"smi", "polizei"})))

    assert found("at_risk") == [of_smi]
    assert found.today.late == 1


def test_the_graphics_agency_sees_what_wants_pictures(ask, desk, a_post, review, now):
    review("smi")
    drawn = a_post("smi")
    desk.do(drawn, "request_assets")

    found = ask(now + 60 * DAY, Visibility(frozenset({"grafik"}), graphics=True))

    assert found("at_risk") == [drawn]


WHY = st.sampled_from(list(BlockReason))


@given(
    parts=st.dictionaries(
        st.sampled_from([key.value for key in GroupKey]),
        st.lists(st.builds(Candidate, st.integers(1, 9), st.datetimes(), WHY)),
    ),
    own_first=st.booleans(),
)
def test_no_post_is_in_two_groups_and_none_is_lost(parts, own_first):
    found = today(_Given(parts), own_first=own_first)

    listed = [one.post_id for group in found.groups for one in group.posts]
    assert len(listed) == len(set(listed))
    assert set(listed) == {one.post_id for some in parts.values() for one in some}


@dataclass
class _Given:
    """A question whose candidates are given."""

    parts: dict[str, list[Candidate]]

    def candidates(self):
        return self.parts


@pytest.mark.parametrize("state", [NoticeState.DEAD, NoticeState.UNKNOWN])
def test_a_mail_that_failed_is_shown_while_its_step_is_open(
    failed, amend, desk, review, state
):
    number, (step,) = review("smi")
    lost = {"state": state, "settled_at": desk.now - DAY, "error": "550"}
    amend(NOTICE, NOTICE.c.step_id == step.id, **lost)

    found = failed()
    desk.do(number, "endorse", "ines")

    assert found.count == len(found.rows) > 0
    assert {row.number for row in found.rows} == {number}
    assert (found.rows[0].state, found.rows[0].error) == (state, "550")
    assert failed().count == 0


def test_a_mail_that_failed_long_ago_is_shown_no_more(failed, amend, review, now):
    review("smi")
    lost = {"state": NoticeState.DEAD, "settled_at": now - 31 * DAY}
    amend(NOTICE, NOTICE.c.n >= 0, **lost)

    assert failed().count == 0


def test_a_slot_that_passed_blocks_its_post(ask, desk, review, slot):
    number, _ = review("smi")
    desk.do(number, "endorse", "ines")
    desk.do(number, "approve", "clara")

    before, after = ask(slot), ask(slot + DAY)

    assert before("blocked") == []
    assert after("blocked") == [number]
    assert list(after.today.blocked.values()) == [(BlockReason.SLOT_PASSED,)]


def test_a_post_on_its_way_with_nothing_open_is_blocked(ask, amend, a_post):
    _awaited, forgotten = a_post("smi"), a_post("smi")
    amend(POST, POST.c.number == forgotten, request_by=None)

    found = ask()

    assert found("blocked") == [forgotten]
    assert list(found.today.blocked.values()) == [(BlockReason.NOTHING_OPEN,)]


def test_whoever_gets_no_mail_blocks_what_is_asked_of_them(ask, asked):
    _, of_smf = asked("smi", "smf")

    found = ask(unreachable=["frank"])

    assert found("blocked") == [of_smf]
    assert list(found.today.blocked.values()) == [(BlockReason.UNREACHABLE,)]
