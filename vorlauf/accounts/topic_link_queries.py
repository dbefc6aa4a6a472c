"""Questions and statements about the links by which houses propose topics."""

from datetime import datetime
from typing import Final

from sqlalchemy import Connection, bindparam, insert, select, update

from vorlauf.db import keys
from vorlauf.db.tables import TopicLink, table_of

TOPIC_LINK: Final = table_of(TopicLink)
_STANDS: Final = TOPIC_LINK.c.revoked_at.is_(None)
_BY_DIGEST: Final = select(TOPIC_LINK).where(TOPIC_LINK.c.digest == bindparam("said"))
_BY_KEY: Final = select(TOPIC_LINK).where(TOPIC_LINK.c.id == bindparam("key"), _STANDS)
_OPEN: Final = (
    select(TOPIC_LINK)
    .where(_STANDS, TOPIC_LINK.c.ends_at > bindparam("now"))
    .order_by(TOPIC_LINK.c.id)
)
_REVOKE: Final = (
    update(TOPIC_LINK)
    .where(TOPIC_LINK.c.id == bindparam("key"), _STANDS)
    .values(revoked_at=bindparam("now"))
)


def by_digest(connection: Connection, digest: str) -> TopicLink | None:
    """Return the link of this secret, also one that has ended."""
    row = connection.execute(_BY_DIGEST, {"said": digest}).one_or_none()
    return TopicLink(**row._asdict()) if row else None


def by_key(connection: Connection, key: int) -> TopicLink | None:
    """Return a link that nobody has revoked."""
    row = connection.execute(_BY_KEY, {"key": key}).one_or_none()
    return TopicLink(**row._asdict()) if row else None


def open_links(connection: Connection, now: datetime) -> list[TopicLink]:
    """Return the links that open something at an instant (aware UTC), oldest first."""
    rows = connection.execute(_OPEN, {"now": now})
    return [TopicLink(**row._asdict()) for row in rows]


def add(connection: Connection, made: TopicLink) -> int:
    """Keep a link under a new key; ask only while the audit log is locked."""
    made.id = keys.next_id(connection, TOPIC_LINK)
    connection.execute(insert(TOPIC_LINK).values(**made.model_dump()))
    return made.id


def revoke(connection: Connection, key: int, now: datetime) -> None:
    """Write that a link opens nothing any more."""
    connection.execute(_REVOKE, {"key": key, "now": now})
