"""Questions about slots: which posts have them."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, exists, select

from states.post import PostState
from vorlauf.db.post_snapshots import POST
from vorlauf.db.tables import Audit, TopicPost, table_of

_AUDIT = table_of(Audit)
_TOPIC_POST = table_of(TopicPost)


@dataclass(frozen=True, kw_only=True)
class TakenSlot:
    """A post that has a slot (aware UTC), and its channels; none without a text."""

    post_id: int
    number: str
    title: str
    slot_at: datetime
    channels: tuple[str, ...]


def taken(connection: Connection, first: datetime, last: datetime) -> list[TakenSlot]:
    """Return the posts with a slot from `first` to `last`, both included.

    Posts that were withdrawn have none, nor have reserves.
    """
    rows = connection.execute(
        select(POST.c.id, POST.c.number, POST.c.title, POST.c.slot_at, POST.c.channels)
        .where(
            POST.c.slot_at >= first,
            POST.c.slot_at <= last,
            POST.c.state != PostState.WITHDRAWN,
            POST.c.is_reserve.is_(False),
        )
        .order_by(POST.c.slot_at, POST.c.id)
    )
    return [
        TakenSlot(
            post_id=row.id,
            number=row.number,
            title=row.title,
            slot_at=row.slot_at,
            channels=tuple(name for name in row.channels.split(",") if name),
        )
        for row in rows
    ]


def untouched_drafts(
    connection: Connection, first: datetime, last: datetime
) -> list[str]:
    """Return the drafts with a slot from `first` to before `last` that never changed.

    Nobody has saved, moved, commented or delivered anything. What was written when a
    draft was made of a topic belongs to its making.
    """
    by_topic = exists().where(
        _TOPIC_POST.c.post_id == POST.c.id, _TOPIC_POST.c.taken_at == _AUDIT.c.at
    )
    others = exists().where(
        _AUDIT.c.post_id == POST.c.id, _AUDIT.c.event != "add", ~by_topic
    )
    rows = connection.execute(
        select(POST.c.number)
        .where(
            POST.c.slot_at >= first,
            POST.c.slot_at < last,
            POST.c.state == PostState.DRAFT,
            POST.c.row_version == 1,
            ~others,
        )
        .order_by(POST.c.slot_at, POST.c.id)
    )
    return list(rows.scalars())
