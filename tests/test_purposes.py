"""What each kind of mail is: every set of purposes is tried with every purpose."""

from datetime import date, timedelta

import pytest
from letterbox import Office, reply
from sqlalchemy import update

from states.post import StepKind
from states.purpose import Purpose
from vorlauf import absences
from vorlauf.absences import Absent
from vorlauf.comments import comments_of
from vorlauf.remarks import say
from vorlauf.reminders import mail_at
from vorlauf.store import plans
from vorlauf.store.changes import Changes, NewNotice
from vorlauf.store.database import reading, writing
from vorlauf.store.queries import NOTICE
from vorlauf.store.tables import NEWS, REQUEST_OF, REQUESTS

TODAY = date(2023, 9, 18)
# What repeats, reports or answers, and so neither begins a step nor is news.
OTHERS = {
    Purpose.REMINDER,
    Purpose.ESCALATION,
    Purpose.CHANGES_REQUESTED,
    Purpose.REPLY_RECEIVED,
    Purpose.LINK_RENEWED,
    Purpose.OVERVIEW,
}
# At this hour what is ready at five in the morning goes out; all else at nine.
HOURS = {
    Purpose.LINK_RENEWED: 5,
    Purpose.PUBLISH_REQUEST: 8,
    Purpose.TAKE_DOWN_REQUEST: 8,
    Purpose.BOUNCE_REPORT: 8,
}
OF_A_STEP = sorted(set(Purpose) - {Purpose.OVERVIEW})


@pytest.fixture
def kind_of_database():
    """What is asked here is the same on both databases."""
    return "sqlite"


def test_every_purpose_asks_first_or_is_news_or_is_one_of_a_few_others():
    assert len(Purpose) == len(REQUESTS) + len(NEWS) + len(OTHERS)
    assert set(Purpose) == REQUESTS | NEWS | OTHERS


def test_every_step_begins_with_a_request_but_the_draft():
    assert set(StepKind) - REQUEST_OF.keys() == {StepKind.DRAFT}


@pytest.mark.parametrize("purpose", OF_A_STEP)
def test_the_deputy_is_asked_anew_with_whatever_a_step_begins_with(
    desk, hand_to_review, purpose
):
    hand_to_review("smi")
    with writing(desk.engine) as connection:
        connection.execute(
            update(NOTICE)
            .where(NOTICE.c.purpose == "review_request")
            .values(purpose=purpose, state="sent", settled_at=desk.now, n=7)
        )

    absent = Absent(person="ines", first_day=TODAY, last_day=TODAY, set_by="ada")
    desk.ask(absences.set_absence, absent)

    waiting = desk.rows(NOTICE, purpose=purpose, state="queued", due_at=desk.now)
    begins = purpose in {*REQUESTS, Purpose.CHANGES_REQUESTED}
    assert len(waiting) == begins


@pytest.mark.parametrize("purpose", OF_A_STEP)
def test_what_somebody_waits_for_does_not_wait_for_the_hour_of_mail(desk, purpose):
    smi = desk.directory.houses["smi"]
    early = desk.now.astimezone(smi.campaign.zone).replace(hour=5)

    goes = mail_at(smi, purpose, early)

    assert goes.astimezone(smi.campaign.zone).hour == HOURS.get(purpose, 9)


def test_a_new_link_goes_out_at_night_by_a_real_server(desk, asked, post_round):
    (number,) = asked("smi")
    post_round()
    (step,) = desk.case(number).steps
    desk.now = desk.now.replace(hour=22)
    with writing(desk.engine) as connection:
        changes = Changes(connection, desk.now)
        new = NewNotice(
            purpose=Purpose.LINK_RENEWED, recipient="ines", due_at=desk.now, n=9
        )
        changes.owe(desk.case(number), step.id, "smi", [new])
        changes.write()

    assert [recipient for recipient, _ in post_round()] == ["ines"]


@pytest.mark.parametrize("purpose", OF_A_STEP)
def test_planning_anew_cancels_what_was_planned_and_nothing_else(desk, asked, purpose):
    (number,) = asked("smi")
    (step,) = desk.case(number).steps
    with writing(desk.engine) as connection:
        connection.execute(
            update(NOTICE)
            .where(NOTICE.c.purpose == "review_request")
            .values(purpose=purpose, due_at=desk.now + timedelta(hours=1), n=7)
        )
        plans.cancel_planned(connection, step.id, desk.now)

    cancelled = desk.rows(NOTICE, purpose=purpose, state="cancelled", n=7)
    assert len(cancelled) == (purpose in {*REQUESTS, Purpose.REMINDER})


@pytest.mark.parametrize("purpose", ["comment_received", "reply_received", "mentioned"])
def test_what_answers_a_mail_about_an_internal_comment_is_internal(
    desk, hand_to_review, purpose, tmp_path
):
    number = hand_to_review("smi")
    with writing(desk.engine) as connection:
        said = (number, "ada", "Unter uns, @ben", desk.now)
        say(connection, desk.directory, *said, internal=True)
        connection.execute(
            update(NOTICE)
            .where(NOTICE.c.purpose == "mentioned")
            .values(purpose=purpose)
        )
    office = Office(desk, tmp_path / "mail")
    identity = office.sent(number, to="ben", purpose=purpose)
    office.lay(reply(identity, "Und noch etwas.", sender="ben@agentur.example.org"))

    office.collect()

    with reading(desk.engine) as connection:
        *_, last = comments_of(connection, desk.case(number).id)
    assert (last.text, last.internal) == ("Und noch etwas.", True)
