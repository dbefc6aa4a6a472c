"""Due date changes: another date for one step, given by hand and kept."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from desk import BARE
from worker import lease_all, settle

from states.post import StepKind
from vorlauf.db.engine import writing
from vorlauf.db.post_snapshots import NOTICE, STEP
from vorlauf.db.tables import Audit, NoticeState, table_of
from vorlauf.errors import BadInputError, ConflictError, NotFoundError, RefusedError
from vorlauf.scheduling import changed_rules
from vorlauf.scheduling.due_date_changes import DueDateChange, cost, extend
from vorlauf.workflow import steps
from vorlauf.workflow.manual_actions import overseer

AUDIT = table_of(Audit)
# Friday, four working days before the slot, of which one is Buß- und Bettag.
LATER = date(2023, 11, 17)


@pytest.fixture
def in_review(desk, hand_to_review):
    """A post in review at two houses that have been asked by mail."""
    number = hand_to_review("smi", "smf")
    settle(desk, lease_all(desk), NoticeState.SENT)
    replan(desk)
    return number


@pytest.fixture
def give(desk):
    """Return a function by which Ada gives a house's step another date."""

    def act(number, until, house="smi", actor="ada", reason="", step_id=None, **more):  # noqa: PLR0913, PLR0917
        by = overseer(desk.directory, actor, comment=reason)
        step_id = step_id or step_of(desk, number, house).id
        with writing(desk.engine) as connection:
            change = DueDateChange(number, step_id, until, **more)
            return extend(desk.call(connection), change, by)

    return act


def step_of(desk, number, house="smi"):
    return next(step for step in desk.post(number).steps if step.house == house)


def replan(desk):
    with writing(desk.engine) as connection:
        return changed_rules.apply_rules(desk.call(connection))


def reminders(desk, number, house="smi"):
    step_id = step_of(desk, number, house).id
    rows = desk.rows(NOTICE, step_id=step_id, purpose="reminder", state="queued")
    return [row.due_at for row in rows]


def local_day(desk, instant):
    return instant.astimezone(desk.directory.campaign.zone).date()


def test_the_step_is_due_then_at_the_close_of_business(desk, in_review, give):
    before = step_of(desk, in_review)
    other = step_of(desk, in_review, "smf")

    done = give(in_review, LATER)

    after = step_of(desk, in_review)
    assert (done.house, done.name, done.before) == ("smi", "Ines Iser", before.due_at)
    assert after.due_at == done.after == datetime(2023, 11, 17, 15, tzinfo=UTC)
    assert step_of(desk, in_review, "smf") == other


def test_reminders_and_escalation_follow_the_new_date(desk, in_review, give):
    was = step_of(desk, in_review)

    done = give(in_review, LATER)

    days = [local_day(desk, at) for at in reminders(desk, in_review)]
    assert days == [date(2023, 11, 16), LATER, date(2023, 11, 21)]
    assert local_day(desk, done.told_at) == date(2023, 11, 16)
    assert step_of(desk, in_review).escalate_at > was.escalate_at
    gone = desk.rows(NOTICE, step_id=was.id, state="cancelled")
    assert {row.purpose for row in gone} == {"reminder"}


def test_the_table_knows_by_how_much_it_is_later_than_planned(desk, in_review, give):
    give(in_review, LATER)

    post = desk.post(in_review)
    wanted = steps.schedule_of(post, desk.directory).due(StepKind.REVIEW)
    calendar = desk.directory.house("smi").office.calendar
    row = desk.rows(STEP, id=step_of(desk, in_review).id)[0]
    assert row.short_by == calendar.between(local_day(desk, wanted), LATER) > 0


def test_the_file_has_both_dates_and_the_reason(desk, in_review, give):
    done = give(in_review, LATER, reason="Frau Iser ist krank.")

    line = desk.rows(AUDIT, event="extend")[0]
    assert (line.actor, line.house) == ("Ada Lorenz", "smi")
    assert (line.comment, line.row_version) == ("Frau Iser ist krank.", None)
    told = json.loads(line.details)
    assert told["due_before"] == done.before.isoformat()
    assert told["due_after"] == done.after.isoformat()


def test_an_earlier_date_can_be_given_as_well(desk, in_review, give):
    done = give(in_review, date(2023, 9, 20))

    assert done.after < done.before
    assert done.cost.met
    days = [local_day(desk, at) for at in reminders(desk, in_review)]
    assert days == [date(2023, 9, 19), date(2023, 9, 20), date(2023, 9, 22)]


def test_an_instant_stands_for_its_day_in_the_house(desk, in_review, give):
    night = datetime(2023, 11, 16, 23, 30, tzinfo=UTC)

    assert local_day(desk, give(in_review, night).after) == LATER


