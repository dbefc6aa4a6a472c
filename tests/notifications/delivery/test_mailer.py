import logging
import socket
import threading

import pytest
from moody_smtp import CLOSE, DRIP, HANG, SENDER

from notifications.delivery.capture_server import CaptureServer
from notifications.delivery.connection import IDLE
from notifications.delivery.mailer import Envelope, Mailer
from notifications.errors import (
    MailUrlError,
    PermanentFailure,
    TemporaryFailure,
    UnknownOutcome,
)

MAIL = b"Subject: Hallo\r\n\r\nHallo Ada,\r\n.\r\n..\r\nbis morgen\r\n"
ADA, BEN = (Envelope(f"{name}@example.org", MAIL) for name in ("ada", "ben"))


def unused_port():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return taken.getsockname()[1]


def send_to_a_catcher(envelope, caught):
    catcher = CaptureServer(lambda *mail: caught.append(mail))
    with catcher, Mailer.from_url(catcher.url) as mailer:
        mailer.send(envelope)


def test_a_mail_arrives_octet_by_octet_at_exactly_its_recipient():
    caught = []
    envelope = Envelope("o'neil+forst@example.org", MAIL)

    send_to_a_catcher(envelope, caught)

    assert caught == [("o'neil+forst@example.org", MAIL)]


def test_many_mails_share_one_connection(server, mailer):
    for _ in range(5):
        mailer.send(ADA)

    assert server.calls == 1


