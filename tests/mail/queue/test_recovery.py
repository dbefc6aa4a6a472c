"""Recovery: what dead workers held, and what a pause has piled up."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update
from worker import begin, lease, letter, row_of, settle

from states.purpose import MailKind
from vorlauf.db.engine import reading, writing
from vorlauf.db.hold_tables import HoldScope
from vorlauf.db.post_snapshots import NOTICE
from vorlauf.db.tables import NoticeState
from vorlauf.host import host_name, new_owner
from vorlauf.mail.queue import recovery
from vorlauf.mail.queue.leases import LEASE
from vorlauf.mail.queue.recovery import (
    LOG_PATIENCE,
    MOST_CLAIMS,
    POISON,
    SUPERSEDED,
    LogFindings,
)
from vorlauf.scheduling.hold_orders import HoldOrder
from vorlauf.scheduling.hold_releases import release
from vorlauf.scheduling.holds import place
from vorlauf.workflow.manual_actions import Overseer

MOMENT = timedelta(seconds=1)
OURS = new_owner(reads_log=True)
# Machines whose names are like ours, but longer or shorter.
NAMES = {
    "another": "other",
    "longer": f"{host_name()}2",
    "in a domain": f"{host_name()}.example.org",
    "shorter": host_name()[:-1],
    "longer before": f"x{host_name()}",
    "any": "%",
    "as long": "_" * len(host_name()),
}
OTHERS = {what: f"{name}:7:0a1b2c3d:log" for what, name in NAMES.items()}


def recover(desk, *, later=LEASE + MOMENT, log=None):
    """Let time pass, and free what was held until then; return how many."""
    desk.now += later
    with writing(desk.engine) as connection:
        asked = recovery.in_doubt(connection, desk.now) if log else frozenset()
        verdict = LogFindings(
            asked=asked, accepted=frozenset(log(asked) if log else ())
        )
        return recovery.recover(connection, desk.now, verdict).freed


def become(desk, notice, purpose):
    with writing(desk.engine) as connection:
        wanted = NOTICE.c.id == notice.id
        connection.execute(update(NOTICE).where(wanted).values(purpose=purpose))


def test_a_lease_that_has_not_ended_is_respected(desk, asked):
    asked("smi")
    begin(desk, lease(desk))

    assert recover(desk, later=LEASE) == 0


def test_what_was_only_held_goes_to_the_back(desk, asked):
    asked("smi", "smf")
    (held,) = lease(desk)

    assert recover(desk) == 1

    order = [lease(desk)[0].recipient for _ in range(2)]
    assert (held.recipient, order) == ("ines", ["frank", "ines"])


def test_what_ends_every_worker_is_set_apart(desk, asked):
    asked("smi")
    for _ in range(MOST_CLAIMS):
        (notice,) = lease(desk)
        recover(desk)

    row = row_of(desk, notice)
    assert (row.state, row.error, lease(desk)) == ("dead", POISON, [])


def test_only_deaths_in_a_row_are_counted(desk, asked):
    asked("smi")
    for _ in range(MOST_CLAIMS):
        notices = lease(desk)
        begin(desk, notices, is_new=notices[0].message_id is None)
        settle(desk, notices, NoticeState.RETRY, error="451", again_at=desk.now)
    (notice,) = lease(desk)

    recover(desk)

    assert row_of(desk, notice).state == "retry"


def test_what_was_held_and_let_go_goes_alone(desk, asked):
    asked("smi", "smi")
    lease(desk)
    recover(desk)

    assert [len(lease(desk)), len(lease(desk))] == [1, 1]


def test_what_ends_every_worker_takes_no_other_with_it(desk, asked):
    asked("smi", "smi")
    lease(desk)
    recover(desk)

    first, second = lease(desk), lease(desk)
    settle(desk, second, NoticeState.SENT)
    recover(desk)
    lease(desk)
    recover(desk)

    assert row_of(desk, first[0]).state == "dead"
    assert row_of(desk, second[0]).state == "sent"


def test_a_request_that_was_being_sent_is_sent_once_more(desk, asked):
    asked("smi")
    (notice,) = lease(desk)
    begin(desk, [notice])

    assert recover(desk) == 1

    (again,) = lease(desk)
    assert (again.id, again.doubts, again.message_id) == (
        notice.id,
        1,
        "<1@example.org>",
    )


def test_a_request_is_not_sent_a_third_time(desk, asked):
    asked("smi")
    begin(desk, lease(desk))
    recover(desk)
    (again,) = lease(desk)
    begin(desk, [again], is_new=False)

    recover(desk)

    assert row_of(desk, again).state == "unknown"


def test_a_reminder_that_was_being_sent_is_set_apart(desk, asked):
    asked("smi")
    (notice,) = lease(desk)
    become(desk, notice, MailKind.REMINDER)
    begin(desk, [notice])

    assert recover(desk) == 1

    row = row_of(desk, notice)
    assert (row.state, row.lease_owner, row.doubts) == ("unknown", None, 1)
    assert "whether it arrived is not known" in row.error


def test_a_reminder_goes_again_with_the_request_in_the_same_mail(desk, asked):
    asked("smi", "smi")
    first, second = lease(desk)
    become(desk, second, MailKind.REMINDER)
    begin(desk, [first, second])

    recover(desk)

    assert {notice.id for notice in lease(desk)} == {first.id, second.id}


def test_the_log_of_the_mail_server_settles_what_it_has_seen(desk, asked):
    asked("smi", "smf")
    seen, unseen = lease(desk, OURS), lease(desk, OURS)
    begin(desk, seen, OURS)
    begin(desk, unseen, OURS, letter(desk, "<2@example.org>"))

    recover(desk, log=lambda ids: {one for one in ids if one.startswith("<1")})

    assert row_of(desk, seen[0]).state == "sent"
    assert (row_of(desk, unseen[0]).state, row_of(desk, unseen[0]).doubts) == (
        "retry",
        0,
    )


def being_sent(desk, asked, owner, purpose=MailKind.REVIEW_REQUEST):
    """A notice that `owner` was sending when it died."""
    asked("smi")
    (notice,) = lease(desk, owner)
    become(desk, notice, purpose)
    begin(desk, [notice], owner)
    return notice


@pytest.mark.parametrize("purpose", [MailKind.REVIEW_REQUEST, MailKind.REMINDER])
@pytest.mark.parametrize("owner", OTHERS.values(), ids=OTHERS)
def test_a_log_says_nothing_of_what_another_machine_was_sending(
    desk, asked, owner, purpose
):
    notice = being_sent(desk, asked, owner, purpose)
    questions = []

    recover(desk, log=lambda ids: questions.append(ids) or set())

    row = row_of(desk, notice)
    assert questions == [frozenset()]
    assert (row.state, row.lease_owner) == ("sending", owner)


@pytest.mark.parametrize("owner", [OURS, *OTHERS.values()], ids=["ours", *OTHERS])
@pytest.mark.parametrize(
    ("purpose", "state"),
    [(MailKind.REVIEW_REQUEST, "retry"), (MailKind.REMINDER, "unknown")],
)
def test_a_log_that_nobody_reads_is_waited_for_an_hour(
    desk, asked, owner, purpose, state
):
    notice = being_sent(desk, asked, owner, purpose)
    recover(desk, later=LEASE + LOG_PATIENCE)
    before = row_of(desk, notice)

    recover(desk, later=MOMENT)

    after = row_of(desk, notice)
    assert (before.state, before.doubts) == ("sending", 0)
    assert (after.state, after.doubts) == (state, 1)


def test_for_a_machine_that_reads_no_log_nobody_waits(desk, asked):
    notice = being_sent(desk, asked, "other:7:0a1b2c3d", MailKind.REMINDER)

    recover(desk, log=lambda _: set())

    assert row_of(desk, notice).state == "unknown"


def test_the_machine_that_was_sending_reads_its_log_when_it_is_back(desk, asked):
    notice = being_sent(desk, asked, OURS, MailKind.REMINDER)
    recover(desk)

    recover(desk, later=MOMENT, log=lambda _: set())

    assert (row_of(desk, notice).state, row_of(desk, notice).doubts) == ("retry", 0)


def test_what_is_decided_while_it_is_sent_is_not_tried_again(desk, asked):
    (number,) = asked("smi")
    (notice,) = lease(desk)
    begin(desk, [notice])
    desk.do(number, "endorse", "ines")

    recover(desk)

    assert row_of(desk, notice).state == "cancelled"


def test_what_fails_while_it_is_decided_is_not_tried_again(desk, asked):
    (number,) = asked("smi")
    (notice,) = lease(desk)
    begin(desk, [notice])
    desk.do(number, "endorse", "ines")
    later = desk.now + timedelta(minutes=5)
    settle(desk, [notice], NoticeState.RETRY, error="450", again_at=later)

    recover(desk)

    assert row_of(desk, notice).state == "cancelled"


def test_a_receipt_goes_out_although_its_step_is_closed(desk, asked):
    (number,) = asked("smi")
    desk.do(number, "endorse", "ines")
    (receipt,) = desk.rows(NOTICE, purpose="decision_received")
    notices = lease(desk)
    while receipt.id not in {notice.id for notice in notices}:
        notices = lease(desk)
    settle(desk, notices, NoticeState.RETRY, error="450", again_at=desk.now)

    recover(desk)

    assert row_of(desk, receipt).state == "retry"


def test_what_is_put_off_comes_back(desk, asked):
    asked("smi")
    later = desk.now + timedelta(hours=3)
    with reading(desk.engine) as connection:
        waiting = recovery.waiting_at(connection, desk.now)
    with writing(desk.engine) as connection:
        recovery.postpone(connection, dict.fromkeys(waiting, later), desk.now)
    now = lease(desk)
    desk.now = later

    assert (now, len(lease(desk))) == ([], 1)


LONG_AFTER = datetime(2023, 11, 28, 9, 0, tzinfo=UTC)


def test_after_a_pause_the_newest_reminder_stands_for_the_older(desk, asked):
    asked("smi")
    notices = lease(desk)
    begin(desk, notices)
    settle(desk, notices, NoticeState.SENT)
    desk.now = LONG_AFTER

    recover(desk, later=MOMENT)

    *older, newest = desk.rows(NOTICE, purpose="reminder", recipient="ines")
    assert [notice.id for notice in lease(desk)] == [newest.id]
    assert {row.error for row in older} == {SUPERSEDED}


def test_whoever_is_asked_late_is_not_reminded_at_once(desk, asked):
    asked("smi")
    desk.now = LONG_AFTER

    recover(desk, later=MOMENT)

    assert [notice.purpose for notice in lease(desk)] == ["review_request"]


def test_what_a_dead_worker_held_waits_for_the_end_of_a_hold(desk, asked, post_round):
    (number,) = asked("smi")
    begin(desk, lease(desk))
    ada = Overseer(person=desk.directory.people["ada"])
    order = HoldOrder(scope=HoldScope.POSTS, reason="Klärung.", numbers=(number,))
    placed = desk.ask(lambda call, wanted: place(call, wanted, ada), order)

    within = post_round(desk.now + LEASE + MOMENT)
    desk.ask(lambda call, key: release(call, key, ada), placed.hold_id)
    desk.advance(desk.now + timedelta(hours=1))
    after = post_round()

    assert [str(mail["Subject"]).split()[0] for _, mail in within] == ["Ruht"]
    assert [to for to, mail in after if number in mail["Subject"]] == ["ines"]
