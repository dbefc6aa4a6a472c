import json
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta

import pytest
from argon2 import PasswordHasher, extract_parameters
from sqlalchemy import event, select

from vorlauf.accounts import (
    api_tokens,
    invitations,
    known_browser_queries,
    password_hashing,
    passwords,
    sessions,
    sign_in_links,
)
from vorlauf.accounts.api_tokens import NewToken
from vorlauf.accounts.passwords import PasswordChange
from vorlauf.db import accounts
from vorlauf.db.engine import reading, writing
from vorlauf.db.tables import Audit, table_of
from vorlauf.errors import BadInputError, RefusedError

GOOD, OTHER = "Pferd Akku Heftklammer", "Elf Tannen im Regen"
INES = "ines@smi.example.org"
MINUTE = timedelta(minutes=1)
OUTDATED = PasswordHasher(time_cost=1, memory_cost=128, parallelism=1)
AUDIT = table_of(Audit)


class Counting(PasswordHasher):
    """Notes what each check costs: time, memory, lanes, and the octets looked at."""

    def __init__(self):
        super().__init__()
        self.costs = []

    def verify(self, kept, given):
        self.costs.append((extract_parameters(kept), len(given)))
        return super().verify(kept, given)


@pytest.fixture
def visit(desk):
    """The visit of Ines, who has the password GOOD."""
    with writing(desk.engine) as connection:
        invitations.grant(desk.call(connection), "ines")
        kept = password_hashing.hashed(GOOD)
        accounts.set_password(connection, "ines", kept, desk.now)
        return enter(desk, connection, way="form")


def enter(desk, connection, way):
    cookie = sessions.begin(connection, "ines", way=way, device="", now=desk.now)
    return sessions.current(desk.call(connection), cookie)


def check(desk, given=GOOD, email=INES, after=timedelta(0), browsers=None):
    now = desk.now + after
    return passwords.check(
        desk.engine, desk.directory, email, given, now, browsers=browsers
    )


def fails(desk, given="falsch", email=INES, after=timedelta(0), browsers=None):
    with pytest.raises(RefusedError) as refused:
        check(desk, given, email, after, browsers)
    return str(refused.value)


def change(desk, visit, new=OTHER, current=GOOD):
    wish = PasswordChange(new=new, current=current)
    return passwords.change(desk.engine, desk.directory, visit, wish, desk.now)


def account(desk):
    with reading(desk.engine) as connection:
        return accounts.account_of(connection, "ines")


@pytest.mark.usefixtures("visit")
def test_the_right_password_signs_in(desk):
    assert check(desk).key == "ines"
    assert check(desk, email=" INES@smi.example.org").key == "ines"


@pytest.mark.usefixtures("visit")
def test_the_same_umlaut_is_the_same_password_on_every_keyboard(desk, visit):
    change(desk, visit, "Über sieben Brücken")

    assert check(desk, "U\u0308ber sieben Bru\u0308cken")


@pytest.mark.usefixtures("visit")
def test_whatever_is_wrong_the_words_are_the_same(desk):
    with writing(desk.engine) as connection:
        invitations.grant(desk.call(connection), "ivo")

    said = {
        fails(desk),
        fails(desk, "", ""),
        fails(desk, GOOD, "nobody@example.org"),
        fails(desk, GOOD, "ada@agentur.example.org"),
        fails(desk, GOOD, "ivo@smi.example.org"),
        fails(desk, GOOD, "ines"),
        fails(desk, "x" * 100_000),
        fails(desk, "\0\udc80"),
    }

    assert len(said) == 1


@pytest.mark.usefixtures("visit")
def test_the_fifth_wrong_password_in_a_row_lets_the_account_wait(desk):
    for _ in range(4):
        fails(desk)
    assert check(desk)
    said = {fails(desk) for _ in range(5)}

    assert {fails(desk, GOOD), fails(desk, GOOD, after=MINUTE / 2)} == said
    assert check(desk, after=MINUTE)
    assert account(desk).failures == 0


@pytest.mark.usefixtures("visit")
def test_whoever_tries_during_the_wait_does_not_prolong_it(desk):
    for _ in range(9):
        fails(desk)

    assert account(desk).failures == 5
    assert account(desk).locked_until == desk.now + MINUTE


