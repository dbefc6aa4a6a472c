"""Since: what has happened to a post after a reader last looked at it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, select

from vorlauf.db.tables import Audit, table_of

_AUDIT = table_of(Audit)


@dataclass(frozen=True, kw_only=True)
class LineSince:
    """A line of the file that made every earlier view of a post an old one.

    `at` is aware UTC; `details` is the JSON of the line.
    """

    row_version: int
    at: datetime
    event: str
    source: str
    dest: str
    actor: str
    actor_key: str
    version: int | None
    comment: str
    details: str


_SINCE = (
    select(*(_AUDIT.c[name] for name in LineSince.__dataclass_fields__))
    .where(
        _AUDIT.c.post_id == bindparam("post"),
        _AUDIT.c.row_version > bindparam("seen"),
    )
    .order_by(_AUDIT.c.row_version)
)


def lines_since(connection: Connection, post_id: int, seen: int) -> list[LineSince]:
    """Return the lines after the row version that was seen, the oldest first."""
    rows = connection.execute(_SINCE, {"post": post_id, "seen": seen})
    return [LineSince(**row._asdict()) for row in rows]
