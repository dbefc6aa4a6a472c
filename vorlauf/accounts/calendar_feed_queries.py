"""Questions and statements about the calendars that programs fetch."""

from datetime import datetime
from typing import Final

from sqlalchemy import Connection, bindparam, func, insert, select, update

from vorlauf.db import keys
from vorlauf.db.account_tables import CalendarFeed
from vorlauf.db.tables import table_of

FEED: Final = table_of(CalendarFeed)
_STANDS = FEED.c.revoked_at.is_(None)
_BY_DIGEST = select(FEED).where(FEED.c.digest == bindparam("digest_"), _STANDS)
_BY_KEY = select(FEED).where(FEED.c.id == bindparam("key"), _STANDS)
_ALL = select(FEED).where(_STANDS).order_by(FEED.c.id)
_HELD = select(func.count()).where(
    FEED.c.house == bindparam("house_"), FEED.c.person == bindparam("person_"), _STANDS
)
_USED = (
    update(FEED).where(FEED.c.id == bindparam("key")).values(used_at=bindparam("now"))
)
_REVOKE = (
    update(FEED)
    .where(FEED.c.id == bindparam("key"), _STANDS)
    .values(revoked_at=bindparam("now"))
)
_REVOKE_ALL = (
    update(FEED)
    .where(
        (FEED.c.person == bindparam("who")) | (FEED.c.made_by == bindparam("who")),
        _STANDS,
    )
    .values(revoked_at=bindparam("now"))
)


def by_digest(connection: Connection, digest: str) -> CalendarFeed | None:
    """Return the calendar of this secret that nobody has revoked."""
    row = connection.execute(_BY_DIGEST, {"digest_": digest}).one_or_none()
    return CalendarFeed(**row._asdict()) if row else None


def by_key(connection: Connection, key: int) -> CalendarFeed | None:
    """Return a calendar that nobody has revoked."""
    row = connection.execute(_BY_KEY, {"key": key}).one_or_none()
    return CalendarFeed(**row._asdict()) if row else None


def all_(connection: Connection) -> list[CalendarFeed]:
    """Return all calendars that nobody has revoked, the oldest first."""
    return [CalendarFeed(**row._asdict()) for row in connection.execute(_ALL)]


def held(connection: Connection, house: str, person: str) -> int:
    """Count the calendars of this house, or of this person."""
    asked = {"house_": house, "person_": person}
    return connection.execute(_HELD, asked).scalar_one()


def add(connection: Connection, made: CalendarFeed) -> int:
    """Keep a calendar under a new key; ask only while the audit log is locked."""
    made.id = keys.next_id(connection, FEED)
    connection.execute(insert(FEED).values(**made.model_dump()))
    return made.id


def used(connection: Connection, key: int, now: datetime) -> None:
    """Write that a program has fetched it."""
    connection.execute(_USED, {"key": key, "now": now})


def revoke(connection: Connection, key: int, now: datetime) -> None:
    """Write that its address opens nothing any longer."""
    connection.execute(_REVOKE, {"key": key, "now": now})


def revoke_all(connection: Connection, person: str, now: datetime) -> int:
    """Revoke all that a person has or has made; return how many."""
    return connection.execute(_REVOKE_ALL, {"who": person, "now": now}).rowcount
