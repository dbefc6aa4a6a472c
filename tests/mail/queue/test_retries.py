"""Retries: what was given up goes out once more, on both databases."""

import pytest
from worker import begin, lease, lease_all, row_of, settle

from vorlauf.db.audit_log import verify
from vorlauf.db.engine import reading, writing
from vorlauf.db.tables import NoticeState
from vorlauf.db.unit_of_work import UnitOfWork
from vorlauf.errors import NotFoundError, RefusedError
from vorlauf.mail.queue import retries
from vorlauf.posts import address_status
from vorlauf.workflow.manual_actions import overseer


@pytest.fixture
def resend(desk):
    """Return a function by which Ada sends notices once more."""

    def send(*ids, actor="ada", comment=""):
        by = overseer(desk.directory, actor, comment=comment, door={"door": "test"})
        with writing(desk.engine) as connection:
            work = UnitOfWork(desk.call(connection))
            return retries.resend(work, ids, by)

    return send


@pytest.fixture
def lost(desk, asked):
    """Return a function that loses the request of a post; both are returned."""

    def lose(state=NoticeState.DEAD):
        (number,) = asked("smi")
        notices = lease(desk)
        begin(desk, notices)
        settle(desk, notices, state, error="550 No such user")
        return number, notices[0]

    return lose


@pytest.mark.parametrize("state", [NoticeState.DEAD, NoticeState.UNKNOWN])
def test_what_was_given_up_is_owed_anew_and_written_anew(desk, lost, resend, state):
    _, notice = lost(state)

    (again,) = resend(notice.id)

    row = row_of(desk, notice)
    assert (row.state, row.claims, row.message_id) == ("queued", 0, None)
    assert (row.due_at, row.error, row.settled_at) == (desk.now, None, None)
    assert (again.state, again.due_at) == (state, desk.now)
    assert [one.id for one in lease(desk)] == [notice.id]


def test_while_its_house_is_closed_it_waits_for_the_morning(desk, lost, resend):
    _, notice = lost()
    desk.now = desk.now.replace(hour=20)

    (again,) = resend(notice.id)

    assert again.due_at == desk.directory.houses["smi"].mail_from(desk.now)
    assert again.due_at > desk.now


def test_the_file_says_who_did_it_and_why(desk, lost, resend):
    number, notice = lost()

    resend(notice.id, comment="Neue Adresse.")

    line = desk.file(number)[-1]
    assert (line.event, line.actor, line.capacity, line.house, line.comment) == (
        "mail_retry",
        "Ada Lorenz",
        "coordinator",
        "smi",
        "Neue Adresse.",
    )
    assert '"to":"Ines Iser"' in line.details
    with reading(desk.engine) as connection:
        assert verify(connection).ok


def test_what_is_in_the_same_mail_goes_along(desk, asked, resend):
    asked("smi", "smi")
    notices = lease(desk)
    begin(desk, notices)
    settle(desk, notices, NoticeState.RETRY, error="450", again_at=desk.now)

    again = resend(notices[0].id)

    assert {row.id for row in again} == {notice.id for notice in notices}
    assert {row_of(desk, n).message_id for n in notices} == {None}
    assert len(lease(desk)) == 2


def test_only_a_coordinator_may(desk, lost, resend):
    _, notice = lost()

    with pytest.raises(RefusedError, match="Ines Iser is no coordinator"):
        resend(notice.id, actor="ines")

    assert row_of(desk, notice).state == "dead"


def test_what_was_answered_meanwhile_stays_where_it_is(desk, lost, resend):
    number, notice = lost()
    desk.do(number, "endorse", "ines")

    with pytest.raises(RefusedError, match="was answered meanwhile"):
        resend(notice.id)


def test_news_are_told_though_their_step_is_closed(desk, asked, resend):
    (number,) = asked("smi")
    desk.do(number, "endorse", "ines")
    notices = lease_all(desk)
    (receipt,) = [n for n in notices if n.purpose == "decision_received"]
    settle(desk, notices, NoticeState.DEAD, error="550")

    assert [row.id for row in resend(receipt.id)] == [receipt.id]


@pytest.mark.parametrize(
    ("state", "reason"),
    [(NoticeState.SENT, "it was sent"), (NoticeState.CANCELLED, "it was cancelled")],
)
def test_what_is_settled_is_refused_with_the_reason(lost, resend, state, reason):
    _, notice = lost(state)

    with pytest.raises(RefusedError, match=reason):
        resend(notice.id)


def test_what_is_in_hand_is_refused(desk, asked, resend):
    asked("smi")
    (notice,) = lease(desk)

    with pytest.raises(RefusedError, match="look again in a minute"):
        resend(notice.id)


def test_one_refusal_leaves_all_as_it_was(desk, lost, resend):
    _, notice = lost()

    with pytest.raises(NotFoundError, match="no notice 4711"):
        resend(notice.id, 4711)

    assert row_of(desk, notice).state == "dead"


def test_to_an_address_that_rests_nothing_is_sent_again(desk, lost, resend):
    _, notice = lost()
    with writing(desk.engine) as connection:
        address_status.suppress(connection, "ines@smi.example.org", "Ada", desk.now)

    with pytest.raises(RefusedError, match="--lift"):
        resend(notice.id)
