"""Delivery: what is due goes out once, over real SMTP on loopback."""

import re
from datetime import timedelta
from email import message_from_bytes
from email.policy import default
from functools import partial
from threading import Barrier, Thread

import pytest
from aiosmtpd.controller import Controller
from moody import Moody, free_port, mailer_to, silent_server
from sqlalchemy import select, update

from notifications.delivery import postfix_log
from notifications.delivery.capture_server import CaptureServer
from notifications.delivery.mailer import Mailer
from vorlauf.db.engine import reading, writing
from vorlauf.db.post_snapshots import MESSAGE, NOTICE
from vorlauf.host import new_owner
from vorlauf.jobs import due_queries
from vorlauf.mail.delivery import deliver_due
from vorlauf.mail.queue.leases import LEASE
from vorlauf.posts import address_status


@pytest.fixture
def engine(sqlite_engine):
    return sqlite_engine


@pytest.fixture
def inbox():
    return []


@pytest.fixture
def mailer(inbox):
    def keep(recipient, content):
        inbox.append((recipient, content))

    with CaptureServer(keep) as catcher, Mailer.from_url(catcher.url) as mailer:
        yield mailer


@pytest.fixture
def moody():
    return Moody()


@pytest.fixture
def moody_mailer(moody):
    controller = Controller(moody, hostname="127.0.0.1", port=moody.port)
    controller.start()
    with mailer_to(controller.port, limit=60) as mailer:
        yield mailer
    controller.stop()


def send(desk, mailer, at=None):
    desk.now = at or desk.now
    return deliver_due(desk.engine, desk.directory, mailer, desk.now)


def states(desk, purpose="review_request"):
    return [row.state for row in desk.rows(NOTICE, purpose=purpose)]


def kept_messages(desk):
    with reading(desk.engine) as connection:
        return connection.execute(select(MESSAGE).order_by(MESSAGE.c.dated_at)).all()


def test_a_request_arrives_with_everything_it_needs(desk, asked, mailer, inbox):
    asked("smi")

    report = send(desk, mailer)

    ((recipient, content),) = inbox
    mail = message_from_bytes(content, policy=default)
    (row,) = desk.rows(NOTICE, state="sent")
    (message,) = kept_messages(desk)
    assert (recipient, mail["Message-ID"]) == ("ines@smi.example.org", row.message_id)
    assert mail["Reply-To"].addresses[0].addr_spec == "ada@agentur.example.org"
    assert message.content == content
    (sent,) = report.sent
    assert (sent.house, sent.number, sent.recipient_name, sent.error) == (
        "smi",
        "2023-001",
        "Ines Iser",
        "",
    )
    assert sent.subject == message.subject


