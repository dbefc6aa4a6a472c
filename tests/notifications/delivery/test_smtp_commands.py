import pytest

from notifications.delivery import mail_url
from notifications.delivery.smtp_commands import Envelope, commands, octets

SERVER = mail_url.read(
    "smtp://mail.example.org/?from=vorlauf@example.org&bounces=b+1@example.org"
)


def lines(envelope, *offers):
    return [command.line for command in commands(envelope, SERVER, offers)]


def test_a_mail_comes_back_to_where_bounces_go():
    assert lines(Envelope("ada@example.org", b"")) == [
        "MAIL FROM:<b+1@example.org>",
        "RCPT TO:<ada@example.org>",
        "DATA",
    ]


def test_a_server_that_reports_is_asked_to_and_told_the_name_of_the_mail():
    envelope = Envelope("ada@example.org", b"", "ab12@vorlauf.example.org")

    sender, recipient, _ = lines(envelope, "DSN", "SIZE")

    assert sender.endswith("> RET=HDRS ENVID=ab12@vorlauf.example.org")
    assert recipient == "RCPT TO:<ada@example.org> NOTIFY=FAILURE,DELAY"


@pytest.mark.parametrize(
    ("identity", "said"),
    [
        ("", ""),
        ("a+b=c@x.org", " ENVID=a+2Bb+3Dc@x.org"),
        ("a\r\nRCPT TO:<b@x.org>", " ENVID=a+0D+0ARCPT+20TO:<b@x.org>"),
        ("ü", " ENVID=+C3+BC"),
        ("a" * 100, " ENVID=" + "a" * 100),
        ("a" * 101, ""),
        ("+" * 34, ""),
    ],
)
def test_the_name_of_a_mail_is_written_as_xtext_or_left_out(identity, said):
    sender, *_ = lines(Envelope("ada@example.org", b"", identity), "DSN")

    assert sender == f"MAIL FROM:<b+1@example.org> RET=HDRS{said}"


@pytest.mark.parametrize(
    ("content", "sent"),
    [
        (b"", b".\r\n"),
        (b"Hallo", b"Hallo\r\n.\r\n"),
        (b"Hallo\r\n", b"Hallo\r\n.\r\n"),
        (b".\r\n..\r\nx.\r\n", b"..\r\n...\r\nx.\r\n.\r\n"),
        (b"a\n.\r.\r\n", b"a\r\n..\r\n..\r\n.\r\n"),
        (b"a\r", b"a\r\n.\r\n"),
        (b"a\r\r\nb\n", b"a\r\n\r\nb\r\n.\r\n"),
        (b"\r\n\r\n", b"\r\n\r\n.\r\n"),
    ],
)
def test_only_the_end_of_a_mail_looks_like_one(content, sent):
    assert octets(content) == sent
