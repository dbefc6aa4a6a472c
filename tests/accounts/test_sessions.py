from datetime import timedelta

import pytest
from sqlalchemy import event, select

from vorlauf.accounts import invitations, preferences, sessions
from vorlauf.accounts.session_queries import VISIT
from vorlauf.accounts.sessions import IDLE, LONGEST, NOTED, REMEMBERED
from vorlauf.db.engine import reading, writing
from vorlauf.db.tables import Audit, table_of
from vorlauf.errors import RefusedError

MINUTE = timedelta(minutes=1)


@pytest.fixture
def enter(desk):
    """Return a function that lets somebody in and returns the cookie."""

    def let_in(person="ines", device="Firefox", at=None):
        now = at or desk.now
        with writing(desk.engine) as connection:
            invitations.grant(desk.call(connection, now), person)
            return sessions.begin(
                connection, person, way="link", device=device, now=now
            )

    return let_in


def current(desk, cookie, after=timedelta(0)):
    with reading(desk.engine) as connection:
        return sessions.current(desk.call(connection, desk.now + after), cookie)


def act(desk, what, *given, **more):
    with writing(desk.engine) as connection:
        return what(connection, *given, **more)


def test_whoever_is_let_in_is_known_by_the_cookie(desk, enter):
    found = current(desk, enter())

    assert (found.person, found.way, found.device) == ("ines", "link", "Firefox")
    assert found.ends_at == desk.now + IDLE
    assert (found.language, found.theme, found.has_password) == ("", "", False)


def test_the_cookie_itself_is_kept_nowhere(desk, enter):
    cookie = enter()

    with reading(desk.engine) as connection:
        (row,) = connection.execute(select(VISIT)).all()
    assert cookie not in str(row)
    assert len(row.digest) == 64


def test_asking_who_it_is_takes_one_statement(desk, enter):
    cookie, asked = enter(), []

    with reading(desk.engine) as connection:
        event.listen(connection, "before_cursor_execute", lambda *a: asked.append(a[2]))
        sessions.current(desk.call(connection), cookie)

    assert len(asked) == 1


@pytest.mark.parametrize("cookie", ["", "x", "A" * 43, "é" * 43])
def test_a_cookie_of_nobody_is_nobody(desk, enter, cookie):
    enter()

    assert current(desk, cookie) is None


def test_without_an_account_nobody_is_let_in(desk):
    with pytest.raises(RefusedError, match="no account for ines"):
        act(desk, sessions.begin, "ines", way="link", device="", now=desk.now)


def test_a_visit_ends_when_nothing_is_done(desk, enter):
    cookie = enter()

    assert current(desk, cookie, IDLE - MINUTE)
    assert current(desk, cookie, IDLE) is None


def test_a_visit_goes_on_while_somebody_is_there_but_not_beyond_a_day(desk, enter):
    cookie, hour = enter(), timedelta(hours=1)

    for hours in range(1, 12):
        found = current(desk, cookie, hours * hour)
        act(desk, sessions.touch, found, desk.now + hours * hour)

    assert current(desk, cookie, LONGEST - MINUTE).ends_at == desk.now + LONGEST
    assert current(desk, cookie, LONGEST) is None


def test_a_visit_is_written_down_once_a_minute(desk, enter):
    cookie = enter()
    found = current(desk, cookie)

    soon = desk.now + NOTED - timedelta(seconds=1)
    assert act(desk, sessions.touch, found, soon).seen_at == desk.now
    assert act(desk, sessions.touch, found, desk.now + NOTED).seen_at > desk.now
    assert current(desk, cookie).seen_at == desk.now + NOTED


def test_staying_is_written_down_at_once(desk, enter):
    cookie, later = enter(), desk.now + timedelta(seconds=5)

    stays = act(desk, sessions.stay, current(desk, cookie), later)

    assert stays.ends_at == current(desk, cookie).ends_at == later + IDLE


def test_a_slow_request_does_not_turn_the_clock_back(desk, enter):
    cookie = enter()
    found = current(desk, cookie)
    act(desk, sessions.stay, found, desk.now + 5 * MINUTE)

    act(desk, sessions.stay, found, desk.now + 2 * MINUTE)

    assert current(desk, cookie).seen_at == desk.now + 5 * MINUTE


def test_signing_out_ends_one_visit(desk, enter):
    here, there = enter(), enter()

    act(desk, sessions.end, here, desk.now)
    act(desk, sessions.end, "nobody's", desk.now)

    assert current(desk, here) is None
    assert current(desk, there)


def test_all_visits_but_one_can_be_ended(desk, enter):
    here, there, other = enter(), enter(), enter("ada")
    but = current(desk, here).digest

    assert act(desk, sessions.end_all, "ines", desk.now, but=but) == 1
    assert current(desk, there) is None
    assert current(desk, here)
    assert current(desk, other)


def test_ones_own_visits_are_listed_the_last_first(desk, enter):
    enter(device="Ended", at=desk.now - IDLE)
    enter(device="First", at=desk.now - MINUTE)
    enter(device="Last\n\x1b[31m" + "x" * 300)

    with reading(desk.engine) as connection:
        found = sessions.of(connection, "ines", desk.now)

    assert [one.device[:5] for one in found] == ["Last[", "First"]
    assert len(found[0].device) == 200


def test_a_visit_that_is_over_is_forgotten_with_the_next_one(desk, enter):
    enter("ada", at=desk.now - REMEMBERED - LONGEST - MINUTE)

    enter("ines")

    with reading(desk.engine) as connection:
        found = connection.execute(select(VISIT.c.person)).scalars().all()
    assert found == ["ines"]


def test_whoever_leaves_the_file_or_becomes_a_mailbox_is_signed_out(desk, enter):
    cookie = enter()

    desk.amend("people", "ines", functional=True)
    assert current(desk, cookie) is None
    desk.amend("people", "ines")
    assert current(desk, cookie) is None


def test_preferences_come_with_the_visit(desk, enter):
    cookie = enter()

    act(desk, preferences.keep, "ines", language="en", theme="dark")
    act(desk, preferences.keep, "ines", shortcuts=False)

    found = current(desk, cookie)
    assert (found.language, found.theme, found.shortcuts) == ("en", "dark", False)


def test_nobody_is_watched_coming_and_going(desk, enter):
    act(desk, sessions.end, enter(), desk.now)

    with reading(desk.engine) as connection:
        assert connection.execute(select(table_of(Audit))).all() == []
