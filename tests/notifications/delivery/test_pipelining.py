import pytest
from moody_smtp import CLOSE, DRIP, HANG

from notifications.delivery.mailer import Envelope
from notifications.errors import PermanentFailure, TemporaryFailure, UnknownOutcome

MAIL = b"Subject: Hallo\r\n\r\nHallo Ada,\r\nbis morgen\r\n"
ADA, BEN = (Envelope(f"{name}@example.org", MAIL) for name in ("ada", "ben"))
REFUSALS = [(451, TemporaryFailure), (550, PermanentFailure)]


@pytest.fixture
def server(server):
    """A server that takes several commands at once."""
    server.answers["EHLO"] = "250-fine\r\n250 PIPELINING"
    return server


@pytest.mark.parametrize("word", ["MAIL", "RCPT", "DATA", "."])
@pytest.mark.parametrize(("code", "outcome"), REFUSALS)
def test_the_first_refusal_is_what_counts(server, mailer, word, code, outcome):
    if word != ".":
        server.answers["DATA"] = "503 no recipients"
    server.answers[word] = f"{code} no"

    with pytest.raises(outcome) as refused:
        mailer.send(ADA)

    assert refused.value.code == code


def test_a_refused_mail_does_not_cost_the_connection(server, mailer):
    server.answers.update(RCPT="550 unknown here", DATA="554 no valid recipients")
    with pytest.raises(PermanentFailure):
        mailer.send(ADA)
    del server.answers["RCPT"], server.answers["DATA"]

    mailer.send(BEN)

    assert server.calls == 1


@pytest.mark.parametrize("word", ["MAIL", "RCPT"])
def test_a_server_that_wants_a_refused_mail_gets_nothing_more(server, mailer, word):
    server.answers[word] = "550 no"

    with pytest.raises(PermanentFailure, match="550"):
        mailer.send(ADA)
    del server.answers[word]
    mailer.send(BEN)

    assert server.calls == 2
    assert server.heard[-2:] == ["RCPT TO:<ben@example.org>", "DATA"]


@pytest.mark.parametrize("mood", [HANG, DRIP, CLOSE, "no SMTP", "2"])
def test_what_comes_after_a_refusal_does_not_hide_it(server, mailer, mood):
    server.answers.update(RCPT="550 unknown here", DATA=mood)

    with pytest.raises(PermanentFailure, match="unknown here"):
        mailer.send(ADA)


@pytest.mark.parametrize("mood", [HANG, DRIP, CLOSE, "no SMTP", "2"])
@pytest.mark.parametrize("word", ["MAIL", "RCPT", "DATA"])
def test_before_the_end_of_the_mail_it_can_be_tried_again(server, hasty, word, mood):
    server.answers[word] = mood

    with pytest.raises(TemporaryFailure) as failed:
        hasty.send(ADA)

    assert failed.value.code is None


@pytest.mark.parametrize("mood", [HANG, CLOSE, "no SMTP", "354 more"])
def test_after_the_end_of_the_mail_nobody_knows(server, mailer, mood):
    server.answers["."] = mood

    with pytest.raises(UnknownOutcome):
        mailer.send(ADA)


@pytest.mark.parametrize("mood", [CLOSE, "421 idle for too long"])
def test_a_connection_closed_between_two_mails_is_replaced(server, mailer, mood):
    mailer.send(ADA)
    server.once["MAIL"] = mood

    mailer.send(BEN)

    assert server.calls == 2
    assert server.heard[-2:] == ["RCPT TO:<ben@example.org>", "DATA"]