def test_two_runs_at_once_send_every_mail_once(desk, asked, mailer, inbox):
    asked(*desk.crowd(12))
    start, reports = Barrier(2), []

    def run():
        start.wait()
        reports.append(send(desk, mailer))

    threads = [Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(inbox) == 12
    assert sum(len(report.sent) for report in reports) == 12
    assert states(desk) == ["sent"] * 12


def test_while_the_house_is_closed_nothing_is_sent(desk, asked, mailer, inbox):
    asked("smi")
    night = desk.now.replace(hour=21)

    report = send(desk, mailer, night)

    assert (report.sent, report.all_failed, inbox) == ([], False, [])
    (row,) = desk.rows(NOTICE, purpose="review_request")
    assert row.due_at == desk.directory.houses["smi"].mail_from(night)
    assert len(send(desk, mailer, row.due_at).sent) == 1


def test_what_fails_for_now_is_tried_again_with_the_same_bytes(
    desk, asked, moody, moody_mailer
):
    asked("smi")
    moody.mood = "451 Try later"
    first = send(desk, moody_mailer)
    moody.mood = "250 Kept"
    too_soon = send(desk, moody_mailer, desk.now + timedelta(seconds=59))
    later = send(desk, moody_mailer, desk.now + timedelta(minutes=5))

    assert (first.all_failed, "451" in first.failed[0].error) == (True, True)
    assert (too_soon.sent, len(later.sent)) == ([], 1)
    assert moody.kept[0] == moody.kept[1]
    (row,) = desk.rows(NOTICE, purpose="review_request")
    assert (row.state, row.attempts, row.claims, row.error) == ("sent", 2, 0, None)


def test_the_pauses_are_drawn_from_a_range_that_doubles(
    desk, asked, moody, moody_mailer
):
    asked("smi")
    moody.mood = "451 Try later"
    pauses = []
    for _ in range(4):
        send(desk, moody_mailer)
        (row,) = desk.rows(NOTICE, purpose="review_request")
        pauses.append((row.due_at - desk.now) / timedelta(minutes=1))
        desk.now = row.due_at

    longest = [5, 10, 20, 40]
    assert all(1 <= p <= most for p, most in zip(pauses, longest, strict=True))
    assert len(set(pauses)) == 4


def test_what_is_late_is_given_up_and_the_coordinator_hears_of_it(
    desk, asked, moody, moody_mailer
):
    (number,) = asked("smi")
    (step,) = desk.post(number).steps
    moody.mood = "451 Try later"
    send(desk, moody_mailer)

    send(desk, moody_mailer, step.due_at)

    (row,) = desk.rows(NOTICE, purpose="review_request")
    assert row.state == "dead"
    assert "could not be delivered in time" in row.error
    (report,) = desk.rows(NOTICE, purpose="bounce_report")
    assert (report.recipient, report.n) == ("ada", row.id)


def test_the_coordinator_is_told_of_a_mailbox_that_is_gone(
    desk, asked, moody, moody_mailer
):
    asked("smf")
    moody.mood = "frank@smf.example.org: 550 No such mailbox"

    send(desk, moody_mailer)

    (mail,) = moody.kept
    words = message_from_bytes(mail, policy=default)
    assert words["To"].addresses[0].addr_spec == "ada@agentur.example.org"
    text = words.get_body("plain").get_content()
    assert "frank@smf.example.org" in text
    assert "mit 550 abgelehnt: No such mailbox" in " ".join(text.split())


def test_what_is_decided_all_the_same_needs_nobodys_eye(
    desk, asked, moody, moody_mailer
):
    (number,) = asked("smf")
    moody.mood = "frank@smf.example.org: 550 No such mailbox"
    send(desk, moody_mailer)
    with reading(desk.engine) as connection:
        (lost,) = due_queries.undelivered(connection)
    desk.do(number, "endorse", "fay")

    with reading(desk.engine) as connection:
        assert due_queries.undelivered(connection) == []
    assert (lost.number, lost.recipient) == (number, "frank")


def test_an_address_that_refuses_twice_rests(desk, asked, moody, moody_mailer):
    moody.mood = "frank@smf.example.org: 550 No such mailbox"
    for _ in range(2):
        asked("smf")
        send(desk, moody_mailer)
    moody.mood = "250 Kept"
    asked("smf")

    report = send(desk, moody_mailer)

    assert [one.error for one in report.failed] == [
        (
            "Nothing is sent to frank@smf.example.org since 2023-09-18: The mail "
            f"server 127.0.0.1:{moody.port} refused the recipient with 550: No such "
            "mailbox."
        )
    ]
    assert states(desk) == ["dead"] * 3


def test_of_reminders_that_do_not_go_to_a_resting_address_nobody_hears(
    desk, asked, mailer
):
    (number,) = asked("smf")
    (step,) = desk.post(number).steps
    send(desk, mailer)
    with writing(desk.engine) as connection:
        address_status.suppress(connection, "frank@smf.example.org", "Ada", desk.now)

    send(desk, mailer, step.due_at)

    assert "dead" in states(desk, "reminder")
    assert desk.rows(NOTICE, purpose="bounce_report") == []


def test_an_address_that_takes_mail_again_is_forgiven(desk, asked, moody, moody_mailer):
    for mood in ("frank@smf.example.org: 550 Full", "250 Kept") * 2:
        moody.mood = mood
        asked("smf")
        send(desk, moody_mailer)

    assert states(desk) == ["dead", "sent"] * 2


def test_one_mailbox_that_is_gone_stops_no_other(desk, asked, moody, moody_mailer):
    asked("smf", "smi")
    moody.mood = "frank@smf.example.org: 550 No such mailbox"

    report = send(desk, moody_mailer)

    assert [(handed.house, handed.error[:15]) for handed in report.failed] == [
        ("smf", "The mail server")
    ]
    # The coordinator hears of it at once.
    assert [handed.house for handed in report.sent] == ["smi", "agentur"]
    assert (states(desk), report.all_failed) == (["dead", "sent"], False)


def test_a_lost_answer_is_followed_by_the_same_mail_once(
    desk, asked, moody, moody_mailer
):
    asked("smi")
    moody.mood = "hang up"
    for _ in range(2):
        send(desk, moody_mailer)
        desk.now += timedelta(hours=1)
    moody.mood = "250 Kept"
    send(desk, moody_mailer)

    request, again, *_, report = moody.kept
    assert request == again
    assert states(desk) == ["unknown"]
    text = message_from_bytes(report, policy=default).get_body("plain").get_content()
    assert "lässt sich nicht feststellen" in " ".join(text.split())


def test_a_server_that_is_down_loses_nothing_and_takes_no_time(desk, asked):
    asked(*desk.crowd(6))

    with mailer_to(free_port()) as mailer:
        report = send(desk, mailer)

    assert (len(report.failed), report.all_failed) == (3, True)
    assert states(desk) == ["retry"] * 3 + ["queued"] * 3


@pytest.mark.slow
def test_nothing_waits_longer_than_a_sweep_for_a_server_that_is_back(
    desk, asked, moody_mailer
):
    asked(*desk.crowd(6))
    with mailer_to(free_port()) as nobody:
        for _ in range(8):
            send(desk, nobody)
            desk.now += timedelta(minutes=5)

    report = send(desk, moody_mailer)

    assert len(report.sent) == 6


@pytest.mark.slow
def test_the_first_success_after_hours_of_refusals_pulls_the_rest_forward(
    desk, asked, moody, moody_mailer
):
    asked(*desk.crowd(6))
    moody.mood = "451 Out of disk"
    for _ in range(6):
        send(desk, moody_mailer)
        desk.now += timedelta(hours=1)
    moody.mood = "250 Kept"
    asked("smf")

    report = send(desk, moody_mailer)

    assert len(report.sent) == 7


def test_one_mailbox_that_puts_off_waits_while_others_take_mail(
    desk, asked, moody, moody_mailer
):
    asked("smi", "smf")
    moody.mood = "frank@smf.example.org: 451 Greylisted"
    send(desk, moody_mailer)
    (before,) = desk.rows(NOTICE, purpose="review_request", recipient="frank")
    moody.mood = "250 Kept"
    asked("smi")

    send(desk, moody_mailer, desk.now + timedelta(seconds=30))

    (after,) = desk.rows(NOTICE, purpose="review_request", recipient="frank")
    assert (after.state, after.due_at) == ("retry", before.due_at)


def test_a_server_that_hangs_is_left_alone(desk, asked):
    asked(*desk.crowd(6))

    with silent_server() as port, mailer_to(port) as mailer:
        report = send(desk, mailer)

    assert {"did not answer in time" in one.error for one in report.failed} == {True}
    assert states(desk) == ["retry"] * 3 + ["queued"] * 3


def test_a_server_that_loses_its_answers_is_left_alone_too(
    desk, asked, moody, moody_mailer
):
    asked(*desk.crowd(6))
    moody.mood = "hang up"

    send(desk, moody_mailer)

    assert len(moody.kept) == 3


def test_chats_that_fail_do_not_keep_mails_back(desk, asked, mailer, inbox):
    for house in ("smi", "smf"):
        desk.amend("houses", house, notify=("nonsense://room",))
    asked("smi", "smf", "smi", "smf")

    report = send(desk, mailer)

    assert (len(inbox), report.mails, len(report.failed)) == (2, 2, 4)
    assert all("No hint could be posted" in one.error for one in report.failed)


def test_what_a_killed_process_was_sending_goes_out_again(desk, asked, mailer, inbox):
    asked("smi")
    send(desk, mailer)
    with writing(desk.engine) as connection:
        gone = {"state": "sending", "lease_owner": "dead", "lease_until": desk.now}
        sent = NOTICE.c.state == "sent"
        connection.execute(update(NOTICE).where(sent).values(settled_at=None, **gone))

    report = send(desk, mailer, desk.now + LEASE)

    assert (report.recovered, len(report.sent)) == (1, 1)
    assert inbox[0] == inbox[1]


def test_a_log_that_cannot_be_read_keeps_back_only_what_is_in_doubt(
    desk, asked, mailer, inbox, tmp_path
):
    asked("smi")
    send(desk, mailer)
    with writing(desk.engine) as connection:
        owner = new_owner(reads_log=True)
        gone = {"state": "sending", "lease_owner": owner, "lease_until": desk.now}
        connection.execute(update(NOTICE).where(NOTICE.c.state == "sent").values(gone))
    asked("smf")
    desk.now += LEASE

    report = deliver_due(
        desk.engine,
        desk.directory,
        mailer,
        desk.now,
        handed_over=partial(postfix_log.accepted, tmp_path / "none.log"),
    )

    assert "none.log" in report.faults[0]
    assert [who for who, _ in inbox] == [
        "ines@smi.example.org",
        "frank@smf.example.org",
    ]
    assert states(desk) == ["sending", "sent"]


@pytest.mark.parametrize("said", ["552 5.2.2 Mailbox full", "552 Over quota"])
def test_a_full_mailbox_that_refuses_does_not_rest(
    desk, asked, moody, moody_mailer, said
):
    moody.mood = f"frank@smf.example.org: {said}"
    for _ in range(3):
        asked("smf")
        assert len(send(desk, moody_mailer).failed) == 1
    moody.mood = "250 Kept"
    asked("smf")

    assert send(desk, moody_mailer).failed == []


def test_a_server_that_refuses_us_as_such_is_left_alone(desk, asked):
    asked(*desk.crowd(6))
    moody = Moody()
    moody.mood = "554 5.7.1 Relay access denied"
    controller = Controller(moody, hostname="127.0.0.1", port=moody.port)
    controller.start()
    with mailer_to(controller.port, limit=60) as mailer:
        report = send(desk, mailer)
    controller.stop()

    assert len(moody.kept) == len(report.failed) == 3
    with reading(desk.engine) as connection:
        assert address_status.troubles(connection) == []


def test_of_a_request_nobody_knows_of_the_coordinator_hears(desk, asked, mailer):
    asked("smi")
    send(desk, mailer)
    with writing(desk.engine) as connection:
        gone = {"state": "sending", "lease_owner": "dead", "lease_until": desk.now}
        sent = NOTICE.c.state == "sent"
        connection.execute(update(NOTICE).where(sent).values(doubts=1, **gone))

    send(desk, mailer, desk.now + LEASE + timedelta(seconds=1))

    assert states(desk) == ["unknown"]
    (report,) = desk.rows(NOTICE, purpose="bounce_report")
    assert (report.recipient, report.state) == ("ada", "sent")


def test_somebody_who_has_left_the_file_stops_no_other(desk, asked, mailer, inbox):
    asked("smi", "smf")
    desk.amend("people", "ines")

    report = send(desk, mailer)

    told = ["frank@smf.example.org", "ada@agentur.example.org"]
    assert [recipient for recipient, _ in inbox] == told
    assert [one.error for one in report.failed] == [
        "There is nobody called 'ines'; stakeholders.toml says who takes part."
    ]
    assert states(desk) == ["dead", "sent"]


def test_somebody_who_leaves_between_two_attempts_stops_no_other(
    desk, asked, moody, moody_mailer
):
    asked("smi")
    moody.mood = "451 Try later"
    send(desk, moody_mailer)
    moody.mood = "250 Kept"
    desk.amend("people", "ines")

    report = send(desk, moody_mailer, desk.now + timedelta(minutes=5))

    assert [one.error for one in report.failed] == [
        "There is nobody called 'ines'; stakeholders.toml says who takes part."
    ]
    assert states(desk) == ["dead"]


def test_what_fails_again_after_it_was_sent_once_more_is_reported_again(
    desk, asked, moody, moody_mailer
):
    asked("smf")
    moody.mood = "frank@smf.example.org: 550 No such mailbox"
    send(desk, moody_mailer)
    (lost,) = desk.rows(NOTICE, purpose="review_request")
    with writing(desk.engine) as connection:
        again = update(NOTICE).where(NOTICE.c.id == lost.id)
        connection.execute(again.values(state="queued", message_id=None))

    send(desk, moody_mailer)

    assert (states(desk), states(desk, "bounce_report")) == (["dead"], ["sent"])
    assert len(moody.kept) == 2


def test_what_was_refused_for_now_goes_to_the_address_of_today(
    desk, asked, moody, moody_mailer
):
    asked("smi")
    moody.mood = "451 Try later"
    send(desk, moody_mailer)
    moody.mood = "250 Kept"
    desk.amend("people", "ines", email="ines.neu@smi.example.org")

    send(desk, moody_mailer, desk.now + timedelta(minutes=5))

    assert [message.address for message in kept_messages(desk)] == [
        "ines@smi.example.org",
        "ines.neu@smi.example.org",
    ]


def test_of_what_failed_together_nothing_goes_out_twice_when_a_part_waits_longer(
    desk, asked, moody, moody_mailer
):
    numbers = asked("smi", "smi")
    moody.mood = "451 Try later"
    send(desk, moody_mailer)
    moody.mood = "250 Kept"
    waiting = desk.rows(NOTICE, purpose="review_request")[1]
    with writing(desk.engine) as connection:
        later = update(NOTICE).where(NOTICE.c.id == waiting.id)
        connection.execute(later.values(due_at=desk.now + timedelta(hours=1)))
    send(desk, moody_mailer, desk.now + timedelta(minutes=10))
    desk.do(numbers[0], "endorse", "ines")

    send(desk, moody_mailer, desk.now + timedelta(hours=1))

    assert states(desk) == ["sent", "sent"]
    assert moody.kept.count(moody.kept[0]) == 1


def test_a_house_that_has_left_the_file_stops_nothing(desk, asked, mailer, inbox):
    asked("smi", "smf")
    desk.amend("houses", "smi")

    report = send(desk, mailer)

    assert (len(inbox), report.failed) == (2, [])


def test_every_address_of_a_mail_is_one_of_example_org(desk, asked, mailer, inbox):
    asked("smi", "smf")

    send(desk, mailer)

    found = {
        address
        for _, content in inbox
        for address in re.findall(rb"[\w.'-]+@[\w.-]+", content)
    }
    assert {address.rpartition(b".")[2] for address in found} == {b"org"}
