"""Outbox: claiming and settling, on both databases."""

from datetime import UTC, datetime, timedelta

import pytest
from desk import BARE
from sqlalchemy import update

from vorlauf import outbox
from vorlauf.outbox import LEASE, Rendered, Settlement
from vorlauf.store.database import reading, writing
from vorlauf.store.queries import NOTICE
from vorlauf.store.tables import NoticeState


@pytest.fixture
def engine(swept_engine):
    return swept_engine


@pytest.fixture
def request_due(desk, a_post):
    """The request to review that is due, as a sweep reads it."""
    desk.do(a_post("smi", **BARE), "submit")
    (notice,) = read(desk)
    return notice


def read(desk):
    with reading(desk.engine) as connection:
        return outbox.due(connection, desk.now, 100)


def letter(desk, words=b"Liebe Frau Iser"):
    return Rendered(
        message_id="<1@example.org>", subject="Bitte", content=words, dated_at=desk.now
    )


def claimed(desk, notice, owner="one", words=b"Liebe Frau Iser"):
    with writing(desk.engine) as connection:
        return outbox.claim(connection, notice, letter(desk, words), owner, desk.now)


def settled(desk, notice, state, owner="one", **more):
    made = Settlement(notice_id=notice.id, state=state, at=desk.now, **more)
    with writing(desk.engine) as connection:
        outbox.settle(connection, made, owner)


def recovered(desk):
    with writing(desk.engine) as connection:
        return outbox.recover(connection, desk.now)


def test_a_notice_is_claimed_once(desk, request_due):
    assert claimed(desk, request_due, "one")

    assert not claimed(desk, request_due, "two")
    assert read(desk) == []


def test_a_decision_between_reading_and_claiming_wins(desk, request_due):
    desk.do("2023-001", "endorse", "ines")

    assert not claimed(desk, request_due)


def test_only_the_owner_settles(desk, request_due):
    claimed(desk, request_due, "one")

    settled(desk, request_due, NoticeState.SENT, "two")

    (row,) = desk.rows(NOTICE, id=request_due.id)
    assert (row.state, row.attempts) == ("sending", 0)


def test_what_is_tried_again_keeps_its_bytes(desk, request_due):
    claimed(desk, request_due)
    later = desk.now + timedelta(minutes=5)
    settled(desk, request_due, NoticeState.RETRY, error="450", again_at=later)
    desk.now = later
    (again,) = read(desk)

    assert claimed(desk, again, words=b"Ganz anders")

    (row,) = desk.rows(NOTICE, id=request_due.id)
    assert again.stored.content == row.rendered == b"Liebe Frau Iser"
    assert (row.claims, row.attempts) == (2, 1)


def test_a_lease_that_has_not_ended_is_respected(desk, request_due):
    claimed(desk, request_due)
    desk.now += LEASE

    assert recovered(desk) == 0


def test_a_request_of_a_dead_process_is_sent_again(desk, request_due):
    claimed(desk, request_due)
    desk.now += LEASE + timedelta(seconds=1)

    assert recovered(desk) == 1

    (again,) = read(desk)
    assert (again.id, again.due_at) == (request_due.id, desk.now)
    assert again.stored.content == b"Liebe Frau Iser"


def test_a_request_that_ends_every_process_is_set_apart(desk, request_due):
    for _ in range(outbox.MOST_CLAIMS):
        (notice,) = read(desk)
        claimed(desk, notice)
        desk.now += LEASE + timedelta(seconds=1)
        recovered(desk)

    assert read(desk) == []
    assert desk.rows(NOTICE, id=request_due.id)[0].state == "unknown"


def test_a_reminder_of_a_dead_process_is_set_apart(desk, request_due):
    with writing(desk.engine) as connection:
        reminder = NOTICE.c.id == request_due.id
        connection.execute(update(NOTICE).where(reminder).values(purpose="reminder"))
    claimed(desk, request_due)
    desk.now += LEASE + timedelta(seconds=1)

    assert recovered(desk) == 1

    (row,) = desk.rows(NOTICE, id=request_due.id)
    assert (row.state, row.lease_owner) == ("unknown", None)
    assert "whether it arrived is not known" in row.error


def test_what_is_decided_while_it_is_sent_is_not_tried_again(desk, request_due):
    claimed(desk, request_due)
    desk.do("2023-001", "endorse", "ines")
    desk.now += LEASE + timedelta(seconds=1)

    recovered(desk)

    assert request_due.id not in {notice.id for notice in read(desk)}
    (row,) = desk.rows(NOTICE, id=request_due.id)
    assert row.state == "cancelled"


def test_what_fails_while_it_is_decided_is_not_tried_again(desk, request_due):
    claimed(desk, request_due)
    desk.do("2023-001", "endorse", "ines")
    later = desk.now + timedelta(minutes=5)
    settled(desk, request_due, NoticeState.RETRY, error="450", again_at=later)
    desk.now = later

    recovered(desk)

    (row,) = desk.rows(NOTICE, id=request_due.id)
    assert row.state == "cancelled"


def test_what_is_put_off_comes_back(desk, request_due):
    later = desk.now + timedelta(hours=3)
    with writing(desk.engine) as connection:
        outbox.postpone(connection, [(request_due.id, later)])
    now = read(desk)
    desk.now = later

    assert (now, [notice.id for notice in read(desk)]) == ([], [request_due.id])


def test_what_cannot_be_written_is_buried_with_its_reason(desk, request_due):
    with writing(desk.engine) as connection:
        outbox.bury(connection, request_due.id, "There is nobody.", desk.now)

    (row,) = desk.rows(NOTICE, id=request_due.id)
    assert (row.state, row.error) == ("dead", "There is nobody.")


LONG_AFTER = datetime(2023, 11, 28, 9, 0, tzinfo=UTC)


def test_after_a_pause_the_newest_reminder_stands_for_the_older(desk, request_due):
    claimed(desk, request_due)
    settled(desk, request_due, NoticeState.SENT)
    desk.now = LONG_AFTER

    recovered(desk)

    *older, newest = desk.rows(NOTICE, purpose="reminder", recipient="ines")
    assert [notice.id for notice in read(desk)] == [newest.id]
    assert {row.error for row in older} == {outbox.SUPERSEDED}


def test_whoever_is_asked_late_is_not_reminded_at_once(desk, request_due):
    desk.now = LONG_AFTER

    recovered(desk)

    assert [notice.id for notice in read(desk)] == [request_due.id]
