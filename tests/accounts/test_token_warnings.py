"""The mail about tokens that end soon, as a real mail server takes it."""

from datetime import timedelta
from email import message_from_bytes
from email.policy import default

import pytest
from contract import violations

from notifications.delivery.capture_server import CaptureServer
from vorlauf.accounts import api_tokens, invitations, token_warnings
from vorlauf.accounts.api_tokens import NewToken
from vorlauf.db.engine import writing
from vorlauf.posts import address_status
from vorlauf.settings import Settings
from vorlauf.wiring import Wiring

DAY = timedelta(days=1)


@pytest.fixture
def engine(sqlite_engine):
    return sqlite_engine


@pytest.fixture
def make(desk):
    """Return a function that makes a token of somebody, for so many days."""

    def made(label="Kalender", days=90, person="ines"):
        with writing(desk.engine) as connection:
            invitations.grant(desk.call(connection), person)
            wish = NewToken(
                person=person, label=label, by=person, ends_at=desk.now + days * DAY
            )
            return api_tokens.make(desk.call(connection), wish)[0]

    return made


@pytest.fixture
def warned(desk, tmp_path):
    """Return a function that warns some days later; it returns mails and faults."""

    def warn(after=timedelta(0), mail_url=None):
        box = []
        with CaptureServer(lambda *arrived: box.append(arrived)) as catcher:
            settings = Settings(
                home=tmp_path,
                stakeholders=tmp_path,
                database_url="",
                mail_url=mail_url or catcher.url,
                public_url="https://vorlauf.example.org",
            )
            wiring = Wiring(settings, desk.engine, desk.directory)
            faults = token_warnings.warn(wiring, desk.now + after)
            if "mailer" in wiring.__dict__:
                wiring.mailer.close()
        assert [violations(raw) for _, raw in box] == [[]] * len(box)
        return {to: message_from_bytes(raw, policy=default) for to, raw in box}, faults

    return warn


def test_people_are_told_two_weeks_before_a_token_ends(warned, make):
    make("Kalender", days=28)
    make("Auswertung", days=25)
    make("Neu", days=90)

    assert warned(10 * DAY) == ({}, [])
    ((to, mail),) = warned(14 * DAY)[0].items()

    text = mail.get_body(("plain",)).get_content()
    assert to == "ines@smi.example.org"
    assert mail["Subject"].endswith("enden am Fr 13.10.2023")
    assert "„Auswertung“, gültig bis Fr 13.10.2023" in text
    assert "„Kalender“, gültig bis Mo 16.10.2023" in text
    assert "Neu" not in text
    assert "https://vorlauf.example.org/me" in text


def test_they_are_told_once(warned, make):
    make(days=14)

    assert len(warned()[0]) == 1
    assert warned() == ({}, [])
    assert warned(DAY) == ({}, [])


def test_nobody_is_told_at_night(warned, make):
    make(days=14)

    assert warned(DAY / 2) == ({}, [])
    assert len(warned(DAY)[0]) == 1


def test_what_has_not_left_is_tried_again(warned, make):
    make(days=14)

    mails, faults = warned(mail_url="smtp://127.0.0.1:9/?from=v@example.org")

    assert (mails, len(faults)) == ({}, 1)
    assert faults[0].startswith("tokens of ines that end soon: ")
    assert len(warned()[0]) == 1


def test_of_a_token_that_is_over_or_revoked_nobody_is_told(desk, warned, make):
    make(days=1)
    key = make(days=14)
    with writing(desk.engine) as connection:
        api_tokens.revoke(desk.call(connection), key, "ines")

    assert warned(DAY) == ({}, [])


def test_whoever_is_disabled_or_has_left_or_gets_no_mail_is_not_told(
    desk, warned, make
):
    make(days=14, person="ines")
    make(days=14, person="ivo")
    make(days=14, person="ben")
    with writing(desk.engine) as connection:
        invitations.disable(desk.call(connection), "ivo", "ada")
        for _ in range(3):
            address_status.suppress(connection, "ines@smi.example.org", "ada", desk.now)
    desk.amend("people", "ben")

    assert warned() == ({}, [])
