"""Questions and statements about the signing key: its digest, never the key."""

from datetime import datetime
from typing import Final

from sqlalchemy import Connection, delete, insert, select, update

from vorlauf.db.link_tables import LinkEnd, LinkKey
from vorlauf.db.tables import table_of
from vorlauf.links.link_queries import LINK

_KEY: Final = table_of(LinkKey)
_ONLY: Final = 1
_KNOWN = select(_KEY)
_FORGET = delete(_KEY)
_END_ALL = update(LINK).where(LINK.c.ended_at.is_(None))


def known(connection: Connection) -> LinkKey | None:
    """Return the digest of the signing key; None before its first use."""
    row = connection.execute(_KNOWN).one_or_none()
    return None if row is None else LinkKey(**row._asdict())


def remember(
    connection: Connection,
    digest: str,
    host: str,
    now: datetime,
    *,
    replaced_at: datetime | None = None,
) -> None:
    """Write the digest of the signing key, while the log is locked."""
    connection.execute(_FORGET)
    key = LinkKey(
        id=_ONLY, digest=digest, host=host, known_since=now, replaced_at=replaced_at
    )
    connection.execute(insert(_KEY).values(key.model_dump()))


def end_all(connection: Connection, now: datetime) -> int:
    """End every live link; return how many there were."""
    ended = _END_ALL.values(ended_at=now, ended_how=LinkEnd.REISSUED.value)
    return connection.execute(ended).rowcount
