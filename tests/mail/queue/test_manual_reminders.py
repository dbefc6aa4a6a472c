"""Manual reminders: reminders by hand, and the limits that protect from floods."""

from datetime import timedelta

import pytest
from sqlalchemy import update
from worker import lease_all, settle

from vorlauf.db.engine import reading, writing
from vorlauf.db.post_snapshots import NOTICE
from vorlauf.db.tables import NoticeState
from vorlauf.db.unit_of_work import UnitOfWork
from vorlauf.errors import BadInputError, NotFoundError, RefusedError
from vorlauf.mail.queue import manual_reminders
from vorlauf.posts import address_status
from vorlauf.scheduling import absences
from vorlauf.scheduling.absences import Absent
from vorlauf.workflow.manual_actions import overseer

LATER = timedelta(hours=2)


@pytest.fixture
def remind(desk):
    """Return a function by which Ada reminds of a post."""

    def act(number, house=None, actor="ada", at=None):
        by = overseer(desk.directory, actor)
        with writing(desk.engine) as connection:
            work = UnitOfWork(desk.call(connection))
            return manual_reminders.remind(work, number, by, house=house, at=at)

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


@pytest.fixture
def offer(desk):
    """Return a function that asks what can be offered for the one step of a post."""

    def ask(number):
        with reading(desk.engine) as connection:
            ((_step, found),) = manual_reminders.offers(desk.call(connection), number)
        return found

    return ask


def test_an_offer_says_from_when_it_can_be_done_again(desk, told, offer, remind):
    (number,) = told("smi")
    sent_at = desk.now

    soon = offer(number)

    assert (soon.to, soon.last.went_to, soon.last.at) == ("Ines Iser", "ines", sent_at)
    assert soon.refusal.until == sent_at + LATER
    desk.now = soon.refusal.until - timedelta(seconds=1)
    with pytest.raises(RefusedError):
        remind(number)
    desk.now = soon.refusal.until
    assert offer(number).refusal is None
    assert remind(number)[0].due_at == desk.now


def test_what_is_offered_can_be_had(desk, told, offer, remind):
    (number,) = told("smi")

    *_, last = offer(number).times
    (made,) = remind(number, at=last)

    assert made.due_at == last > desk.now
    assert last not in offer(number).times


def test_the_afternoon_is_offered_in_the_morning_only(desk, told, offer):
    (number,) = told("smi")
    zone = desk.directory.campaign.zone

    def hours():
        return [f"{at.astimezone(zone):%H:%M}" for at in offer(number).times]

    desk.now += LATER + timedelta(minutes=5)
    morning = hours()
    desk.now += timedelta(hours=5)
    afternoon = hours()

    assert f"{desk.now.astimezone(zone):%H:%M}" == afternoon[0] > "14:00"
    assert morning[1] == "14:00"
    assert "14:00" not in afternoon


def test_the_person_named_is_who_gets_the_mail(desk, told, offer):
    (number,) = told("smi")
    today = desk.directory.agency.office.day_of(desk.now)
    gone = Absent(person="ines", first_day=today, last_day=today, set_by="ada")
    desk.ask(absences.set_absence, gone)
    desk.now += 2 * LATER

    found = offer(number)

    assert (found.to, found.stands_in_for) == ("Ivo Jahn", "Ines Iser")


@pytest.mark.parametrize("days", [-1, 32])
def test_an_hour_that_is_over_or_far_away_is_refused(desk, told, remind, days):
    (number,) = told("smi")

    with pytest.raises(BadInputError, match="within the next 31 days"):
        remind(number, at=desk.now + timedelta(days=days))
