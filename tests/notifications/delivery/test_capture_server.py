import errno

import pytest

from notifications.delivery.capture_server import CaptureServer, save_to
from notifications.delivery.mailer import Envelope, Mailer
from notifications.errors import TemporaryFailure

MAIL = b"Subject: Hallo\r\n\r\nHallo\r\n"


def send(catcher, *recipients):
    with Mailer.from_url(catcher.url) as mailer:
        for recipient in recipients:
            mailer.send(Envelope(recipient, MAIL))


def names(folder):
    return sorted(file.name for file in folder.iterdir())


def test_each_mail_becomes_one_numbered_file(tmp_path):
    folder = tmp_path / "mails"
    with CaptureServer(save_to(folder)) as catcher:
        send(catcher, "ada@example.org", "ben@example.org")

    assert names(folder) == ["000001-ada@example.org.eml", "000002-ben@example.org.eml"]
    assert (folder / "000001-ada@example.org.eml").read_bytes() == MAIL


def test_numbers_go_on_where_they_ended(tmp_path):
    save_to(tmp_path)("ada@example.org", MAIL)

    save_to(tmp_path)("ben@example.org", MAIL)

    assert names(tmp_path)[-1] == "000002-ben@example.org.eml"


@pytest.mark.parametrize("wicked", ["../../ada", "a/b@example.org", "x" * 400, "o'n\n"])
def test_no_recipient_can_name_a_file_elsewhere(tmp_path, wicked):
    folder = tmp_path / "mails"

    save_to(folder)(wicked, MAIL)

    assert names(tmp_path) == ["mails"]
    assert len(names(folder)) == 1


def test_a_mail_that_cannot_be_kept_is_refused_for_now():
    def full(_recipient, _content):
        raise OSError(errno.ENOSPC, "No space left on device")

    with (
        CaptureServer(full) as catcher,
        pytest.raises(TemporaryFailure, match="No space"),
    ):
        send(catcher, "ada@example.org")


def test_the_port_can_be_wished_for():
    with CaptureServer(print) as first:
        port = first.port

    with CaptureServer(print, port=port) as again:
        assert (
            again.url
            == f"smtp://127.0.0.1:{port}/?from=vorlauf@example.org&name=Vorlauf"
        )


def test_a_port_that_is_taken_is_refused_at_once():
    with CaptureServer(print) as first, pytest.raises(OSError, match="in use"):
        CaptureServer(print, port=first.port)