@pytest.mark.usefixtures("visit")
def test_each_wait_is_twice_as_long_up_to_half_an_hour(desk):
    waits, at = [], timedelta(0)
    for _ in range(4):
        fails(desk)
    for _ in range(7):
        fails(desk, after=at)
        wait = account(desk).locked_until - desk.now - at
        waits.append(wait // MINUTE)
        at += wait

    assert waits == [1, 2, 4, 8, 16, 30, 30]


@pytest.mark.usefixtures("visit")
def test_many_guesses_at_once_are_no_more_than_five(desk):
    def guess(number):
        try:
            return check(desk, GOOD if number == 30 else f"falsch {number}")
        except RefusedError:
            return None

    with ThreadPoolExecutor(6) as crowd:
        list(crowd.map(guess, range(40)))

    assert account(desk).failures == 5


@pytest.mark.slow
@pytest.mark.usefixtures("visit")
def test_strangers_who_guess_lock_out_nobody_at_a_browser_of_theirs(desk):
    hers = {"ines": "her browser", "ivo": "his browser"}
    for minutes in range(0, 24 * 60, 6):
        with suppress(RefusedError):
            check(desk, "geraten", after=minutes * MINUTE)
        assert check(desk, after=minutes * MINUTE, browsers=hers)

    fails(desk, GOOD, after=24 * 60 * MINUTE)
    fails(desk, GOOD, after=24 * 60 * MINUTE, browsers={"ivo": "his browser"})


@pytest.mark.usefixtures("visit")
def test_a_known_browser_waits_for_its_own_guesses_and_no_others(desk):
    stolen, hers = {"ines": "a stolen one"}, {"ines": "her browser"}
    for _ in range(5):
        fails(desk, browsers=stolen)

    fails(desk, GOOD, browsers=stolen)
    assert check(desk, browsers=hers)
    assert check(desk)
    assert check(desk, after=MINUTE, browsers=stolen)
    fails(desk, after=2 * MINUTE, browsers=stolen)
    assert check(desk, after=2 * MINUTE, browsers=stolen)


@pytest.mark.usefixtures("visit")
def test_many_guesses_at_once_from_a_known_browser_are_no_more_than_five(desk):
    def guess(number):
        with suppress(RefusedError):
            check(desk, f"falsch {number}", browsers={"ines": "a stolen one"})

    with ThreadPoolExecutor(6) as crowd:
        list(crowd.map(guess, range(20)))

    with reading(desk.engine) as connection:
        found = known_browser_queries.failures(connection, "a stolen one")
    assert found.failures == 5


@pytest.mark.usefixtures("visit")
def test_a_day_after_the_last_wait_a_slip_costs_a_minute_again(desk):
    waits = timedelta(0)
    for _ in range(12):
        fails(desk, after=waits)
        waits = max(waits, (account(desk).locked_until or desk.now) - desk.now)

    fails(desk, after=waits + timedelta(days=1, minutes=1))

    later = desk.now + waits + timedelta(days=1, minutes=1)
    assert account(desk).locked_until == later + MINUTE


@pytest.mark.usefixtures("visit")
def test_strangers_who_guess_keep_nobody_from_a_new_password(desk, visit):
    for _ in range(9):
        fails(desk)

    change(desk, visit)

    assert check(desk, OTHER)


@pytest.mark.usefixtures("visit")
def test_whoever_is_disabled_or_has_left_has_no_password(desk):
    with writing(desk.engine) as connection:
        invitations.disable(desk.call(connection), "ines", "ada")

    fails(desk, GOOD)
    assert account(desk).password is None


@pytest.mark.usefixtures("visit")
@pytest.mark.parametrize("change", [{}, {"functional": True}])
def test_who_has_left_or_became_a_mailbox_does_not_sign_in(desk, change):
    desk.amend("people", "ines", **change)

    fails(desk, GOOD)


def test_an_outdated_hash_is_made_anew_with_the_next_sign_in(desk, visit):
    with writing(desk.engine) as connection:
        accounts.rehash(connection, visit.person, OUTDATED.hash(GOOD))

    assert check(desk)
    assert not password_hashing.is_outdated(account(desk).password)
    assert check(desk)


@pytest.mark.usefixtures("dear")
def test_hashes_are_argon2id_as_the_library_recommends():
    assert password_hashing.hashed(GOOD).startswith("$argon2id$v=19$m=65536,t=3,p=4$")


@pytest.mark.usefixtures("visit")
def test_nothing_is_hashed_while_a_transaction_is_open(desk, monkeypatch):
    open_ones, seen, fits = [], [], password_hashing.fits

    def looked(*given):
        seen.append(list(open_ones))
        return fits(*given)

    event.listen(desk.engine, "begin", open_ones.append)
    for end in ("commit", "rollback"):
        event.listen(desk.engine, end, open_ones.remove)
    monkeypatch.setattr(password_hashing, "fits", looked)

    check(desk)

    assert seen == [[]]
    assert open_ones == []


@pytest.mark.slow
@pytest.mark.usefixtures("dear", "visit")
def test_an_unknown_address_costs_as_much_as_a_wrong_password(desk, monkeypatch):
    hasher = Counting()
    monkeypatch.setattr(password_hashing, "_HASHER", hasher)

    def costs(email):
        hasher.costs.clear()
        fails(desk, "falsch", email)
        return hasher.costs.copy()

    costs(INES)  # the first of all makes nobody's hash
    known, unknown = costs(INES), costs("nobody@example.org")

    assert known == unknown
    assert len(known) == 1


def test_a_new_password_ends_every_other_visit_and_link(desk, visit):
    with writing(desk.engine) as connection:
        made = sign_in_links.ask(desk.call(connection), INES)
        enter(desk, connection, "link")

    assert change(desk, visit).sessions == 1

    assert check(desk, OTHER)
    fails(desk, GOOD)
    with reading(desk.engine) as connection:
        assert sign_in_links.look(desk.call(connection), made.token) is None
        going_on = sessions.of(connection, "ines", desk.now)
    assert [one.digest for one in going_on] == [visit.digest]


def test_a_new_password_ends_every_token_for_programs(desk, visit):
    with writing(desk.engine) as connection:
        wish = NewToken(person="ines", label="Kalender", by="ines")
        _, secret = api_tokens.make(desk.call(connection), wish)

    assert change(desk, visit).tokens == 1

    with reading(desk.engine) as connection:
        assert api_tokens.of_token(desk.call(connection), secret) is None
        line = connection.execute(select(AUDIT).order_by(AUDIT.c.id.desc())).first()
    assert json.loads(line.details) == {"tokens": 1}


def test_a_new_password_leaves_a_line_without_it(desk, visit):
    change(desk, visit)

    with reading(desk.engine) as connection:
        (line,) = connection.execute(select(AUDIT)).all()
    assert (line.event, line.actor_key, line.post_id) == (
        "account_password",
        "ines",
        None,
    )
    assert OTHER not in str(line)
    assert "argon2" not in str(line)


def test_the_current_password_is_asked_for_and_guesses_are_counted(desk, visit):
    assert passwords.needs_current(visit, desk.now)

    with pytest.raises(RefusedError, match="current password is wrong"):
        change(desk, visit, current="falsch")

    for _ in range(5):
        with pytest.raises(RefusedError, match="too many wrong ones"):
            change(desk, visit, current="falsch")
    with pytest.raises(RefusedError, match="too many wrong ones"):
        change(desk, visit)
    # A session that was left open keeps nobody from signing in elsewhere.
    assert check(desk, GOOD)


@pytest.mark.usefixtures("visit")
def test_whoever_has_just_come_by_a_link_may_have_forgotten_it(desk):
    with writing(desk.engine) as connection:
        by_link = enter(desk, connection, "link")

    assert not passwords.needs_current(by_link, desk.now)
    assert passwords.needs_current(by_link, desk.now + 30 * MINUTE)
    change(desk, by_link, current="")


def test_a_bad_password_is_refused_before_anything_is_done(desk, visit):
    with pytest.raises(BadInputError, match="12 to 256"):
        change(desk, visit, "kurz", current="falsch")

    assert account(desk).failures == 0
