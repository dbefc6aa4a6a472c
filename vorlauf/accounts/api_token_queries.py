"""Questions and statements about the bearer tokens of programs."""

from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, Row, bindparam, insert, or_, select, update

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
        or_(TOKEN.c.ends_at.is_(None), TOKEN.c.ends_at > bindparam("now")),
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
