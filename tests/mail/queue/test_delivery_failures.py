"""Delivery failures: an address that takes no mail, and who hears of it."""

import pytest
from sqlalchemy import update

from states.purpose import MailKind
from vorlauf.db.engine import reading, writing
from vorlauf.db.post_snapshots import NOTICE
from vorlauf.db.unit_of_work import UnitOfWork
from vorlauf.mail.queue.delivery_failures import Undelivered, note_refusal, report
from vorlauf.posts import address_status


def refuse(desk, address="Frank@smf.example.org", *, later=False):
    with writing(desk.engine) as connection:
        return note_refusal(connection, address, "550 Gone", desk.now, later=later)


def known(desk):
    with reading(desk.engine) as connection:
        return address_status.troubles(connection)


def tell(desk, purpose=MailKind.REVIEW_REQUEST, recipient="ines"):
    request = desk.rows(NOTICE, purpose="review_request")[0]
    lost = Undelivered(
        id=request.id,
        step_id=request.step_id,
        post_id=request.post_id,
        purpose=purpose,
        recipient=recipient,
    )
    with writing(desk.engine) as connection:
        work = UnitOfWork(desk.call(connection))
        told = report(work, [lost, lost])
        work.write()
    return told


def test_the_second_refusal_lets_an_address_rest(desk):
    assert [refuse(desk), refuse(desk, "frank@SMF.example.org")] == [False, True]

    (trouble,) = known(desk)
    assert (trouble.address, trouble.failures) == ("frank@smf.example.org", 2)
    assert (trouble.suppressed_at, trouble.suppressed_by) == (desk.now, "Vorlauf")


def test_what_came_back_makes_an_address_suspect(desk):
    refuse(desk, later=True)
    refuse(desk)

    (trouble,) = known(desk)
    assert trouble.suspect_since == desk.now


def test_what_is_lifted_is_forgotten(desk):
    refuse(desk)
    with writing(desk.engine) as connection:
        was_there = address_status.forgive(connection, "FRANK@smf.example.org")

    assert (was_there, known(desk)) == (True, [])


def test_the_coordinator_hears_of_it_once_a_post(desk, asked):
    asked("smi")

    assert tell(desk) == 1

    (row,) = desk.rows(NOTICE, purpose="bounce_report")
    assert (row.recipient, row.house) == ("ada", "agentur")


def test_what_fails_once_more_is_reported_once_more(desk, asked):
    asked("smi")
    tell(desk)
    with writing(desk.engine) as connection:
        its = NOTICE.c.purpose == MailKind.BOUNCE_REPORT
        connection.execute(update(NOTICE).where(its).values(state="sent"))

    assert tell(desk) == 1

    (row,) = desk.rows(NOTICE, purpose="bounce_report")
    assert (row.state, row.due_at) == ("queued", desk.now)


@pytest.mark.parametrize("purpose", [MailKind.BOUNCE_REPORT, MailKind.OVERVIEW])
def test_nobody_is_told_that_telling_failed(desk, asked, purpose):
    asked("smi")

    assert tell(desk, purpose) == 0


def test_of_the_coordinators_own_mailbox_her_deputy_hears(desk, asked):
    asked("smi")

    tell(desk, recipient="ada")

    assert [r.recipient for r in desk.rows(NOTICE, purpose="bounce_report")] == ["ben"]
