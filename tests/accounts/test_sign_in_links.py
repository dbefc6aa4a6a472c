from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from sqlalchemy import select

from vorlauf.accounts import invitations, sign_in_links
from vorlauf.accounts.sign_in_link_queries import LINK
from vorlauf.db.engine import reading, writing
from vorlauf.db.tables import LinkPurpose

MINUTE = timedelta(minutes=1)
INES = "ines@smi.example.org"


@pytest.fixture
def ask(desk):
    """Return a function by which somebody who has an account asks for a link."""
    with writing(desk.engine) as connection:
        invitations.grant(desk.call(connection), "ines")

    def asked(email=INES, after=timedelta(0), browser=""):
        browsers = {"ines": browser} if browser else {}
        with writing(desk.engine) as connection:
            call = desk.call(connection, desk.now + after)
            return sign_in_links.ask(call, email, browsers)

    return asked


def look(desk, token, after=timedelta(0)):
    with reading(desk.engine) as connection:
        return sign_in_links.look(desk.call(connection, desk.now + after), token)


def redeem(desk, token, after=timedelta(0)):
    with writing(desk.engine) as connection:
        return sign_in_links.redeem(desk.call(connection, desk.now + after), token)


def test_a_link_signs_in_whoever_asked_for_it(desk, ask):
    made = ask(" Ines@SMI.example.org ")

    assert (made.person.key, made.by) == ("ines", "")
    assert redeem(desk, made.token).key == "ines"


def test_a_link_works_once(desk, ask):
    token = ask().token
    redeem(desk, token)

    assert look(desk, token) is None
    assert redeem(desk, token) is None


def test_looking_at_a_link_does_not_use_it(desk, ask):
    token = ask().token

    seen = [look(desk, token) for _ in range(3)]

    assert {(one.name, one.purpose) for one in seen} == {
        ("Ines Iser", LinkPurpose.SIGN_IN)
    }
    assert redeem(desk, token)


def test_of_two_who_open_a_link_at_once_one_is_let_in(desk, ask):
    token, start = ask().token, Barrier(4)

    def race(_):
        start.wait()
        return redeem(desk, token)

    with ThreadPoolExecutor(4) as racers:
        won = [person for person in racers.map(race, range(4)) if person]

    assert [person.key for person in won] == ["ines"]


def test_a_link_holds_for_twenty_minutes(desk, ask):
    token = ask().token

    assert look(desk, token, 20 * MINUTE - timedelta(seconds=1))
    assert look(desk, token, 20 * MINUTE) is None
    assert redeem(desk, token, 20 * MINUTE) is None


def test_the_next_link_leaves_the_one_before(desk, ask):
    first, second = ask().token, ask(after=MINUTE).token

    assert look(desk, second, MINUTE)
    assert redeem(desk, first, MINUTE)


def test_the_first_link_that_is_used_ends_the_others(desk, ask):
    first, second = ask().token, ask(after=MINUTE).token
    with writing(desk.engine) as connection:
        invited = invitations.invite(desk.call(connection), "ines", "ada").token

    assert redeem(desk, second, MINUTE)

    for other in (first, second, invited):
        assert look(desk, other, MINUTE) is None
        assert redeem(desk, other, MINUTE) is None


def test_the_invitation_and_a_link_stand_side_by_side(desk, ask):
    with writing(desk.engine) as connection:
        invitation = invitations.invite(desk.call(connection), "ines", "ada")

    ask()

    assert look(desk, invitation.token).purpose is LinkPurpose.INVITATION


def test_a_known_browser_gets_five_links_an_hour(desk, ask):
    made = [ask(after=n * MINUTE, browser="hers") for n in range(6)]

    assert [one is not None for one in made] == [True] * 5 + [False]
    assert redeem(desk, made[4].token, 6 * MINUTE)
    assert ask(after=61 * MINUTE, browser="hers")


def test_many_strangers_who_ask_at_once_get_two_links(desk, ask):
    with ThreadPoolExecutor(8) as crowd:
        made = list(crowd.map(lambda _: ask(), range(16)))

    assert sum(one is not None for one in made) == 2
    assert all(look(desk, one.token) for one in made if one)


def test_however_often_strangers_ask_a_good_link_lies_in_the_mailbox(desk, ask):
    mailed = []
    for minute in range(180):
        made = ask(after=minute * MINUTE)
        mailed += [(minute, made.token)] if made else []
        # Whoever it is for can use the youngest for five minutes more.
        assert look(desk, mailed[-1][1], (minute + 5) * MINUTE)

    minutes = [minute for minute, _ in mailed]
    assert all(sum(m <= n < m + 60 for n in minutes) <= 5 for m in minutes)


def test_strangers_use_up_no_link_of_a_known_browser(ask):
    for minute in range(60):
        ask(after=minute * MINUTE)

    assert ask(after=60 * MINUTE, browser="hers")
    assert ask(after=60 * MINUTE, browser="also hers")


@pytest.mark.parametrize(
    "email", ["", "x@example.org", "ines", "ada@agentur.example.org"]
)
def test_whoever_has_no_account_gets_no_link(ask, email):
    assert ask(email) is None


def test_an_address_of_two_people_signs_in_neither(desk, ask):
    desk.amend("people", "ivo", email=INES)

    assert ask() is None


def test_whoever_leaves_the_file_or_becomes_a_mailbox_has_no_link(desk, ask):
    token = ask().token

    desk.amend("people", "ines", functional=True)
    assert (look(desk, token), redeem(desk, token), ask()) == (None, None, None)
    desk.amend("people", "ines")
    assert (look(desk, token), redeem(desk, token), ask()) == (None, None, None)


@pytest.mark.parametrize(
    "alter", [lambda t: f"{t}=", lambda t: t[:-1], str.swapcase, lambda _: "é"]
)
def test_an_altered_link_is_none(desk, ask, alter):
    assert look(desk, alter(ask().token)) is None


def test_the_token_itself_is_kept_nowhere(desk, ask):
    token = ask().token

    with reading(desk.engine) as connection:
        (row,) = connection.execute(select(LINK)).all()
    assert token not in str(row)


def test_old_links_are_forgotten(desk, ask):
    ask()

    ask(after=timedelta(days=31))

    with reading(desk.engine) as connection:
        assert len(connection.execute(select(LINK)).all()) == 1
