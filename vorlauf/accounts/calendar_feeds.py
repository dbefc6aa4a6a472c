"""Calendar feeds: addresses from which a calendar program fetches slots and due dates.

Whoever has the address sees what it shows, and can do nothing with it. It opens nothing
any more once it is revoked, and once whoever made it, or whose it is, sets a new
password or is shut out.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection

from states.messages import msg, phrase
from states.post import Role
from vorlauf.accounts import audit_entries, calendar_feed_queries, secrets
from vorlauf.accounts.eligibility import admitted, check_account, required
from vorlauf.accounts.labels import LONGEST_LABEL, LabelWords, label_of
from vorlauf.db import accounts
from vorlauf.db.account_tables import CalendarFeed
from vorlauf.db.call import Call
from vorlauf.db.unit_of_work import UnitOfWork
from vorlauf.directory.model import Directory, Person
from vorlauf.errors import BadInputError, NotFoundError, RefusedError
from vorlauf.posts.visibility import Visibility, visibility_of, visibility_of_house

MOST: Final = 20  # calendars of a house, or of a person
# That it is fetched at all is what its owner has to know.
NOTED: Final = timedelta(hours=1)
_LABEL: Final = LabelWords(
    subject=phrase("subject", "The name of the calendar"),
    odd=msg(
        "The name of a calendar has 1 to {longest} characters; say where it is "
        "fetched.",
        longest=LONGEST_LABEL,
    ),
)


@dataclass(frozen=True, kw_only=True)
class NewFeed:
    """A calendar somebody (`by`, a key) wants: of a house, or of a person (keys)."""

    by: str
    label: str
    house: str = ""
    person: str = ""


@dataclass(frozen=True, kw_only=True)
class Feed:
    """A calendar that can be fetched; the secret is kept nowhere.

    Either `house` or `person` is empty; keys are those of stakeholders.toml, times are
    aware UTC.
    """

    key: int
    house: str
    person: str
    label: str
    made_at: datetime
    made_by: str
    used_at: datetime | None


def address(origin: str, secret: str) -> str:
    """Return the address of a calendar under that of the pages."""
    return f"{origin}/feeds/{secret}.ics"


def make(call: Call, wish: NewFeed) -> tuple[int, str]:
    """Make a calendar; return its key, and its secret, which is told this once.

    One's own and that of one's own house, or by a coordinator any. Raises
    `BadInputError` for an odd label or two wishes, `NotFoundError` for an unknown
    house, `RefusedError` without an account, for whoever may not, or beyond twenty.
    """
    directory = call.directory
    if wish.house and wish.person:
        raise BadInputError(msg("Name a house or a person, not both."))
    by = required(directory, wish.by)
    check_account(call.connection, by)
    house = directory.house(wish.house).key if wish.house else ""
    person = "" if house else required(directory, wish.person).key
    _check_may(by, house, person)
    label = label_of(wish.label, _LABEL)
    work = UnitOfWork(call)
    if calendar_feed_queries.held(call.connection, house, person) >= MOST:
        raise RefusedError(
            msg("There are {most} such calendars already; revoke one first.", most=MOST)
        )
    said = secrets.new()
    made = CalendarFeed(
        id=0,
        digest=secrets.digest(said),
        house=house,
        person=person,
        label=label,
        made_at=call.now,
        made_by=by.key,
    )
    key = calendar_feed_queries.add(call.connection, made)
    _note(work, audit_entries.FEED_MADE, by, made)
    return key, said


def of_secret(call: Call, secret: str) -> Feed | None:
    """Return what this secret opens; None if it opens nothing (any more)."""
    digest = secrets.digest(secret)
    found = calendar_feed_queries.by_digest(call.connection, digest) if digest else None
    if found is None:
        return None
    found = _now(found, call.directory)
    return _feed(found) if _is_open(call, found) else None


def touch(connection: Connection, feed: Feed, now: datetime) -> None:
    """Write that a calendar was fetched; ask only if `is_worth_a_note`."""
    calendar_feed_queries.used(connection, feed.key, now)


def is_worth_a_note(feed: Feed, now: datetime) -> bool:
    """Say whether it is long enough since a fetch was written down."""
    return feed.used_at is None or now - feed.used_at >= NOTED


def visibility(directory: Directory, feed: Feed) -> Visibility:
    """Return which posts a calendar shows."""
    if feed.house:
        return visibility_of_house(directory, feed.house)
    return visibility_of(directory, directory.people[feed.person])


def revoke(call: Call, key: int, by: str) -> Feed:
    """Let an address open nothing any longer; return which it was.

    Whoever could make it may. Raises `NotFoundError` for all others, and if there is
    none.
    """
    actor = call.directory.person(by)
    work = UnitOfWork(call)
    kept = calendar_feed_queries.by_key(call.connection, key)
    found = None if kept is None else _now(kept, call.directory)
    if found is None or not _may(actor, found.house, found.person):
        raise NotFoundError(
            msg("There is no calendar {key}, or it was revoked before.", key=key)
        )
    calendar_feed_queries.revoke(call.connection, key, call.now)
    _note(work, audit_entries.FEED_REVOKED, actor, found)
    return _feed(found)


def of_person(call: Call, person: Person) -> list[Feed]:
    """Return the calendars that somebody may revoke, the oldest first."""
    kept = calendar_feed_queries.all_(call.connection)
    every = (_now(one, call.directory) for one in kept)
    return [_feed(one) for one in every if _may(person, one.house, one.person)]


def _now(found: CalendarFeed, directory: Directory) -> CalendarFeed:
    """Return a calendar with the key that its house has now."""
    found.house = directory.now_called.get(found.house, found.house)
    return found


def _is_open(call: Call, found: CalendarFeed) -> bool:
    directory = call.directory
    if found.house and found.house not in directory.houses:
        return False
    # Whoever made it may have another role or house by now.
    maker = directory.people.get(found.made_by)
    if maker is None or not _may(maker, found.house, found.person):
        return False
    return all(
        admitted(directory, key) is not None and not _is_shut_out(call.connection, key)
        for key in {found.made_by, found.person or found.made_by}
    )


def _is_shut_out(connection: Connection, person: str) -> bool:
    account = accounts.account_of(connection, person)
    return account is not None and account.disabled_at is not None


def _may(by: Person, house: str, person: str) -> bool:
    if by.functional:
        return False
    return by.role is Role.COORDINATOR or (
        by.house == house if house else by.key == person
    )


def _check_may(by: Person, house: str, person: str) -> None:
    if _may(by, house, person):
        return
    raise RefusedError(
        msg(
            "{name} may make a calendar only for themselves and their own house; ask a "
            "coordinator.",
            name=by.name,
        )
    )


def _feed(found: CalendarFeed) -> Feed:
    return Feed(
        key=found.id,
        house=found.house,
        person=found.person,
        label=found.label,
        made_at=found.made_at,
        made_by=found.made_by,
        used_at=found.used_at,
    )


def _note(work: UnitOfWork, event: str, by: Person, feed: CalendarFeed) -> None:
    whose = {"house_key": feed.house} if feed.house else {"person_key": feed.person}
    audit_entries.note(work, event, by, feed=feed.id, label=feed.label, **whose)
