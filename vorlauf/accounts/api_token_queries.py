"""Questions and statements about the bearer tokens of programs."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, Row, bindparam, insert, select, update

from vorlauf.db import keys
from vorlauf.db.accounts import ACCOUNT
from vorlauf.db.tables import ApiToken, table_of

TOKEN: Final = table_of(ApiToken)
_STANDS = TOKEN.c.revoked_at.is_(None)
_BY_DIGEST = (
    select(TOKEN.c.id, TOKEN.c.person, TOKEN.c.used_at)
    .join(ACCOUNT, ACCOUNT.c.person == TOKEN.c.person)
    .where(
        TOKEN.c.digest == bindparam("digest_"),
        TOKEN.c.ends_at > bindparam("now"),
        ACCOUNT.c.disabled_at.is_(None),
        _STANDS,
    )
)
_BY_KEY = select(TOKEN).where(TOKEN.c.id == bindparam("key"), _STANDS)
_OF_PERSON = select(TOKEN).where(TOKEN.c.person == bindparam("who"), _STANDS)
_USED = (
    update(TOKEN).where(TOKEN.c.id == bindparam("key")).values(used_at=bindparam("now"))
)
_REVOKE = (
    update(TOKEN)
    .where(TOKEN.c.id == bindparam("key"), _STANDS)
    .values(revoked_at=bindparam("now"))
)
_REVOKE_ALL = (
    update(TOKEN)
    .where(TOKEN.c.person == bindparam("who"), _STANDS)
    .values(revoked_at=bindparam("now"))
)
# Those that end soon, and of whose end nobody was told, with whose they are.
_ENDING = (
    select(TOKEN.c.id, TOKEN.c.person, TOKEN.c.label, TOKEN.c.ends_at)
    .join(ACCOUNT, ACCOUNT.c.person == TOKEN.c.person)
    .where(
        TOKEN.c.told_at.is_(None),
        TOKEN.c.ends_at > bindparam("now"),
        TOKEN.c.ends_at <= bindparam("until"),
        ACCOUNT.c.disabled_at.is_(None),
        _STANDS,
    )
    .order_by(TOKEN.c.person, TOKEN.c.ends_at, TOKEN.c.id)
)
_TELL = (
    update(TOKEN)
    .where(TOKEN.c.id == bindparam("key"), TOKEN.c.told_at.is_(None))
    .values(told_at=bindparam("now"))
)
_UNTELL = update(TOKEN).where(TOKEN.c.id == bindparam("key")).values(told_at=None)


@dataclass(frozen=True, kw_only=True)
class EndingToken:
    """A token that ends soon: whose it is (a key), what for, and when (aware UTC)."""

    id: int
    person: str
    label: str
    ends_at: datetime


def token(
    connection: Connection, digest: str, now: datetime
) -> Row[Any, Any, Any] | None:
    """Return id, person and last use of a token that holds."""
    return connection.execute(_BY_DIGEST, {"digest_": digest, "now": now}).one_or_none()


def by_key(connection: Connection, key: int) -> ApiToken | None:
    """Return a token that nobody has revoked."""
    row = connection.execute(_BY_KEY, {"key": key}).one_or_none()
    return ApiToken(**row._asdict()) if row else None


def tokens_of(connection: Connection, person: str) -> list[ApiToken]:
    """Return the tokens of a person that nobody has revoked, the oldest first."""
    rows = connection.execute(_OF_PERSON.order_by(TOKEN.c.id), {"who": person})
    return [ApiToken(**row._asdict()) for row in rows]


def add(connection: Connection, made: ApiToken) -> int:
    """Keep a token under a new key; ask only while the audit log is locked."""
    made.id = keys.next_id(connection, TOKEN)
    connection.execute(insert(TOKEN).values(**made.model_dump()))
    return made.id


def used(connection: Connection, key: int, now: datetime) -> None:
    """Write that a token was used."""
    connection.execute(_USED, {"key": key, "now": now})


def revoke(connection: Connection, key: int, now: datetime) -> None:
    """Write that a token holds no longer."""
    connection.execute(_REVOKE, {"key": key, "now": now})


def revoke_all(connection: Connection, person: str, now: datetime) -> int:
    """Write that no token of a person holds any longer; return how many did."""
    return connection.execute(_REVOKE_ALL, {"who": person, "now": now}).rowcount


def ending(connection: Connection, now: datetime, until: datetime) -> list[EndingToken]:
    """Return the tokens that end by `until` without a word to their people yet."""
    rows = connection.execute(_ENDING, {"now": now, "until": until})
    return [EndingToken(**row._asdict()) for row in rows]


def tell(connection: Connection, key: int, now: datetime) -> bool:
    """Write that a person is told of an end; say no if somebody else does so."""
    return connection.execute(_TELL, {"key": key, "now": now}).rowcount == 1


def untell(connection: Connection, key: int) -> None:
    """Write that a person was not told after all."""
    connection.execute(_UNTELL, {"key": key})
