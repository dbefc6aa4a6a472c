"""The whole way: a mail goes out, something comes back, and that is told by mail."""

import mailbox as library
import os
from email import message_from_bytes
from email.policy import default

import dovecot
import pytest
from letterbox import OURS, SUBADDRESSES, bounce, out_of_office, reply
from moody_smtp import MoodySmtp

from conftest import skip_without
from notifications.delivery.capture_server import CaptureServer
from notifications.delivery.mailer import Mailer
from reliability.certificate import TRUSTED, trusted
from vorlauf.db.engine import reading
from vorlauf.db.post_snapshots import MESSAGE, NOTICE
from vorlauf.mail.delivery import deliver_due
from vorlauf.mail.inbox.receive import collect_from
from vorlauf.mail.inbox.senders import InboxTrust
from vorlauf.posts.address_status import troubles
from vorlauf.posts.comment_queries import COMMENT


@pytest.fixture
def engine(sqlite_engine):
    return sqlite_engine


@pytest.fixture
def deliver(desk):
    """Return a function that sends what is due; it returns recipients and mails."""
    out = []

    def keep(recipient, content):
        out.append((recipient, message_from_bytes(content, policy=default)))

    with CaptureServer(keep) as catcher, Mailer.from_url(catcher.url) as mailer:

        def deliver(**more):
            out.clear()
            report = deliver_due(
                desk.engine, desk.directory, mailer, desk.now, answers_to=OURS, **more
            )
            assert not report.failed
            return dict(out)

        yield deliver


@pytest.fixture
def take_in(desk, tmp_path):
    """Return a function that lets mails come in and be acted on."""
    box = library.Maildir(tmp_path / "mail", create=True)

    def take_in(*mails, url=f"maildir://{tmp_path / 'mail'}?address={OURS}", **trust):
        for mail in mails:
            box.add(bytes(mail))
        trusted = InboxTrust(**trust)
        report = collect_from(url, desk.engine, desk.directory, desk.now, trusted)
        assert not report.faults
        return report

    return take_in


def test_a_reply_reaches_the_coordinator_and_its_writer_gets_a_new_link(
    hand_to_review, deliver, take_in
):
    hand_to_review("smi")
    asked = deliver()["ines@smi.example.org"]
    take_in(reply(asked["Message-ID"], "Bitte das Bild tauschen."))

    told = deliver()

    assert asked["Reply-To"].addresses[0].addr_spec == OURS
    assert told.keys() == {"ada@agentur.example.org", "ines@smi.example.org"}
    for mail in told.values():
        assert "Bild tauschen" in mail.get_body(("plain",)).get_content()


def test_what_came_back_is_told_to_the_coordinator(hand_to_review, deliver, take_in):
    hand_to_review("smi")
    asked = deliver()["ines@smi.example.org"]
    take_in(bounce(asked["Message-ID"]))

    told = deliver()

    assert told.keys() == {"ada@agentur.example.org"}
    text = told["ada@agentur.example.org"].get_body(("plain",)).get_content()
    assert "ines@smi.example.org" in text
    assert "evil.example.org" not in text


def test_an_absence_is_offered_to_the_coordinator(hand_to_review, deliver, take_in):
    hand_to_review("smi")
    asked = deliver()["ines@smi.example.org"]
    take_in(out_of_office(asked["Message-ID"]))

    told = deliver()

    text = told["ada@agentur.example.org"].get_body(("plain",)).get_content()
    assert "29. September 2023" in text


def test_our_own_mail_that_comes_in_again_starts_nothing(
    hand_to_review, deliver, take_in
):
    hand_to_review("smi")
    asked = deliver()["ines@smi.example.org"]

    (handled,) = take_in(asked).handled

    assert handled.kind == "automatic"
    assert deliver() == {}


@pytest.mark.dovecot
def test_a_reply_comes_in_by_imap_just_the_same(hand_to_review, deliver, take_in):
    if not dovecot.is_there():
        skip_without("dovecot", "Dovecot is not there, or we are not root")
    hand_to_review("smi")
    asked = deliver()["ines@smi.example.org"]
    with trusted(), dovecot.running(os.environ[TRUSTED]) as server:
        server.lay(bytes(reply(asked["Message-ID"], "Das Bild fehlt.")))

        report = take_in(url=server.url("imaps"))

        assert (report.stored, len(report.handled)) == (1, 1)
        assert (len(server.left()), len(server.moved())) == (0, 1)
    assert "ada@agentur.example.org" in deliver()


def test_two_mails_that_came_back_let_an_address_rest(
    desk, hand_to_review, deliver, take_in
):
    for _ in range(2):
        hand_to_review("smi")
        asked = deliver()["ines@smi.example.org"]
        take_in(bounce(asked["Message-ID"]))

    with reading(desk.engine) as connection:
        (trouble,) = troubles(connection)
    assert (trouble.failures, trouble.suppressed_by) == (2, "Vorlauf")


WITH = {"subaddresses": SUBADDRESSES}


def test_a_reply_to_the_address_of_its_mail_is_known_to_answer_it(
    desk, hand_to_review, deliver, take_in
):
    hand_to_review("smi")
    asked = deliver(**WITH)["ines@smi.example.org"]
    (at,) = asked["Reply-To"].addresses

    # Without a thread: the address alone says what it answers.
    take_in(reply(text="Das Bild fehlt.", at=at.addr_spec), **WITH)

    (said,) = desk.rows(COMMENT)
    assert (said.author_key, said.sender_check) == ("ines", "answered")
    assert at.addr_spec.startswith("antwort+r")
    with reading(desk.engine) as connection:
        (kept,) = connection.execute(MESSAGE.select())
    assert at.username.encode() not in kept.content
    told = deliver(**WITH)["ada@agentur.example.org"]
    text = " ".join(told.get_body(("plain",)).get_content().split())
    assert "nur in unserer E-Mail an Ines Iser stand" in text


def test_a_mail_that_comes_back_to_its_envelope_s_sender_ends_its_notice(
    desk, hand_to_review, take_in
):
    hand_to_review("smi")
    server = MoodySmtp()
    try:
        with Mailer.from_url(server.url) as mailer:
            deliver_due(desk.engine, desk.directory, mailer, desk.now, **WITH)
    finally:
        server.end()
    (sender,) = (line for line in server.heard if line.startswith("MAIL FROM"))
    came_from = sender.partition("<")[2].partition(">")[0]
    assert came_from.startswith("antwort+b")

    take_in(bounce("<nobody@knows.example>", at=came_from), **WITH)

    (notice,) = desk.rows(NOTICE, purpose="review_request")
    assert notice.state == "dead"


@pytest.mark.dovecot
def test_a_reply_to_a_subaddress_comes_in_by_imap_just_the_same(
    desk, hand_to_review, deliver, take_in
):
    if not dovecot.is_there():
        skip_without("dovecot", "Dovecot is not there, or we are not root")
    hand_to_review("smi")
    asked = deliver(**WITH)["ines@smi.example.org"]
    at = asked["Reply-To"].addresses[0].addr_spec
    gateway = "Authentication-Results: mx.example.org; dmarc=pass\n"
    gateway += "\theader.from=smi.example.org (p=none)\n"
    mail = bytes(reply(text="Das Bild fehlt.", at=at))
    with trusted(), dovecot.running(os.environ[TRUSTED]) as server:
        server.lay(gateway.encode() + mail)

        take_in(url=server.url("imaps"), gateway="mx.example.org", **WITH)

    (said,) = desk.rows(COMMENT)
    assert (said.author_key, said.sender_check) == ("ines", "verified")
