"""Questions and statements about links."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, Row, Update, bindparam, func, insert, select, update

from states.purpose import MailKind
from vorlauf.db import keys
from vorlauf.db.post_snapshots import NOTICE
from vorlauf.db.tables import LinkEnd, LinkKind, StepLink, table_of

LINK: Final = table_of(StepLink)

_BY_DIGEST = select(LINK).where(LINK.c.digest == bindparam("digest"))
_BY_KEYS = select(LINK).where(LINK.c.id.in_(bindparam("keys", expanding=True)))
_NEWEST = select(LINK).order_by(LINK.c.id.desc())
_LIVE = select(LINK).where(
    LINK.c.step_id == bindparam("step"),
    LINK.c.version == bindparam("version_"),
    LINK.c.kind == bindparam("kind_"),
    LINK.c.recipient == bindparam("who"),
    LINK.c.ended_at.is_(None),
)


def by_digest(connection: Connection, digest: str) -> StepLink | None:
    """Return the link with this digest, live or ended; None if there is none."""
    row = connection.execute(_BY_DIGEST, {"digest": digest}).one_or_none()
    return None if row is None else _link(row)


def by_keys(connection: Connection, these: Sequence[int]) -> list[StepLink]:
    """Return the links with these keys, live or ended."""
    return [_link(row) for row in connection.execute(_BY_KEYS, {"keys": list(these)})]


def newest(connection: Connection, most: int) -> list[StepLink]:
    """Return the newest links, live or ended."""
    rows = connection.execute(_NEWEST.limit(most))
    return [_link(row) for row in rows]


def live(
    connection: Connection, step_id: int, version: int, kind: LinkKind, recipient: str
) -> StepLink | None:
    """Return the one link that has not been ended; it may have expired."""
    found = {
        "step": step_id,
        "version_": version,
        "kind_": kind.value,
        "who": recipient,
    }
    row = connection.execute(_LIVE, found).one_or_none()
    return None if row is None else _link(row)


def next_key(connection: Connection) -> int:
    """Return the next free key; call it only while the audit log is locked."""
    return keys.next_id(connection, LINK)


def add(connection: Connection, link: StepLink) -> None:
    """Write a new link."""
    connection.execute(insert(LINK).values(link.model_dump()))


def prolong(connection: Connection, key: int, ends_at: datetime) -> None:
    """Make a link valid until another instant (aware UTC)."""
    connection.execute(_one(key).values(ends_at=ends_at))


def end(connection: Connection, key: int, how: LinkEnd, now: datetime) -> None:
    """End a live link."""
    ended = _one(key).where(LINK.c.ended_at.is_(None))
    connection.execute(ended.values(ended_at=now, ended_how=how.value))


def end_all(
    connection: Connection, recipient: str, how: LinkEnd, now: datetime
) -> None:
    """End every live link of a recipient."""
    ended = update(LINK).where(LINK.c.recipient == recipient, LINK.c.ended_at.is_(None))
    connection.execute(ended.values(ended_at=now, ended_how=how.value))


def count_try(connection: Connection, key: int, most: int) -> bool:
    """Count a wrong code; return False if there were `most` of them already."""
    counted = _one(key).where(LINK.c.tries < most).values(tries=LINK.c.tries + 1)
    return connection.execute(counted).rowcount == 1


def made_since(
    connection: Connection, step_id: int, recipient: str, since: datetime
) -> int:
    """Return how many links for a step this recipient was given since (aware UTC)."""
    rows = connection.execute(
        select(LINK.c.id).where(
            LINK.c.step_id == step_id,
            LINK.c.recipient == recipient,
            LINK.c.made_at >= since,
        )
    )
    return len(rows.all())


def _one(key: int) -> Update:
    return update(LINK).where(LINK.c.id == key)


def _link(row: Row[Any]) -> StepLink:
    return StepLink(**row._asdict())


def count_since(
    connection: Connection,
    step_id: int,
    recipient: str,
    purpose: MailKind,
    since: datetime,
) -> int:
    """Count the notices of this kind about a step, planned since (aware UTC)."""
    wanted = select(func.count()).where(
        NOTICE.c.step_id == step_id,
        NOTICE.c.recipient == recipient,
        NOTICE.c.purpose == purpose,
        NOTICE.c.planned_at > since,
    )
    return int(connection.execute(wanted).scalar_one())