@pytest.mark.parametrize(
    ("until", "words"),
    [
        (date(2023, 11, 18), "a Saturday.*the next one is 2023-11-20"),
        (date(2023, 10, 31), "Reformationstag"),
        (date(2023, 9, 18), "after today"),
        (date(2023, 9, 15), "after today"),
        (date(9999, 1, 1), "cannot be planned"),
        (datetime(2023, 11, 17, 9), "no time zone"),  # noqa: DTZ001, that is it
    ],
)
def test_a_day_that_cannot_be_is_refused(in_review, give, until, words):
    with pytest.raises(BadInputError, match=words):
        give(in_review, until)


def test_the_same_day_once_more_is_no_change(in_review, give):
    give(in_review, LATER)

    with pytest.raises(BadInputError, match="due on 2023-11-17 already"):
        give(in_review, LATER)


def test_too_late_for_the_slot_is_refused_with_what_it_would_cost(
    desk, in_review, give
):
    give(in_review, date(2023, 11, 20))

    words = "2023-11-20 is the last day.* Move the slot first, to (2023-11-29 10:00)"
    with pytest.raises(RefusedError, match=words):
        give(in_review, date(2023, 11, 23))
    post = desk.post(in_review)
    step = step_of(desk, in_review)
    assert not cost(post, step, LATER, desk.directory).met
    assert cost(post, step, date(2023, 9, 20), desk.directory).met


def test_what_waits_for_its_slot_is_not_extended(desk, hand_to_review, give):
    number = hand_to_review("smi")
    desk.do(number, "endorse", "ines")
    desk.do(number, "approve", "clara")

    with pytest.raises(RefusedError, match="move the slot"):
        give(number, LATER, house="agentur")


def test_what_is_asked_afterwards_may_come_after_the_slot(desk, hand_to_review, give):
    number = hand_to_review("smi")
    target = type(desk.post(number).state).SCHEDULED
    desk.do(number, "override", target=target, comment="Eilt.")

    done = give(number, date(2023, 12, 4))

    assert (local_day(desk, done.after), done.cost) == (date(2023, 12, 4), None)


def test_what_was_answered_meanwhile_is_not_extended(desk, in_review, give):
    step = step_of(desk, in_review)
    seen = desk.post(in_review).row_version
    desk.do(in_review, "endorse", "ines")

    with pytest.raises(ConflictError):
        give(in_review, LATER, step_id=step.id)
    with pytest.raises(ConflictError):
        give(in_review, LATER, house="smf", seen_row_version=seen)


def test_only_a_coordinator_extends(in_review, give):
    with pytest.raises(RefusedError, match="no coordinator"):
        give(in_review, LATER, actor="ines")


def test_a_house_that_has_left_the_file_gets_no_date(desk, in_review, give):
    desk.amend("houses", "smi")

    with pytest.raises(NotFoundError):
        give(in_review, LATER)


def test_who_was_escalated_begins_anew(desk, in_review, give):
    desk.advance(step_of(desk, in_review).escalate_at)
    assert step_of(desk, in_review).escalation > 0

    give(in_review, date(2023, 11, 20))

    assert step_of(desk, in_review).escalation == 0


def test_changed_lead_times_leave_a_given_date_alone(desk, in_review, give):
    done = give(in_review, LATER)
    times = desk.directory.houses["smi"].lead_times
    changed = {"lead_times": replace(times, approval=9), "reminders": (0,)}
    desk.amend("houses", "smi", **changed)

    assert replan(desk) == ("smi",)

    assert step_of(desk, in_review).due_at == done.after
    assert [local_day(desk, at) for at in reminders(desk, in_review)] == [LATER]


def test_another_contact_is_asked_by_the_given_date(desk, in_review, give):
    done = give(in_review, LATER)
    desk.amend("houses", "smi", contact="ivo", deputies=())

    replan(desk)

    step = step_of(desk, in_review)
    assert (step.asked, step.due_at) == ("ivo", done.after)


def test_a_moved_slot_leaves_a_given_date_alone_while_it_can(
    desk, in_review, give, slot
):
    done = give(in_review, LATER)
    desk.save(in_review, slot_at=slot + timedelta(days=7))
    # The content bears the date of the slot, so that everybody is asked anew.
    new = step_of(desk, in_review)
    assert new.due_at != done.after

    give(in_review, LATER)
    desk.save(in_review, slot_at=slot + timedelta(days=7, hours=1))

    assert step_of(desk, in_review).due_at == done.after


def test_a_draft_with_a_given_date_follows_a_slot_that_comes_before_it(
    desk, a_post, give, slot
):
    number = a_post("smi", texts={}, **BARE)
    planned = step_of(desk, number, "agentur").due_at
    done = give(number, LATER, house="agentur")
    desk.save(number, slot_at=slot + timedelta(days=1, hours=24))
    assert step_of(desk, number, "agentur").due_at == done.after

    desk.save(number, slot_at=slot - timedelta(days=7))

    assert step_of(desk, number, "agentur").due_at < planned
