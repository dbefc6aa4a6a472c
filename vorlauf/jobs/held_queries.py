"""Questions and statements about what is held after a restore."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, Connection, func, or_, select, update

from states.purpose import MailKind
from vorlauf.db.post_snapshots import IS_HELD, IS_WAITING, NOTICE
from vorlauf.db.publication_tables import PublicationState
from vorlauf.db.tables import NoticeState
from vorlauf.posts.publication_queries import HELD, PUBLICATION, RESTING

# A mail that somebody was writing or sending when the backup was made goes on as well.
_WAITS: Final = or_(IS_WAITING, IS_HELD)
_FREE: Final = {"lease_owner": None, "lease_until": None}


def mails(connection: Connection, now: datetime) -> Mapping[MailKind, int]:
    """Count the notices that wait and are due, by their kind, the most first."""
    number = func.count().label("number")
    rows = connection.execute(
        select(NOTICE.c.purpose, number)
        .where(_WAITS, NOTICE.c.due_at <= now)
        .group_by(NOTICE.c.purpose)
        .order_by(number.desc(), NOTICE.c.purpose)
    )
    return {MailKind(row.purpose): row.number for row in rows}


def drop_mails(
    connection: Connection, now: datetime, error: str, kind: MailKind | None
) -> int:
    """Set apart as in doubt what waits and is due, of one kind or of all; count it."""
    wanted = [_WAITS, NOTICE.c.due_at <= now]
    if kind is not None:
        wanted.append(NOTICE.c.purpose == kind)
    dropped = connection.execute(
        update(NOTICE)
        .where(*wanted)
        .values(state=NoticeState.UNKNOWN, settled_at=now, error=error, **_FREE)
    )
    return dropped.rowcount


def _is_due(now: datetime) -> ColumnElement[bool]:
    resting = PUBLICATION.c.state.in_(RESTING) & (PUBLICATION.c.due_at <= now)
    return or_(resting, PUBLICATION.c.state.in_(HELD))


def posts_published_by_now(connection: Connection, now: datetime) -> set[int]:
    """Return the posts with a publication that is due, or was under way."""
    rows = connection.execute(select(PUBLICATION.c.post_id).where(_is_due(now)))
    return {row.post_id for row in rows}


def drop_publications(connection: Connection, now: datetime, error: str) -> int:
    """Leave to people what is due, or was under way; count it."""
    dropped = connection.execute(
        update(PUBLICATION)
        .where(_is_due(now))
        .values(
            state=PublicationState.UNKNOWN,
            due_at=None,
            settled_at=now,
            error=error,
            **_FREE,
        )
    )
    return dropped.rowcount
