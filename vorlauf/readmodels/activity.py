"""Activity: the last moves of the timetable, and its mails."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, func, select

from vorlauf.db.post_snapshots import NOTICE
from vorlauf.db.tables import Audit, NoticeState, table_of

_AUDIT = table_of(Audit)


@dataclass(frozen=True, kw_only=True)
class TimetableEntry:
    """A line of the file that the timetable wrote: what became of which post."""

    number: str
    at: datetime
    event: str
    source: str
    dest: str
    house: str


_BY_ITSELF = (
    select(*(_AUDIT.c[name] for name in TimetableEntry.__dataclass_fields__))
    .where(_AUDIT.c.actor_key == bindparam("who"), _AUDIT.c.id > bindparam("after"))
    .order_by(_AUDIT.c.id.desc())
    .limit(bindparam("most"))
)
_LAST = select(func.coalesce(func.max(_AUDIT.c.id), 0))
_MAILS = (
    select(NOTICE.c.state, func.count().label("mails"))
    .where(NOTICE.c.settled_at >= bindparam("since"))
    .group_by(NOTICE.c.state)
)
# Lines of the file that are looked through for the timetable's own.
_DEPTH = 20_000


def by_itself(connection: Connection, who: str, most: int) -> list[TimetableEntry]:
    """Return the last lines that this actor wrote, the newest first.

    Only the newest lines of the file are looked through, so that an old file does not
    make the page slow.
    """
    last = int(connection.execute(_LAST).scalar_one())
    wanted = {"who": who, "after": last - _DEPTH, "most": most}
    return [
        TimetableEntry(**row._asdict())
        for row in connection.execute(_BY_ITSELF, wanted)
    ]


def mails_since(connection: Connection, since: datetime) -> Mapping[NoticeState, int]:
    """Count the notices that were settled since then (aware UTC), by how."""
    rows = connection.execute(_MAILS, {"since": since})
    return {NoticeState(row.state): int(row.mails) for row in rows}
