"""Outbox: taking, sending and settling, on both databases."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from worker import begin, lease, letter, row_of, settle

from vorlauf.db.engine import writing
from vorlauf.db.post_snapshots import MESSAGE, NOTICE
from vorlauf.db.tables import NoticeState
from vorlauf.mail.queue import leases, outbox
from vorlauf.mail.queue.leases import LEASE
from vorlauf.mail.queue.outbox import OvertakenError


def test_whatever_is_due_for_one_recipient_is_taken_together(desk, asked):
    asked("smi", "smf", "smi")

    first, second, third = lease(desk), lease(desk), lease(desk)

    assert [notice.recipient for notice in first] == ["ines", "ines"]
    assert [notice.recipient for notice in second] == ["frank"]
    assert third == []


def test_what_is_taken_has_an_owner_and_an_end(desk, asked):
    asked("smi")

    (notice,) = lease(desk, "one")

    row = row_of(desk, notice)
    assert (row.state, row.lease_owner, row.claims) == ("leased", "one", 1)
    assert row.lease_until == desk.now + LEASE


def test_a_decision_takes_a_notice_out_of_the_hands_of_a_worker(desk, asked):
    (number,) = asked("smi")
    notices = lease(desk)
    desk.do(number, "endorse", "ines")

    with pytest.raises(OvertakenError):
        begin(desk, notices)

    row = row_of(desk, notices[0])
    assert (row.state, row.lease_owner) == ("cancelled", None)
    assert desk.rows(NOTICE, state="sending") == []


def test_of_a_mail_that_was_overtaken_nothing_is_kept(desk, asked):
    numbers = asked("smi", "smi")
    notices = lease(desk)
    desk.do(numbers[0], "endorse", "ines")

    with pytest.raises(OvertakenError):
        begin(desk, notices)
    with writing(desk.engine) as connection:
        left = outbox.still_leased(connection, [n.id for n in notices], "one")

    assert left == {notices[1].id}
    begin(desk, notices[1:])


def test_only_the_owner_sends_and_settles(desk, asked):
    asked("smi")
    notices = lease(desk, "one")
    with pytest.raises(OvertakenError):
        begin(desk, notices, "two")
    begin(desk, notices, "one")

    settle(desk, notices, NoticeState.SENT, "two")

    row = row_of(desk, notices[0])
    assert (row.state, row.attempts) == ("sending", 0)


def test_what_is_tried_again_keeps_its_bytes(desk, asked):
    asked("smi", "smi")
    notices = lease(desk)
    begin(desk, notices)
    later = desk.now + timedelta(minutes=5)
    settle(desk, notices, NoticeState.RETRY, error="450", again_at=later)
    desk.now = later

    again = lease(desk)
    with writing(desk.engine) as connection:
        before = outbox.rendered_before(connection, again)

    assert {n.id for n in again} == {n.id for n in notices}
    assert before.content == b"Liebe Frau Iser"
    row = row_of(desk, notices[0])
    assert (row.claims, row.attempts, row.doubts) == (1, 1, 0)


def test_a_mail_that_is_settled_in_part_is_written_anew(desk, asked):
    numbers = asked("smi", "smi")
    notices = lease(desk)
    begin(desk, notices)
    settle(desk, notices, NoticeState.RETRY, error="450", again_at=desk.now)
    desk.do(numbers[0], "endorse", "ines")

    again = lease(desk)
    with writing(desk.engine) as connection:
        before = outbox.rendered_before(connection, again)

    assert ([notice.id for notice in again], before) == ([notices[1].id], None)


def test_what_is_left_of_a_mail_is_written_anew_as_well(desk, asked):
    asked("smi", "smi")
    notices = lease(desk)
    begin(desk, notices)
    settle(desk, notices, NoticeState.RETRY, error="450", again_at=desk.now)
    first, left = lease(desk)
    message = letter(desk, "<2@example.org>")

    with writing(desk.engine) as connection:
        of = {"is_new": True, "instead_of": {first.message_id}}
        outbox.begin_sending(connection, [first.id], message, "one", desk.now, **of)

    assert row_of(desk, first).message_id == "<2@example.org>"
    assert row_of(desk, left).message_id is None


def test_a_doubt_is_counted_apart_from_attempts(desk, asked):
    asked("smi")
    notices = lease(desk)
    begin(desk, notices)

    settle(desk, notices, NoticeState.UNKNOWN, error="lost", in_doubt=True)

    row = row_of(desk, notices[0])
    assert (row.state, row.claims, row.attempts, row.doubts) == ("unknown", 0, 1, 1)


def test_a_message_is_never_changed(desk, asked):
    asked("smi")
    begin(desk, lease(desk))

    with (
        pytest.raises(Exception, match="a message is never changed"),
        writing(desk.engine) as connection,
    ):
        connection.execute(MESSAGE.update().values(content=b"Ganz anders"))


@pytest.mark.slow
def test_no_mail_holds_more_than_somebody_reads(desk, asked):
    asked(*["smi"] * (leases.MOST_IN_ONE + 1))

    first, second = lease(desk), lease(desk)

    assert (len(first), second) == (leases.MOST_IN_ONE, [])


@pytest.mark.postgres
@pytest.mark.parametrize("kind_of_database", ["postgresql"], indirect=True)
def test_nobody_waits_for_a_notice_that_somebody_else_is_deciding_on(desk, asked):
    asked("smi", "smf")
    ines = select(NOTICE.c.id).where(NOTICE.c.recipient == "ines").with_for_update()

    with writing(desk.engine) as other, writing(desk.engine) as connection:
        other.execute(ines).all()
        connection.exec_driver_sql("SET LOCAL lock_timeout = '2s'")
        (notice,) = leases.lease(connection, "one", desk.now)

    assert notice.recipient == "frank"
