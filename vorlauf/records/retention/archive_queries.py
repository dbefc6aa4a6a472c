"""Archive queries: the marks of posts, and what they are about."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, Select, func, insert, select

from states.post import PostState
from vorlauf.db import keys
from vorlauf.db.archive_tables import ArchiveMark, ArchiveState
from vorlauf.db.post_snapshots import HOUSE, POST
from vorlauf.db.tables import table_of

MARK: Final = table_of(ArchiveMark)
_LAST: Final = select(func.max(MARK.c.id)).group_by(MARK.c.post_id)
# What an archive has answered for: only then may anything go.
ANSWERED: Final = (
    ArchiveState.TAKEN_OVER,
    ArchiveState.NOT_WORTH_KEEPING,
    ArchiveState.DELETED,
)


@dataclass(frozen=True, kw_only=True)
class ArchivePost:
    """A post that is over, and how far it is on its way to the archive.

    `state` is empty for one that was not offered; the instants are aware UTC.
    """

    post_id: int
    number: str
    title: str
    houses: str
    channels: str
    post_state: str
    slot_at: datetime
    published_at: datetime | None
    state: str
    reference: str
    marked_at: datetime | None


def over(connection: Connection) -> list[ArchivePost]:
    """Return the posts that are published or withdrawn, the oldest first."""
    houses = _houses(connection)
    return [
        ArchivePost(
            **{**row._asdict(), "houses": ", ".join(houses.get(row.post_id, ()))}
        )
        for row in connection.execute(_OVER)
    ]


def _houses(connection: Connection) -> Mapping[int, list[str]]:
    found: dict[int, list[str]] = {}
    for row in connection.execute(select(HOUSE).order_by(HOUSE.c.house)):
        found.setdefault(row.post_id, []).append(row.house)
    return found


_OVER: Final[Select[Any]] = (
    select(
        POST.c.id.label("post_id"),
        POST.c.number,
        POST.c.title,
        POST.c.channels,
        POST.c.state.label("post_state"),
        POST.c.slot_at,
        POST.c.published_at,
        func.coalesce(MARK.c.state, "").label("state"),
        func.coalesce(MARK.c.reference, "").label("reference"),
        MARK.c.marked_at,
    )
    .outerjoin(MARK, (MARK.c.post_id == POST.c.id) & MARK.c.id.in_(_LAST))
    .where(POST.c.state.in_((PostState.PUBLISHED, PostState.WITHDRAWN)))
    .order_by(POST.c.number_order)
)


def unanswered_ids(connection: Connection, posts: Collection[int]) -> set[int]:
    """Return those of these posts (keys) that no archive has answered for."""
    answered = select(MARK.c.post_id).where(
        MARK.c.id.in_(_LAST), MARK.c.state.in_(ANSWERED)
    )
    return set(posts) - set(connection.execute(answered).scalars())


def unanswered(connection: Connection, posts: Collection[int]) -> list[str]:
    """Return the numbers of those posts that no archive has answered for."""
    waiting = sorted(unanswered_ids(connection, posts))
    asked = select(POST.c.number).where(POST.c.id.in_(waiting))
    return list(connection.execute(asked.order_by(POST.c.number_order)).scalars())


def keep(connection: Connection, row: Mapping[str, object]) -> None:
    """Write a mark; ask only while the audit log is locked."""
    key = keys.next_id(connection, MARK)
    connection.execute(insert(MARK), [{**row, "id": key}])