def test_threads_take_turns_on_the_connection(server, mailer):
    threads = [threading.Thread(target=mailer.send, args=(ADA,)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert server.heard.count("DATA") == 8
    assert server.calls == 1


def test_the_mailer_knows_its_sender(mailer):
    assert str(mailer.sender) == "Vorlauf <vorlauf@example.org>"


@pytest.mark.parametrize("word", ["MAIL", "RCPT", "DATA", "."])
@pytest.mark.parametrize(
    ("code", "outcome"), [(451, TemporaryFailure), (550, PermanentFailure)]
)
def test_a_refusal_is_told_with_code_and_words(server, mailer, word, code, outcome):
    server.answers[word] = f"{code} 5.7.1 no, see https://example.org/t/Geheim"

    with pytest.raises(outcome) as refused:
        mailer.send(ADA)

    assert refused.value.code == code
    assert str(refused.value).endswith(f"with {code}: 5.7.1 no, see (link).")


def test_a_refused_mail_does_not_cost_the_connection(server, mailer):
    server.answers["RCPT"] = "550 unknown here"
    with pytest.raises(PermanentFailure):
        mailer.send(ADA)
    del server.answers["RCPT"]

    mailer.send(BEN)

    assert server.calls == 1


@pytest.mark.parametrize("mood", [HANG, DRIP, CLOSE, "no SMTP", "2"])
@pytest.mark.parametrize("word", ["HELLO", "EHLO", "MAIL", "RCPT", "DATA"])
def test_before_the_end_of_the_mail_it_can_be_tried_again(server, hasty, word, mood):
    server.answers[word] = mood

    with pytest.raises(TemporaryFailure) as failed:
        hasty.send(ADA)

    assert failed.value.code is None
    assert str(failed.value).startswith("The mail server 127.0.0.1:")


@pytest.mark.parametrize("mood", [HANG, DRIP, CLOSE, "no SMTP", "354 more"])
def test_after_the_end_of_the_mail_nobody_knows(server, mailer, mood):
    server.answers["."] = mood

    with pytest.raises(UnknownOutcome) as lost:
        mailer.send(ADA)

    assert lost.value.stage == "mail"
    assert server.heard.count("DATA") == 1


@pytest.mark.parametrize("answer", ["421 too many", "454 not now", "554 go away"])
def test_a_server_that_greets_nobody_is_asked_again_later(server, mailer, answer):
    server.answers["HELLO"] = answer

    with pytest.raises(TemporaryFailure, match="refused the greeting"):
        mailer.send(ADA)


def test_a_server_that_wants_a_login_says_nothing_about_the_mail(server, mailer):
    server.answers["MAIL"] = "530 authentication required"

    with pytest.raises(TemporaryFailure, match="530: authentication required"):
        mailer.send(ADA)


def test_a_server_that_is_down_is_named():
    url = f"smtp://127.0.0.1:{unused_port()}/{SENDER}"

    with Mailer.from_url(url) as mailer:
        with pytest.raises(TemporaryFailure, match="cannot be reached: Connection"):
            mailer.send(ADA)
        assert "cannot be reached" in mailer.check()


def test_a_server_that_comes_back_is_used_again(server, mailer):
    server.answers["HELLO"] = CLOSE
    with pytest.raises(TemporaryFailure):
        mailer.send(ADA)
    del server.answers["HELLO"]

    mailer.send(ADA)

    assert server.heard.count("DATA") == 1


@pytest.mark.parametrize("mood", [CLOSE, "421 idle for too long"])
def test_a_connection_closed_between_two_mails_is_replaced(server, mailer, mood):
    mailer.send(ADA)
    server.once["MAIL"] = mood

    mailer.send(BEN)

    assert server.calls == 2
    assert server.heard[-2:] == ["RCPT TO:<ben@example.org>", "DATA"]


def test_a_restarted_server_gets_the_next_mail_at_once():
    caught = []
    with CaptureServer(lambda *mail: caught.append(mail)) as first:
        mailer = Mailer.from_url(first.url)
        mailer.send(ADA)
    with CaptureServer(lambda *mail: caught.append(mail), port=first.port), mailer:
        mailer.send(BEN)

    assert [recipient for recipient, _ in caught] == [ADA.recipient, BEN.recipient]


def test_a_connection_that_has_long_been_silent_is_not_trusted(server, mailer):
    mailer.send(ADA)
    mailer._plugin.line._kept.last_used -= IDLE + 1

    mailer.send(BEN)

    assert server.calls == 2


@pytest.mark.parametrize(
    "wicked", ["", "ada", "a@example.org>\r\nRCPT TO:<b@example.org"]
)
def test_nothing_but_one_address_reaches_the_server(server, mailer, wicked):
    with pytest.raises(PermanentFailure, match="not exactly one"):
        mailer.send(Envelope(wicked, MAIL))

    assert server.heard == []


def test_a_bare_line_end_cannot_end_a_mail_early():
    caught = []
    smuggled = b"Hallo\n.\r\nMAIL FROM:<x@example.org>\r\n.\nEnde"

    send_to_a_catcher(Envelope("ada@example.org", smuggled), caught)

    (mail,) = caught
    assert mail[1] == smuggled.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n") + b"\r\n"


def test_a_check_of_a_good_server_finds_nothing(server, mailer):
    assert mailer.check() is None
    assert server.heard[-1] == "QUIT"


def test_closing_says_goodbye_and_a_dead_server_does_not_matter(server, mailer):
    mailer.send(ADA)
    server.answers["QUIT"] = CLOSE

    mailer.close()
    mailer.close()

    assert server.heard.count("QUIT") == 1


def test_no_password_is_shown_or_logged(caplog):
    url = f"smtp+starttls://ada:Geheim@127.0.0.1:{unused_port()}/{SENDER}"
    caplog.set_level(1, logger="apprise")
    caplog.set_level(logging.NOTSET)

    with Mailer.from_url(url) as mailer, pytest.raises(TemporaryFailure) as failed:
        mailer.send(ADA)

    shown = f"{mailer!r} {vars(mailer)} {failed.value!r} {caplog.text}"
    assert "Geheim" not in shown


def test_a_url_that_cannot_be_used_is_refused():
    with pytest.raises(MailUrlError):
        Mailer.from_url("smtp://")
