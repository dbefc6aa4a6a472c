"""The mailbox on an IMAP server: a real Dovecot on loopback, and some bad servers."""

import os
import socket
import threading
from contextlib import contextmanager
from functools import partialmethod

import dovecot
import pytest

from conftest import skip_without
from notifications.errors import InboxError
from notifications.inbox.imap_connection import DeadlineConnection
from notifications.inbox.mailbox import FIRST_PART, LONGEST
from notifications.inbox.open_mailbox import opened
from reliability.certificate import TRUSTED, trusted

pytestmark = pytest.mark.dovecot
MAIL = b"From: ines@smi.example.org\nSubject: Hallo %d\n\nGuten Tag\n"


@pytest.fixture(scope="module")
def one_server():
    if not dovecot.is_there():
        skip_without("dovecot", "Dovecot is not there, or we are not root")
    with trusted(), dovecot.running(os.environ[TRUSTED]) as server:
        yield server


@pytest.fixture
def server(one_server):
    one_server.empty()
    return one_server


def visit(url, limit=600):
    return opened(url, limit=limit)


@pytest.fixture
def asked(monkeypatch):
    """The commands that the server is sent, each with the octets of its answer."""
    asked, send, read, line = (
        [],
        DeadlineConnection.send,
        DeadlineConnection.read,
        DeadlineConnection.readline,
    )

    def sent(self, octets):
        asked.append([octets, 0])
        return send(self, octets)

    def heard(self, *size, by):
        octets = by(self, *size)
        if asked:
            asked[-1][1] += len(octets)
        return octets

    monkeypatch.setattr(DeadlineConnection, "send", sent)
    monkeypatch.setattr(DeadlineConnection, "read", partialmethod(heard, by=read))
    monkeypatch.setattr(DeadlineConnection, "readline", partialmethod(heard, by=line))
    return asked


@pytest.mark.parametrize("scheme", ["imap", "imap+starttls", "imaps"])
def test_mails_are_read_and_moved_by_every_way(server, scheme):
    server.lay(MAIL % 1, MAIL % 2)

    with visit(server.url(scheme)) as box:
        mails = list(box.new(10))
        for mail in mails:
            box.done(mail.uid)

    assert [mail.raw for mail in mails] == [
        (MAIL % number).replace(b"\n", b"\r\n") for number in (1, 2)
    ]
    assert (server.left(), server.moved()) == ([], [MAIL % 1, MAIL % 2])


def test_reading_alone_changes_nothing(server):
    server.lay(MAIL % 1)

    for _ in range(2):
        with visit(server.url()) as box:
            (mail,) = box.new(10)

    assert not mail.is_cut
    assert server.left() == [MAIL % 1]


def test_the_oldest_come_first_and_no_more_than_asked_for(server):
    server.lay(*(MAIL % number for number in range(120)))

    with visit(server.url()) as box:
        subjects = [mail.raw.split(b"\r\n")[1] for mail in box.new(110)]

    assert subjects == [b"Subject: Hallo %d" % number for number in range(110)]


def test_a_mail_of_50_mb_is_read_as_far_as_its_beginning(server, asked):
    size = 50 * 1024 * 1024
    server.lay(MAIL % 1 + b"x" * 70 + b"\n", (MAIL % 2).ljust(size, b"y"))

    with visit(server.url()) as box:
        small, large = box.new(10)
        box.done(large.uid)

    assert (small.is_cut, large.is_cut, len(large.raw)) == (False, True, FIRST_PART)
    assert large.size > size > LONGEST
    assert sum(octets for _, octets in asked) < FIRST_PART + 10_000
    assert [len(mail) for mail in server.moved()] == [size]


def test_a_mail_that_somebody_else_took_costs_nothing(server):
    server.lay(MAIL % 1, MAIL % 2)

    with visit(server.url()) as box:
        mails = box.new(10)
        first = next(mails)
        with visit(server.url()) as other:
            for mail in other.new(10):
                other.done(mail.uid)
        box.done(first.uid)
        rest = list(mails)

    assert rest == []
    assert len(server.moved()) == 2


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_ten_thousand_old_mails_are_worked_off_in_pieces(server, asked):
    server.lay(*(MAIL % number for number in range(10_000)))

    with visit(server.url()) as box:
        for mail in box.new(200):
            box.done(mail.uid)

    # One to read and one to move each, and a few besides: none of them for the others.
    assert len(asked) < 2 * 200 + 20
    assert (len(server.left()), len(server.moved())) == (9800, 200)


def test_a_user_with_umlauts_is_asked_for_too(server):
    with pytest.raises(InboxError, match="does not let this user in"):
        visit(server.url(password="gr%C3%BC%C3%9Fe")).__enter__()


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"password": "nicht-dieses"}, "does not let this user in"),
        ({"folder": "Nirgends"}, "has no such folder"),
    ],
)
def test_what_is_wrong_is_one_sentence_without_the_password(server, changed, sentence):
    with pytest.raises(InboxError, match=sentence) as error:
        visit(server.url(**changed)).__enter__()

    assert "nicht-dieses" not in str(error.value)
    assert len(str(error.value).splitlines()) == 1


def test_a_certificate_that_nobody_signed_is_not_trusted(server, monkeypatch):
    monkeypatch.delenv(TRUSTED)

    for scheme in ("imaps", "imap+starttls"):
        with pytest.raises(InboxError, match="cannot be reached"):
            visit(server.url(scheme)).__enter__()


@contextmanager
def speaking(*lines, drips=False):
    """A server that says these lines, one after each that it hears."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        ends = threading.Event()
        work = threading.Thread(target=_speak, args=(listening, lines, drips, ends))
        work.start()
        try:
            port = listening.getsockname()[1]
            yield f"imap://ada:geheim@127.0.0.1:{port}/?address=a@example.org"
        finally:
            ends.set()
            work.join()


def _speak(listening, lines, drips, ends):
    with listening.accept()[0] as line:
        line.settimeout(60)
        try:
            for said in lines:
                line.sendall(said)
                while drips and not ends.wait(0.1):
                    line.sendall(b"x")
                line.recv(1000)
        except OSError:
            return


BANNER = b"* OK [CAPABILITY IMAP4rev1] hello\r\n"


@pytest.mark.parametrize(
    "lines",
    [
        [b""],
        [b"\xff\xfe\x00\r\n"],
        [b"* BYE busy\r\n"],
        [b"HTTP/1.1 400 Bad Request\r\n\r\n"],
        [b"* PREAUTH\r\n", b"* x\r\n"],
        [BANNER, b"* CAPABILITY\r\n"],
        [BANNER, b"garbage garbage\r\n" * 3],
        [BANNER, b"* 1 FETCH (BODY[] {99999}\r\n"],
    ],
)
def test_a_server_that_speaks_nonsense_is_one_sentence(lines):
    with speaking(*lines) as url, pytest.raises(InboxError) as error:
        visit(url, limit=2).__enter__()

    assert "geheim" not in str(error.value)


def test_a_server_that_drips_is_cut_off_when_time_is_up():
    # It drips until the test is over: who waits for the end of its line hangs.
    with speaking(b"* OK ", drips=True) as url, pytest.raises(InboxError):
        visit(url, limit=1).__enter__()

    timers = [t for t in threading.enumerate() if isinstance(t, threading.Timer)]
    for timer in timers:
        timer.join()  # it has cut the line, and may still be on its way out


def test_nobody_there_is_one_sentence():
    url = "imap://ada:geheim@127.0.0.1:1/?address=a@example.org"

    with pytest.raises(InboxError, match=r"127\.0\.0\.1:1 cannot be reached; look at"):
        visit(url).__enter__()
