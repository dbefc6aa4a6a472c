import gc
import socket

import pytest

from notifications.delivery import connection
from reliability import certificate, postfix, secrets_in_logs, smtp_matrix, speed
from reliability.secret_sources import CANARIES
from reliability.smtp_matrix import Outcome
from reliability.smtp_server import Mood, Place, Script

pytestmark = pytest.mark.faults


@pytest.fixture
def attempt():
    """Return a function that tries one cell and returns what is wrong with it."""

    def attempt(place, mood, limit=20):
        script = Script(place, mood, pipelining=True)
        with certificate.trusted() as tls:
            return smtp_matrix.attempt(script, limit, tls).faults

    return attempt


def test_the_matrix_notices_a_wrong_judgement(attempt, monkeypatch):
    wrong = {**smtp_matrix.EXPECTED, Place.END: (Outcome.TEMPORARY,) * 6}
    monkeypatch.setattr(smtp_matrix, "EXPECTED", wrong)

    assert "unknown instead of temporary" in attempt(Place.END, Mood.CUT)
    assert attempt(Place.END, Mood.NOT_NOW) == ()


def test_the_matrix_notices_a_mail_that_takes_too_long(attempt, monkeypatch):
    monkeypatch.setattr(
        connection.MailConnection,
        "_deadline",
        lambda _: connection.time.monotonic() + 2,
    )

    (fault,) = attempt(Place.MAIL, Mood.DRIP, limit=0.1)

    assert fault.startswith("took ")


def test_the_matrix_notices_a_connection_that_is_left_open(attempt, monkeypatch):
    monkeypatch.setattr("reliability.smtp_server.PATIENCE", 0.1)
    left = []

    def leave_open(wire):
        left.append(wire)

    monkeypatch.setattr(
        "notifications.delivery.socket_lines.SocketLines.close", leave_open
    )

    faults = attempt(Place.MAIL, Mood.HANG, limit=0.5)
    monkeypatch.undo()
    for wire in left:
        wire.close()

    assert "a connection was left open" in faults


def test_the_matrix_counts_sockets_and_threads():
    gc.collect()  # what other tests have left must not go in between
    before = smtp_matrix._sockets(), 0

    with socket.create_server(("127.0.0.1", 0)):
        after = smtp_matrix._sockets(), 2

    assert smtp_matrix._left_behind(before, after) == [
        "1 sockets left behind",
        "2 threads left behind",
    ]


@pytest.mark.parametrize("secret", CANARIES)
def test_the_canary_hears_every_secret(secret):
    lines = [f"{name} …" for name in secrets_in_logs.TALKATIVE]

    assert secrets_in_logs.figure(lines).kept
    assert secrets_in_logs.figure([*lines, f"x|DEBUG|see {secret}!"]).failed == 1


def test_the_canary_keeps_nothing_when_it_has_heard_nothing():
    assert not secrets_in_logs.figure([]).kept
    assert not secrets_in_logs.figure(
        list(secrets_in_logs.TALKATIVE), ended_well=False
    ).kept


@pytest.mark.parametrize(("ours", "kept"), [(80.0, True), (79.0, False)])
def test_the_speed_is_held_to_its_promise(ours, kept):
    figure = speed.figure([ours] * 3, [100.0] * 3, 5.0)

    assert figure.kept is kept
    assert (figure.is_broken(short=False), figure.is_broken(short=True)) == (
        not kept,
        False,
    )
    assert figure.failed == (0 if kept else 3)
    assert figure.details.endswith("stock Apprise 0.05")


def test_without_a_postfix_nothing_is_claimed(monkeypatch):
    monkeypatch.setattr(postfix, "is_there", lambda: False)

    figure = speed.run(short=True)

    assert (figure.tried, figure.kept) == (0, False)
    assert figure.is_broken(short=True)
