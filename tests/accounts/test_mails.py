"""The mails with links, as a real mail server takes them."""

from datetime import timedelta
from email import message_from_bytes
from email.policy import default

import pytest
from contract import violations

from notifications.delivery.capture_server import CaptureServer
from vorlauf.accounts import invitations, sign_in_links
from vorlauf.db.engine import writing
from vorlauf.errors import MailNotSentError, SettingsError
from vorlauf.posts import address_status
from vorlauf.settings import Settings
from vorlauf.wiring import Wiring


@pytest.fixture
def engine(sqlite_engine):
    return sqlite_engine


@pytest.fixture
def wired(desk, tmp_path):
    """Return a function that wires the desk to a mail server."""

    def to(mail_url):
        settings = Settings(
            home=tmp_path,
            stakeholders=tmp_path,
            database_url="",
            mail_url=mail_url,
            public_url="https://vorlauf.example.org",
        )
        return Wiring(settings, desk.engine, desk.directory)

    return to


def invite(desk, person="ines"):
    with writing(desk.engine) as connection:
        return invitations.invite(desk.call(connection), person, "ben")


@pytest.fixture
def mailed(desk, wired):
    """Return a function that mails a link and returns what has arrived."""

    def send(made):
        box = []
        with CaptureServer(lambda *arrived: box.append(arrived)) as catcher:
            wiring = wired(catcher.url)
            sign_in_links.mail(wiring, made, desk.now)
            wiring.mailer.close()
        ((recipient, raw),) = box
        assert violations(raw) == []
        return recipient, message_from_bytes(raw, policy=default)

    return send


def test_an_invitation_is_mailed_to_the_person_with_the_link(desk, mailed):
    made = invite(desk)

    recipient, mail = mailed(made)

    assert recipient == "ines@smi.example.org"
    assert mail["Reply-To"] == "Ada Lorenz <ada@agentur.example.org>"
    text = mail.get_body(("plain",)).get_content()
    assert f"https://vorlauf.example.org/sign-in/{made.token}" in text.splitlines()
    assert "Ben Krause lädt Sie ein" in text


def test_whoever_reads_english_is_written_to_in_english(desk, mailed):
    invite(desk, "fay")
    with writing(desk.engine) as connection:
        made = sign_in_links.ask(desk.call(connection), "fay@smf.example.org")

    assert mailed(made)[1]["Subject"].startswith("Sign in to Vorlauf, link valid")


def test_without_a_mail_server_one_sentence_says_what_to_set(desk, wired):
    with pytest.raises(SettingsError, match="VORLAUF_MAIL_URL is not set"):
        sign_in_links.mail(wired(None), invite(desk), desk.now)


def test_a_server_that_is_not_there_is_said_without_the_link(desk, wired):
    made = invite(desk)

    with pytest.raises(MailNotSentError, match="Ines Iser has not left") as refused:
        sign_in_links.mail(
            wired("smtp://127.0.0.1:9/?from=a@example.org"), made, desk.now
        )

    assert made.token not in str(refused.value)


def test_nothing_goes_to_an_address_that_rests(desk, wired):
    made = invite(desk)
    with writing(desk.engine) as connection:
        address_status.suppress(connection, made.person.email, "Ada Lorenz", desk.now)

    with pytest.raises(MailNotSentError, match="hand the link over in person"):
        sign_in_links.mail(
            wired("smtp://127.0.0.1:9/?from=a@example.org"),
            made,
            desk.now + timedelta(minutes=1),
        )
