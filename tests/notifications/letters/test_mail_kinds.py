"""What each kind of mail is: what follows from a row is tried with every purpose."""

from datetime import date, timedelta

import pytest
from letterbox import Office, reply
from sqlalchemy import update

from notifications.letters.mail_kind import ComparedWith, LandingPage, MailTopic
from notifications.letters.mail_kinds import (
    MAIL_KINDS,
    purposes_where,
    request_for,
    template_of,
)
from notifications.letters.templates import words_of
from states.post import StepKind
from states.purpose import MailKind
from vorlauf.db.engine import reading, writing
from vorlauf.db.post_snapshots import NOTICE
from vorlauf.db.unit_of_work import NewNotice, UnitOfWork
from vorlauf.editing.comment_by_account import Remark, say
from vorlauf.editing.comments import comments_of
from vorlauf.scheduling import absences, plan_queries
from vorlauf.scheduling.absences import Absent
from vorlauf.scheduling.asked_now import SETTLES_IN
from vorlauf.workflow.reminder_schedule import mail_at

TODAY = date(2023, 9, 18)
# What is true of a kind, written out; what is not named here is not true of it.
ASKS_FIRST = "is_request begins is_planned asks is_counted gives_a_task"
TRUTH = {
    "material_request": ASKS_FIRST,
    "submit_request": ASKS_FIRST,
    "review_request": ASKS_FIRST,
    "approval_request": ASKS_FIRST,
    "publish_request": ASKS_FIRST,
    "retrospective_request": f"{ASKS_FIRST} is_afterwards",
    "take_down_request": f"{ASKS_FIRST} shows_places",
    "reminder": "is_planned asks is_counted gives_a_task is_expendable",
    "escalation": "asks is_counted gives_a_task is_expendable",
    "link_renewed": "asks is_counted gives_a_task is_personal",
    "reply_received": "asks is_personal",
    "changes_requested": "begins is_told_anyway is_counted gives_a_task",
    "decision_received": "is_news is_told_anyway is_personal can_wait",
    "decision_recorded": "is_news is_told_anyway is_personal can_wait",
    "published": "is_news is_told_anyway can_wait shows_places",
    "comment_received": "is_news is_told_anyway gives_a_task",
    "absence_offered": "is_news is_told_anyway gives_a_task",
    "absence_noted": "is_news is_told_anyway is_personal can_wait goes_alone",
    "absence_told": "is_news is_told_anyway",
    "bounce_report": "is_news is_told_anyway gives_a_task is_silent",
    "mentioned": "is_news is_told_anyway is_personal",
    "corrected": "is_news is_told_anyway",
    "slot_missed": "is_news is_told_anyway gives_a_task",
    "on_hold": "is_news is_told_anyway can_wait",
    "resumed": "asks is_counted gives_a_task",
    "nobody_there": "is_news is_told_anyway gives_a_task",
    "no_longer_asked": "is_news is_told_anyway can_wait",
    "publication_failed": "is_news is_told_anyway gives_a_task",
    "hold_report": "is_counted is_personal is_silent",
    "overview": "is_counted is_personal is_expendable is_silent",
    "audit_head": "is_counted is_personal can_wait is_expendable is_silent",
}
FACTS = sorted({fact for facts in TRUTH.values() for fact in facts.split()})
# What of a kind is no yes or no, written out likewise.
VALUES = {
    "reports": {
        "changes_requested": "request_changes",
        "retrospective_request": "override",
        "take_down_request": "take_down",
        "corrected": "correct",
    },
    "since": {
        "review_request": ComparedWith.SHOWN_BEFORE,
        "approval_request": ComparedWith.SHOWN_BEFORE,
        "retrospective_request": ComparedWith.SHOWN_BEFORE,
        "link_renewed": ComparedWith.SHOWN_BEFORE,
        "corrected": ComparedWith.DECIDED_ON,
    },
    "page": {
        "decision_received": LandingPage.RECEIPT,
        "decision_recorded": LandingPage.OBJECT,
        "corrected": LandingPage.OBJECT,
        "absence_noted": LandingPage.ABSENCE,
    },
    "deputy_template": {"escalation": "escalation_deputy"},
}
# At this hour what is ready at five in the morning goes out; all else at nine.
HOURS = {
    MailKind.LINK_RENEWED: 5,
    MailKind.ABSENCE_NOTED: 5,
    MailKind.PUBLISH_REQUEST: 8,
    MailKind.TAKE_DOWN_REQUEST: 8,
    MailKind.PUBLICATION_FAILED: 8,
    MailKind.BOUNCE_REPORT: 8,
    MailKind.HOLD_REPORT: 8,
}
# By what a step begins.
BEGINNING = {
    StepKind.ASSETS: MailKind.MATERIAL_REQUEST,
    StepKind.GRAPHICS: MailKind.MATERIAL_REQUEST,
    StepKind.SUBMIT: MailKind.SUBMIT_REQUEST,
    StepKind.REVIEW: MailKind.REVIEW_REQUEST,
    StepKind.APPROVAL: MailKind.APPROVAL_REQUEST,
    StepKind.PUBLISH: MailKind.PUBLISH_REQUEST,
    StepKind.TAKE_DOWN: MailKind.TAKE_DOWN_REQUEST,
    StepKind.DRAFT: None,
}
OF_NO_POST = (MailKind.OVERVIEW, MailKind.AUDIT_HEAD, MailKind.HOLD_REPORT)
OF_A_STEP = sorted(set(MailKind) - set(OF_NO_POST))


