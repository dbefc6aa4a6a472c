"""Manual reminders: reminders by hand, and the limits that protect from floods."""

from datetime import timedelta

import pytest
from sqlalchemy import update
from worker import lease_all, settle

from vorlauf.db.engine import writing
from vorlauf.db.post_snapshots import NOTICE
from vorlauf.db.tables import NoticeState
from vorlauf.db.unit_of_work import UnitOfWork
from vorlauf.errors import NotFoundError, RefusedError
from vorlauf.mail.queue import manual_reminders
from vorlauf.posts import address_status
from vorlauf.workflow.manual_actions import overseer

LATER = timedelta(hours=2)


@pytest.fixture
def remind(desk):
    """Return a function by which Ada reminds of a post."""

    def act(number, house=None, actor="ada"):
        by = overseer(desk.directory, actor)
        with writing(desk.engine) as connection:
            work = UnitOfWork(desk.call(connection))
            return manual_reminders.remind(work, number, by, house=house)

    return act


@pytest.fixture
def told(desk, asked):
    """Return a function that asks houses by mails that have been sent."""

    def tell(*houses):
        numbers = asked(*houses)
        send(desk)
        return numbers

    return tell


def send(desk):
    settle(desk, lease_all(desk), NoticeState.SENT)


def reminders(desk):
    return desk.rows(NOTICE, purpose="reminder", state="queued")


def test_one_more_reminder_is_owed_and_goes_out_now(desk, told, remind):
    (number,) = told("smi")
    desk.now += LATER
    planned = reminders(desk)

    (made,) = remind(number)

    (new,) = [row for row in reminders(desk) if row not in planned]
    assert (made.house, made.name, made.due_at) == ("smi", "Ines Iser", desk.now)
    assert (new.recipient, new.due_at) == ("ines", desk.now)
    assert new.n == max(row.n for row in planned) + 1


def test_the_file_says_who_reminded_whom(desk, told, remind):
    (number,) = told("smi")
    desk.now += LATER

    remind(number)

    line = desk.file(number)[-1]
    assert (line.event, line.actor, line.house) == ("remind_now", "Ada Lorenz", "smi")
    assert '"to":"Ines Iser"' in line.details


def test_while_the_house_is_closed_it_waits(desk, told, remind):
    (number,) = told("smi")
    saturday = desk.now + timedelta(days=5)
    desk.now = saturday

    (made,) = remind(number)

    assert made.due_at == desk.directory.houses["smi"].mail_from(saturday)
    assert made.due_at > saturday


def test_once_a_working_day_is_enough_for_a_matter(desk, told, remind):
    (number,) = told("smi")
    desk.now += LATER
    remind(number)
    send(desk)
    desk.now += LATER

    with pytest.raises(RefusedError, match="on 2023-09-18 at 11:00; once"):
        remind(number)

    desk.now += timedelta(days=1)
    assert len(remind(number)) == 1


def test_a_weekend_is_no_way_around_it(desk, told, remind):
    (number,) = told("smi")
    desk.now += timedelta(days=5)
    remind(number)
    desk.now += timedelta(days=2, hours=4)

    with pytest.raises(RefusedError, match="once a working day"):
        remind(number)


def test_three_a_day_are_enough_for_a_person(desk, told, remind):
    numbers = told("smi", "smi", "smi", "smi")
    desk.now += LATER
    for number in numbers[:3]:
        remind(number)

    with pytest.raises(RefusedError, match="gets 3 reminders by hand that day"):
        remind(numbers[3])


def test_nobody_hears_twice_of_a_matter_within_two_hours(desk, told, remind):
    (number,) = told("smi")
    desk.now += LATER - timedelta(minutes=1)

    with pytest.raises(RefusedError, match="Ines Iser heard of this"):
        remind(number)


def test_whoever_hears_of_it_soon_is_not_reminded(desk, told, remind):
    (number,) = told("smi")
    (first, *_) = sorted(reminders(desk), key=lambda row: row.due_at)
    desk.now = first.due_at - timedelta(minutes=1)

    with pytest.raises(RefusedError, match="Ines Iser hears of this"):
        remind(number)


def test_what_did_not_arrive_is_no_mail(desk, told, remind):
    (number,) = told("smi")
    with writing(desk.engine) as connection:
        connection.execute(update(NOTICE).values(state="dead"))

    assert len(remind(number)) == 1


def test_of_several_houses_each_has_its_own_answer(desk, hand_to_review, remind):
    number = hand_to_review("smi", "smf")
    send(desk)
    desk.now += LATER
    remind(number, house="smi")

    both = {one.house: one for one in remind(number)}

    assert "once a working day" in str(both["smi"].refusal)
    assert both["smf"].due_at == desk.now


def test_a_house_that_is_not_asked_is_named(told, remind):
    (number,) = told("smi")

    with pytest.raises(RefusedError, match="asks nothing of smf now"):
        remind(number, house="smf")
    with pytest.raises(NotFoundError, match="no house"):
        remind(number, house="nowhere")


def test_before_its_slot_nobody_is_reminded_of_publishing(desk, told, remind):
    (number,) = told("smi")
    desk.do(number, "endorse", "ines")
    desk.do(number, "approve", "clara")

    with pytest.raises(RefusedError, match="nothing to remind of"):
        remind(number)


def test_an_address_that_rests_is_a_reason_to_call(desk, told, remind):
    (number,) = told("smi")
    desk.now += LATER
    with writing(desk.engine) as connection:
        address_status.suppress(connection, "ines@smi.example.org", "Ada", desk.now)

    with pytest.raises(RefusedError, match="call Ines Iser"):
        remind(number)


def test_somebody_who_has_left_the_file_is_said(desk, told, remind):
    (number,) = told("smi")
    desk.amend("people", "ines")

    with pytest.raises(RefusedError, match="no longer has ines"):
        remind(number)


def test_only_a_coordinator_may(told, remind):
    (number,) = told("smi")

    with pytest.raises(RefusedError, match="no coordinator"):
        remind(number, actor="ines")
