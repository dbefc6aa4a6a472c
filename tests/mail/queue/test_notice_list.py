"""Notice list: what people ask about the mail, on both databases."""

from datetime import timedelta

import pytest
from worker import begin, lease, lease_all, letter, settle

from vorlauf.db.engine import reading
from vorlauf.db.tables import NoticeState
from vorlauf.errors import NotFoundError
from vorlauf.mail.queue import notice_list
from vorlauf.mail.queue.notice_list import NoticeFilter


@pytest.fixture
def ask(engine):
    """Return a function that asks the store one of its lists."""

    def answer(question, *arguments, **more):
        with reading(engine) as connection:
            return question(connection, *arguments, **more)

    return answer


def lost(desk, state=NoticeState.DEAD):
    notices = lease(desk)
    begin(desk, notices)
    settle(desk, notices, state, error="550 No such user")
    return notices


def test_what_did_not_arrive_needs_an_eye_until_it_is_answered(ask, desk, asked):
    (number,) = asked("smi")
    lost(desk)

    (row,) = ask(notice_list.needing_an_eye, news_since=desk.now, most=9)
    desk.do(number, "endorse", "ines")
    after = ask(notice_list.needing_an_eye, news_since=desk.now, most=9)

    assert (row.number, str(row.error), row.address) == (
        number,
        "550 No such user",
        "ines@smi.example.org",
    )
    assert after == []


def test_news_need_an_eye_for_a_while(ask, desk, asked):
    (number,) = asked("smi")
    desk.do(number, "endorse", "ines")
    settle(desk, lease_all(desk), NoticeState.UNKNOWN)

    soon = ask(notice_list.needing_an_eye, news_since=desk.now, most=9)
    later = desk.now + timedelta(seconds=1)

    assert {"decision_received"} <= {row.purpose for row in soon}
    told = ask(notice_list.needing_an_eye, news_since=later, most=9)
    assert "decision_received" not in {row.purpose for row in told}


def test_what_is_tried_again_is_under_way(ask, desk, asked):
    asked("smi", "smf")
    first = lease(desk)
    later = desk.now + timedelta(minutes=5)
    settle(desk, first, NoticeState.RETRY, error="451", again_at=later)
    second = lease(desk)

    rows = ask(notice_list.under_way, 9)

    assert [row.id for row in rows] == [second[0].id, first[0].id]
    assert [row.state for row in rows] == ["leased", "retry"]
    assert rows[1].when == later


def test_the_last_sent_and_the_next_planned_come_first(ask, desk, asked):
    asked("smi")
    sent = lost(desk, NoticeState.SENT)
    planned = ask(notice_list.planned_next, 9)

    assert [row.id for row in ask(notice_list.sent_last, 9)] == [sent[0].id]
    assert planned == sorted(planned, key=lambda row: (row.due_at, row.id))
    assert {row.state for row in planned} == {"queued"}
    assert ask(notice_list.planned_next, 1) == planned[:1]


def test_the_notices_of_a_post_are_its_history(ask, desk, asked):
    one, _ = asked("smi", "smi")
    begin(desk, lease(desk))

    rows = ask(notice_list.notices, NoticeFilter(number=one))

    assert {row.number for row in rows} == {one}
    assert rows == sorted(rows, key=lambda row: (row.when, row.id))
    assert {row.state for row in rows} == {"cancelled", "sending", "queued"}


def test_whoever_got_it_instead_is_found_and_named(ask, desk, asked):
    asked("smi")
    got = letter(desk)
    begin(desk, lease(desk), message=type(got)(**{**vars(got), "recipient": "ivo"}))

    (row,) = ask(notice_list.notices, NoticeFilter(person="ivo"))

    assert (row.recipient, row.reader) == ("ines", "ivo")
    assert row in ask(notice_list.notices, NoticeFilter(person="ines"))


def test_the_list_can_be_narrowed_down(ask, desk, asked):
    asked("smi")
    lost(desk)

    (dead,) = ask(notice_list.notices, NoticeFilter(states=[NoticeState.DEAD]))
    now = ask(notice_list.notices, NoticeFilter(since=desk.now, until=desk.now))

    assert dead in now
    assert {row.when for row in now} == {desk.now}
    assert ask(notice_list.notices, NoticeFilter(), most=1)[0].when > desk.now


def test_what_else_is_in_a_mail_is_known(ask, desk, asked):
    asked("smi", "smi")
    one, two = lease(desk)
    (row,) = ask(notice_list.notices_by_id, [one.id])
    assert ask(notice_list.in_the_same_mail, row) == []

    begin(desk, [one, two])

    (row,) = ask(notice_list.notices_by_id, [one.id])
    assert [r.id for r in ask(notice_list.in_the_same_mail, row)] == [two.id]
    assert ask(notice_list.content_of, row.message_id) == b"Liebe Frau Iser"


@pytest.mark.parametrize("key", [4711, -1, 2**31, 2**70])
def test_a_notice_that_does_not_exist_is_named(ask, key):
    with pytest.raises(NotFoundError, match=f"no notice {key};"):
        ask(notice_list.notices_by_id, [key])


def test_what_was_answered_is_overtaken_but_news_are_not(ask, desk, asked):
    (number,) = asked("smi")
    desk.do(number, "endorse", "ines")

    rows = ask(notice_list.notices, NoticeFilter(number=number))

    overtaken = {row.purpose for row in rows if row.is_overtaken}
    assert overtaken == {"review_request", "reminder"}