@pytest.fixture
def kind_of_database():
    """What is asked here is the same on both databases."""
    return "sqlite"


def test_every_purpose_has_its_row_and_its_own_name():
    assert MAIL_KINDS.keys() == set(MailKind)
    assert len({kind.label for kind in MAIL_KINDS.values()}) == len(MailKind)


@pytest.mark.parametrize("purpose", TRUTH)
def test_a_kind_is_what_is_written_out_here(purpose):
    kind = MAIL_KINDS[MailKind(purpose)]

    true = {fact for fact in FACTS if getattr(kind, fact)}
    assert true == set(TRUTH[purpose].split())


@pytest.mark.parametrize("fact", VALUES)
def test_a_kind_says_what_is_written_out_here(fact):
    said = {name: getattr(MAIL_KINDS[MailKind(name)], fact) for name in TRUTH}

    assert {name: value for name, value in said.items() if value} == VALUES[fact]


def test_only_what_goes_out_by_the_calendar_is_about_no_post():
    assert purposes_where(lambda kind: not kind.is_of_a_post) == OF_NO_POST


@pytest.mark.parametrize("purpose", MailKind)
def test_every_kind_has_its_words_in_both_languages(purpose):
    for lang in ("de", "en"):
        for to_deputy in (False, True):
            assert words_of(template_of(purpose, to_deputy=to_deputy), lang).parts


@pytest.mark.parametrize("purpose", OF_A_STEP)
def test_what_asks_belongs_to_steps_and_says_what_a_post_lacks_for_it(purpose):
    kind = MAIL_KINDS[purpose]

    assert kind.lacking
    assert kind.steps or kind.about is not MailTopic.STEP
    assert kind.steps or not kind.asks


@pytest.mark.parametrize("step", StepKind)
def test_every_step_begins_with_its_request_but_the_draft(step):
    assert request_for(step) == BEGINNING[step]


@pytest.mark.parametrize("step", [StepKind.REVIEW, StepKind.APPROVAL])
def test_a_decision_that_was_jumped_over_is_asked_for_afterwards(step):
    assert request_for(step, afterwards=True) is MailKind.RETROSPECTIVE_REQUEST


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

    due_at = desk.now + SETTLES_IN
    waiting = desk.rows(NOTICE, purpose=purpose, state="queued", due_at=due_at)
    assert len(waiting) == MAIL_KINDS[purpose].begins


@pytest.mark.parametrize("purpose", OF_A_STEP)
def test_what_somebody_waits_for_does_not_wait_for_the_hour_of_mail(desk, purpose):
    smi = desk.directory.houses["smi"]
    early = desk.now.astimezone(smi.campaign.zone).replace(hour=5)

    goes = mail_at(smi, purpose, early)

    assert goes.astimezone(smi.campaign.zone).hour == HOURS.get(purpose, 9)


def test_a_new_link_goes_out_at_night_by_a_real_server(desk, asked, post_round):
    (number,) = asked("smi")
    post_round()
    (step,) = desk.post(number).steps
    desk.now = desk.now.replace(hour=22)
    with writing(desk.engine) as connection:
        work = UnitOfWork(desk.call(connection))
        new = NewNotice(
            purpose=MailKind.LINK_RENEWED, recipient="ines", due_at=desk.now, n=9
        )
        work.owe(desk.post(number), step.id, "smi", [new])
        work.write()

    assert [recipient for recipient, _ in post_round()] == ["ines"]


@pytest.mark.parametrize("purpose", OF_A_STEP)
def test_planning_anew_cancels_what_was_planned_and_nothing_else(desk, asked, purpose):
    (number,) = asked("smi")
    (step,) = desk.post(number).steps
    with writing(desk.engine) as connection:
        connection.execute(
            update(NOTICE)
            .where(NOTICE.c.purpose == "review_request")
            .values(purpose=purpose, due_at=desk.now + timedelta(hours=1), n=7)
        )
        plan_queries.cancel_planned(connection, step.id, desk.now)

    cancelled = desk.rows(NOTICE, purpose=purpose, state="cancelled", n=7)
    assert len(cancelled) == MAIL_KINDS[purpose].is_planned


@pytest.mark.parametrize(
    "purpose", purposes_where(lambda kind: kind.about is MailTopic.COMMENT)
)
def test_what_answers_a_mail_about_an_internal_comment_is_internal(
    desk, hand_to_review, purpose, tmp_path
):
    number = hand_to_review("smi")
    with writing(desk.engine) as connection:
        remark = Remark(number, "ada", "Unter uns, @ben", internal=True)
        say(desk.call(connection), remark)
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
        *_, last = comments_of(connection, desk.post(number).id)
    assert (last.text, last.internal) == ("Und noch etwas.", True)
