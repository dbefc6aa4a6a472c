"""Spilt secrets: what an older version has kept in the clear opens nothing any more."""

from base64 import b64encode

import pytest
from sqlalchemy import insert, text, update

from vorlauf.accounts import api_tokens, invitations, sessions
from vorlauf.accounts.api_tokens import NewToken
from vorlauf.db import audit_log, migrate, spilt_secrets
from vorlauf.db.audit_log import Entry
from vorlauf.db.engine import reading, writing
from vorlauf.db.post_snapshots import STEP
from vorlauf.db.tables import Audit, LinkKind, table_of
from vorlauf.links.issue import LinkIssuer, Subject, link_for
from vorlauf.links.link_queries import LINK
from vorlauf.mail.inbox.incoming_queries import INCOMING

MINT = LinkIssuer(key=bytes(range(32)), url="https://vorlauf.example.org")


@pytest.fixture
def links(desk, hand_to_review):
    """Return the tokens of four live links."""
    tokens = []
    for number in [hand_to_review("smi") for _ in range(4)]:
        (step,) = desk.post(number).steps
        subject = Subject(
            step_id=step.id,
            post_id=desk.post(number).id,
            version=1,
            due_at=step.due_at,
            office=desk.directory.houses["smi"].office,
        )
        with writing(desk.engine) as connection:
            call = desk.call(connection)
            link = link_for(call, MINT, subject, LinkKind.DECIDE, "ines")
        tokens.append(MINT.token(link))
    return tokens


def a_mail(words):
    encoded = b64encode(f"Ja.\n{MINT.url}/answer/{words}".encode())
    return (
        b"From: a@b\nContent-Type: text/plain; charset=utf-8\n"
        b"Content-Transfer-Encoding: base64\n\n" + encoded
    )


def spill(desk, in_a_mail, in_the_log, in_a_step):
    """Write tokens into columns, as no part of the product does by now."""
    mail = {"id": 1, "digest": "d", "stored_at": desk.now, "sender": "", "subject": ""}
    mail |= {"size": 1, "content": a_mail(in_a_mail), "is_cut": False, "tries": 0}
    mail |= {"kind": "reply", "result": "", "person": ""}
    line = Entry(
        at=desk.now,
        event="comment",
        actor="Ines",
        actor_key="ines",
        capacity="",
        details={"whole": [f"{in_the_log[:40]}\n> {in_the_log[40:]}"]},
    )
    with writing(desk.engine) as connection:
        connection.execute(insert(INCOMING).values(mail))
        connection.execute(update(STEP).values(comment=f"x{in_a_step}"))
        audit_log.append(connection, audit_log.lock(connection), [line])


def test_what_stands_in_the_database_is_ended_and_nothing_else(desk, links):
    spill(desk, *links[:3])

    with writing(desk.engine) as connection:
        ended = spilt_secrets.end_spilt(connection, desk.now)

    assert (ended.links, ended.sessions) == (3, 0)
    states = [(one.ended_at is None, one.ended_how) for one in desk.rows(LINK)]
    assert states == [(False, "reissued")] * 3 + [(True, None)]
    with reading(desk.engine) as connection:
        assert audit_log.verify(connection).ok
    assert desk.rows(table_of(Audit))[-1].event == spilt_secrets.EVENT


def test_a_clean_database_is_left_as_it_is(desk, links):
    with writing(desk.engine) as connection:
        before = audit_log.lock(connection)
        ended = spilt_secrets.end_spilt(connection, desk.now)
        after = audit_log.lock(connection)

    assert (bool(ended), after) == (False, before)
    assert all(one.ended_at is None for one in desk.rows(LINK)) == bool(links)


def test_sessions_and_tokens_for_programs_are_ended_as_well(desk, hand_to_review):
    hand_to_review("smi")
    with writing(desk.engine) as connection:
        call = desk.call(connection)
        invitations.grant(call, "ada")
        cookie = sessions.begin(connection, "ada", way="t", device="", now=desk.now)
        _, token = api_tokens.make(call, NewToken(person="ada", label="x", by="ada"))
        connection.execute(update(STEP).values(comment=f"{cookie} {token}"))

    with writing(desk.engine) as connection:
        ended = spilt_secrets.end_spilt(connection, desk.now)
        call = desk.call(connection)

        assert (ended.sessions, ended.tokens) == (1, 1)
        assert sessions.current(call, cookie) is None
        assert api_tokens.of_token(call, token) is None


def stamp(config, _revision):
    config.attributes["connection"].execute(
        text("UPDATE alembic_version SET version_num = :head"), {"head": migrate.HEAD}
    )


def test_the_upgrade_does_it_and_tells_people(desk, links, monkeypatch):
    spill(desk, *links[:3])
    with writing(desk.engine) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0007'"))
    # The tables are those of today: only their number is of before.
    monkeypatch.setattr("alembic.command.upgrade", stamp)
    told = []

    migrate.upgrade(desk.engine, desk.now, told)
    again = migrate.upgrade(desk.engine, desk.now, told)

    (said,) = told
    assert "any more: 3 links, 0 links to sign in" in str(said)
    assert again == migrate.HEAD
