from datetime import timedelta

import pytest
from sqlalchemy import select

from vorlauf.accounts import api_tokens, invitations, sessions, sign_in_links
from vorlauf.accounts.api_tokens import NewToken
from vorlauf.accounts.invitations import AccountState
from vorlauf.db import audit_log
from vorlauf.db.engine import reading, writing
from vorlauf.db.tables import Audit, table_of
from vorlauf.errors import NotFoundError, RefusedError

DOOR = {"door": "dashboard"}
AUDIT = table_of(Audit)


def invite(desk, person="ines", by="ada"):
    with writing(desk.engine) as connection:
        return invitations.invite(desk.call(connection, **DOOR), person, by)


def disable(desk, person="ines", by="ada"):
    with writing(desk.engine) as connection:
        return invitations.disable(desk.call(connection, **DOOR), person, by)


def enter(desk, person="ines"):
    with writing(desk.engine) as connection:
        return sessions.begin(connection, person, way="link", device="", now=desk.now)


def look(desk, token, after=timedelta(0)):
    with reading(desk.engine) as connection:
        return sign_in_links.look(desk.call(connection, desk.now + after), token)


def standing(desk, key="ines"):
    with reading(desk.engine) as connection:
        found = invitations.standings(connection, desk.directory)
    return {one.key: one for one in found}.get(key)


def lines(desk):
    with reading(desk.engine) as connection:
        assert audit_log.verify(connection).faults == ()
        return connection.execute(select(AUDIT).order_by(AUDIT.c.id)).all()


def test_an_invitation_is_a_link_for_a_week(desk):
    made = invite(desk, "Ines Iser")

    assert (made.person.key, made.by) == ("ines", "Ada Lorenz")
    assert look(desk, made.token, timedelta(days=6, hours=23)).name == "Ines Iser"
    assert look(desk, made.token, timedelta(days=7)) is None


def test_inviting_once_more_ends_the_invitation_before(desk):
    first, second = invite(desk), invite(desk)

    assert look(desk, first.token) is None
    assert look(desk, second.token)


def test_both_acts_leave_a_line_about_no_post(desk):
    invite(desk)
    disable(desk, by="ben")

    first, second = lines(desk)
    assert (first.event, first.actor, first.capacity) == (
        "account_invite",
        "Ada Lorenz",
        "coordinator",
    )
    assert (second.event, second.actor_key) == ("account_disable", "ben")
    assert "Ines Iser" in first.details
    assert "dashboard" in second.details
    assert {first.post_id, second.post_id} == {None}


@pytest.mark.parametrize("by", ["ines", "clara", "olga", "gero"])
def test_only_coordinators_invite_and_disable(desk, by):
    invite(desk, "ivo")

    with pytest.raises(RefusedError, match="accounts are in the coordinators' hands"):
        invite(desk, by=by)
    with pytest.raises(RefusedError, match="accounts are in the coordinators' hands"):
        disable(desk, "ivo", by=by)


def test_a_functional_mailbox_neither_invites_nor_is_invited(desk):
    desk.amend("people", "ben", functional=True)

    with pytest.raises(RefusedError, match="only named people sign in"):
        invite(desk, "ben")
    with pytest.raises(RefusedError, match="a named person decides"):
        invite(desk, by="ben")
    assert standing(desk, "ben") is None


def test_nobody_unknown_is_invited(desk):
    with pytest.raises(NotFoundError, match="nobody called 'inse'"):
        invite(desk, "inse")


def test_whoever_is_disabled_is_out_at_once_and_everywhere(desk):
    made = invite(desk)
    cookie = enter(desk)
    wish = NewToken(person="ines", label="Kalender", by="ines")
    with writing(desk.engine) as connection:
        _, secret = api_tokens.make(desk.call(connection), wish)

    assert disable(desk).name == "Ines Iser"

    with writing(desk.engine) as connection:
        call = desk.call(connection)
        assert sessions.current(call, cookie) is None
        assert api_tokens.of_token(call, secret) is None
        assert sign_in_links.redeem(call, made.token) is None
        assert sign_in_links.ask(call, "ines@smi.example.org") is None
    with pytest.raises(RefusedError, match="no account"):
        enter(desk)


def test_being_invited_again_gives_the_account_back_but_not_the_visit(desk):
    invite(desk)
    cookie = enter(desk)
    disable(desk)

    made = invite(desk)

    assert look(desk, made.token)
    assert standing(desk).state is AccountState.ACTIVE
    with reading(desk.engine) as connection:
        assert sessions.current(desk.call(connection), cookie) is None


def test_what_cannot_be_disabled_is_said(desk):
    desk.amend("people", "fay", functional=True)
    with pytest.raises(RefusedError, match="is a functional mailbox"):
        disable(desk, "fay")
    disable(desk)
    with pytest.raises(RefusedError, match="is disabled since 2023-09-18"):
        disable(desk)
    with pytest.raises(RefusedError, match="Nobody shuts themselves out"):
        disable(desk, "Ada Lorenz")


def test_the_account_of_somebody_who_has_left_can_be_disabled(desk):
    invite(desk)
    desk.amend("people", "ines")

    assert standing(desk).state is AccountState.LEFT
    assert disable(desk).name == "ines"


def test_the_list_names_everybody_and_how_it_stands(desk):
    made = invite(desk)
    invite(desk, "ivo")
    disable(desk, "ivo")

    assert (standing(desk).house, standing(desk).invited_until) == ("smi", made.ends_at)
    assert standing(desk, "ivo").state is AccountState.DISABLED
    assert standing(desk, "ada").state is AccountState.NONE


def test_an_accepted_invitation_is_open_no_longer(desk):
    made = invite(desk)

    with writing(desk.engine) as connection:
        sign_in_links.redeem(desk.call(connection), made.token)

    assert standing(desk).invited_until is None


def test_a_demonstration_grants_accounts_without_a_line(desk):
    with writing(desk.engine) as connection:
        for _ in range(2):
            invitations.grant(desk.call(connection), "ines")

    assert standing(desk).state is AccountState.ACTIVE
    assert lines(desk) == []
