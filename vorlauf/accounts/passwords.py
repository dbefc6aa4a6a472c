"""Passwords: signing in by one, and setting a new one.

Hashing is slow on purpose, so it happens between transactions and never within one.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection, Engine

from states.messages import msg
from vorlauf.accounts import (
    api_token_queries,
    audit_entries,
    calendar_feed_queries,
    eligibility,
    known_browser_queries,
    password_hashing,
    password_rules,
    sessions,
    sign_in_link_queries,
)
from vorlauf.accounts.password_rules import LONGEST, SHORTEST
from vorlauf.accounts.sessions import SignedIn
from vorlauf.db import accounts
from vorlauf.db.accounts import Failures
from vorlauf.db.call import Call
from vorlauf.db.engine import reading, writing
from vorlauf.db.tables import Account
from vorlauf.db.unit_of_work import UnitOfWork
from vorlauf.directory.model import Directory, Person
from vorlauf.errors import RefusedError

__all__ = [
    "LONGEST",
    "REFUSAL",
    "SHORTEST",
    "PasswordChange",
    "change",
    "check",
    "needs_current",
    "wait_after",
]

# So many wrong passwords in a row are anybody's fingers.
FORGIVEN: Final = 4
LONGEST_WAIT: Final = timedelta(minutes=30)
# So long after the last wait wrong passwords count from the beginning.
FORGOTTEN: Final = timedelta(days=1)
# So long after a mailed link its reader need not know the password of before.
FRESH: Final = timedelta(minutes=30)

REFUSAL: Final = msg(
    "This address and this password do not belong together, or "
    "too many wrong passwords came before; try again later, or "
    "have a link mailed to you."
)


@dataclass(frozen=True, kw_only=True)
class PasswordChange:
    """What somebody writes who wants another password."""

    new: str
    current: str = ""


@dataclass(frozen=True, kw_only=True)
class _Attempt:
    """A password that was tried: for whom, against which hash, and with what result.

    `browser` is where, if it is a known one of this person. `fresh` is its hash by
    the parameters of today, if that of before is outdated.
    """

    person: str
    browser: str
    kept: str | None
    fits: bool
    fresh: str


@dataclass(frozen=True, kw_only=True)
class PasswordChanged:
    """What a new password has ended: other sessions, and what programs fetch with.

    These are tokens, and the addresses of calendars.
    """

    sessions: int
    tokens: int
    calendars: int


def check(  # noqa: PLR0913, the parts of an act
    engine: Engine,
    directory: Directory,
    email: str,
    password: str,
    now: datetime,
    *,
    browsers: Mapping[str, str] | None = None,
) -> Person:
    """Return who has this e-mail address and this password.

    `browsers` has by their keys the people whom this browser has signed in before.
    Raises `RefusedError`, with the same words and after the same time whatever was
    wrong. After the fifth wrong password in a row the account waits for one minute,
    after each one more twice as long, up to half an hour; even the right one is
    refused meanwhile. All strangers together have one count for an account; a browser
    that its person has used before has its own, and waits for itself alone.
    """
    person = eligibility.at(directory, email)
    key = person.key if person else ""
    browser = (browsers or {}).get(key, "")
    is_right = _is_right(engine, key, password, now, browser)
    if person is None or not is_right:
        raise RefusedError(REFUSAL)
    return person


def needs_current(visit: SignedIn, now: datetime) -> bool:
    """Say whether a new password takes the current one, too.

    It does if there is one, unless a mailed link has just shown who it is.
    """
    is_by_link = visit.way == "link" and now - visit.began_at < FRESH
    return visit.has_password and not is_by_link


def change(  # noqa: PLR0913, the parts of an act
    engine: Engine,
    directory: Directory,
    visit: SignedIn,
    wish: PasswordChange,
    now: datetime,
    *,
    door: Mapping[str, str] | None = None,
) -> PasswordChanged:
    """Set a new password; return what of the person's that ends.

    Other sessions, links that were mailed, tokens for programs and addresses of
    calendars that they have or have made are worth nothing any more. Raises
    `BadInputError` for what is no good password, `RefusedError` if the current one is
    wrong.
    """
    person = eligibility.required(directory, visit.person)
    password_rules.check(person, wish.new)
    is_sure = not needs_current(visit, now)
    # Strangers who guess keep nobody from it who is signed in.
    here = f"session {visit.digest}"
    if not is_sure and not _is_right(engine, person.key, wish.current, now, here):
        raise RefusedError(
            msg(
                "The current password is wrong, or too many wrong ones came "
                "before; try again later, or sign in by a mailed link."
            )
        )
    fresh = password_hashing.hashed(wish.new)
    with writing(engine) as connection:
        work = UnitOfWork(Call(connection, directory, now, door or {}))
        # Hashing took its time; meanwhile a coordinator may have kept them out.
        known = accounts.hold(connection, person.key)
        if known is None or known.disabled_at is not None:
            raise RefusedError(msg("{name} has no account.", name=person.name))
        accounts.set_password(connection, person.key, fresh, now)
        sign_in_link_queries.revoke(connection, person.key, now, None)
        known_browser_queries.drop_all(connection, person.key)
        ended = PasswordChanged(
            sessions=sessions.end_all(connection, person.key, now, but=visit.digest),
            tokens=api_token_queries.revoke_all(connection, person.key, now),
            calendars=calendar_feed_queries.revoke_all(connection, person.key, now),
        )
        counts = {"tokens": ended.tokens, "calendars": ended.calendars}
        about = {what: count for what, count in counts.items() if count}
        audit_entries.note(work, audit_entries.PASSWORD, person, **about)
    return ended


def wait_after(failures: int) -> timedelta:
    """Return how long no password is looked at after so many wrong ones in a row."""
    if failures <= FORGIVEN:
        return timedelta(0)
    doubled = min(failures - FORGIVEN - 1, 5)
    return min(timedelta(minutes=2**doubled), LONGEST_WAIT)


def _is_right(
    engine: Engine, person: str, password: str, now: datetime, browser: str
) -> bool:
    with reading(engine) as connection:
        account = accounts.account_of(connection, person)
    kept = account.password if account and account.disabled_at is None else None
    # What is longer than any password is compared as far as it is one too long.
    given = password[: LONGEST + 1]
    fits = password_hashing.fits(kept, given)
    is_outdated = fits and kept is not None and password_hashing.is_outdated(kept)
    fresh = password_hashing.hashed(given) if is_outdated else ""
    attempt = _Attempt(
        person=person, browser=browser, kept=kept, fits=fits, fresh=fresh
    )
    # Of what power cuts off there is only a wrong password less to be counted.
    with writing(engine, durable=False) as connection:
        return _settle(connection, attempt, now)


def _settle(connection: Connection, attempt: _Attempt, now: datetime) -> bool:
    """Say whether an attempt counts; write it down if it was wrong, or after one."""
    account = accounts.hold(connection, attempt.person)
    if account is None or not _is_open(account, attempt):
        return False
    before = _failures_before(connection, account, attempt, now)
    if before.locked_until is not None and now < before.locked_until:
        return False
    if not attempt.fits:
        number = before.failures + 1
        waits = now + wait_after(number) if number > FORGIVEN else None
        after = Failures(failures=number, locked_until=waits)
        _count(connection, attempt, after, now)
        return False
    if before.failures:
        _count(connection, attempt, Failures(failures=0, locked_until=None), now)
    if attempt.fresh:
        accounts.rehash(connection, attempt.person, attempt.fresh)
    return True


def _is_open(account: Account, attempt: _Attempt) -> bool:
    """Say whether an account takes passwords, and still has the one compared."""
    is_as_read = attempt.kept is not None and account.password == attempt.kept
    return is_as_read and account.disabled_at is None


def _failures_before(
    connection: Connection, account: Account, attempt: _Attempt, now: datetime
) -> Failures:
    """Return the wrong passwords that count: of this browser, or of all strangers."""
    if attempt.browser:
        found = known_browser_queries.failures(connection, attempt.browser)
    else:
        found = Failures(failures=account.failures, locked_until=account.locked_until)
    if found.locked_until is not None and found.locked_until + FORGOTTEN < now:
        # What counts is how often somebody guesses now, not all that was ever guessed.
        return Failures(failures=FORGIVEN, locked_until=None)
    return found


def _count(
    connection: Connection, attempt: _Attempt, after: Failures, now: datetime
) -> None:
    person = attempt.person
    if attempt.browser:
        known_browser_queries.forget(connection, now - FORGOTTEN)
        known_browser_queries.count(connection, attempt.browser, person, after, now)
    else:
        accounts.count_failures(connection, person, after)
