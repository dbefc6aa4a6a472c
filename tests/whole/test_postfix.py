from email import message_from_bytes, policy

import pytest

from conftest import skip_without
from notifications.delivery.mailer import Envelope, Mailer
from notifications.errors import PermanentFailure
from reliability import postfix

pytestmark = pytest.mark.postfix


@pytest.fixture(scope="module")
def server():
    if not postfix.is_there():
        skip_without("postfix", "Postfix is not there, or we are not root")
    with postfix.place() as folder, postfix.running(folder) as server:
        yield server


@pytest.fixture
def send(server):
    """Return a function that sends a mail and returns it as it arrived."""
    before = len(server.arrived())

    def send(recipient, body, subject="Hallo"):
        head = f"From: v@example.org\r\nTo: {recipient}\r\nSubject: {subject}\r\n\r\n"
        content = head.encode() + body
        with Mailer.from_url(server.url) as mailer:
            mailer.send(Envelope(recipient, content, "ab+c=1@example.org"))
        return server.wait_for(before + 1)[-1]

    return send


@pytest.mark.parametrize(
    "body",
    [
        b"Hallo\r\n",
        b".\r\n..\r\n.Punkt am Anfang\r\n...\r\n",
        "Grüße aus Görlitz, 8 Bit: äöüß€\r\n".encode(),
        b"x" * 998 + b"\r\n" + b"y" * 5000 + b"\r\n",
        b"\r\n\r\nLeerzeilen\r\n\r\n\r\n",
        b"From here on\r\n>From there\r\n",
        b"nul und DEL: \x01\x7f\xff\r\n",
        b"z" * 76 + b"\r\n" + b"a\r\n" * 20_000,
    ],
    ids=["plain", "dots", "8-bit", "long", "empty", "From", "odd", "many"],
)
def test_every_octet_of_a_body_arrives(send, body):
    arrived = send("ada@example.org", body)

    assert arrived.partition(b"\n\n")[2] == body.replace(b"\r\n", b"\n")


@pytest.mark.parametrize(
    "recipient",
    ["o'neil@smi.example.org", "ada+2023@example.org", "a/b=c@smf.smi.example.org"],
)
def test_a_mail_goes_to_exactly_its_recipient(send, recipient):
    arrived = message_from_bytes(send(recipient, b"Hallo\r\n"), policy=policy.default)

    assert arrived["Delivered-To"] == recipient
    assert arrived["Return-Path"] == "<vorlauf@example.org>"


def test_the_name_of_a_mail_is_taken_without_a_word(send):
    assert b"Subject: =?utf-8?q?=C3=9Cber?=\n" in send(
        "ada@example.org", b"Hallo\r\n", "=?utf-8?q?=C3=9Cber?="
    )


def test_many_mails_on_one_connection_arrive_once_each(server):
    before = len(server.arrived())
    with Mailer.from_url(server.url) as mailer:
        for number in range(20):
            content = f"Subject: {number}\r\n\r\nHallo\r\n".encode()
            mailer.send(Envelope("ada@example.org", content))

    arrived = server.wait_for(before + 20)[before:]
    subjects = sorted(int(message_from_bytes(one)["Subject"]) for one in arrived)

    assert subjects == list(range(20))


def test_a_refused_recipient_costs_neither_the_connection_nor_the_next_mail(server):
    before = len(server.arrived())
    with Mailer.from_url(server.url) as mailer:
        with pytest.raises(PermanentFailure) as refused:
            mailer.send(Envelope("ada@example.com", b"Subject: Hallo\r\n\r\n"))
        mailer.send(Envelope("ada@example.org", b"Subject: Hallo\r\n\r\nHallo\r\n"))

    assert (refused.value.code, refused.value.stage) == (550, "recipient")
    assert len(server.wait_for(before + 1)) == before + 1
    log = server.log.read_text()
    assert log.count("disconnect from") == log.count(": connect from")


def test_it_leaves_no_process_behind():
    if not postfix.is_there():
        skip_without("postfix", "Postfix is not there, or we are not root")
    with postfix.place() as folder:
        with postfix.running(folder):
            master = int((folder / "queue" / "pid" / "master.pid").read_text())
            assert postfix.is_at_work(master)

        assert not postfix.is_at_work(master)
