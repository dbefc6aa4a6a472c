import socket
import threading

import pytest

from notifications.delivery.mailer import Envelope, Mailer
from notifications.delivery.resolver import addresses
from notifications.errors import TemporaryFailure

ADA = Envelope("ada@example.org", b"Subject: Hallo\r\n\r\nHallo\r\n")
# Deadlines, in seconds since the machine was started.
AT_ONCE, IN_YEARS = 0.0, 1e9


@pytest.fixture
def asleep(monkeypatch):
    """A resolver that answers only at the end of the test: who waits for it hangs."""
    real, ended = socket.getaddrinfo, threading.Event()

    def ask(host, port, *_, flags=0, **__):
        if not flags:
            ended.wait()
        return real(host, port, type=socket.SOCK_STREAM, flags=socket.AI_NUMERICHOST)

    monkeypatch.setattr(socket, "getaddrinfo", ask)
    yield
    ended.set()
    for thread in threading.enumerate():
        if thread.name == "resolver":
            thread.join()


def test_a_number_needs_nobody_to_ask():
    before = threading.active_count()

    assert addresses("127.0.0.1", 25, AT_ONCE) == [("127.0.0.1", 25)]
    assert threading.active_count() == before


def test_a_name_is_asked_for():
    assert ("127.0.0.1", 25) in addresses("localhost", 25, IN_YEARS)


def test_a_name_that_is_none_is_said_to_be_none(monkeypatch):
    def nobody(*_, **__):
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", nobody)

    with pytest.raises(OSError, match="Name or service not known"):
        addresses("mail.example.org", 25, IN_YEARS)


@pytest.mark.usefixtures("asleep")
def test_a_resolver_that_sleeps_keeps_no_mail_over_its_limit():
    url = "smtp://mail.example.org/?from=vorlauf@example.org"

    with (
        Mailer.from_url(url, limit=0.2) as mailer,
        pytest.raises(TemporaryFailure, match="did not answer in time"),
    ):
        mailer.send(ADA)
