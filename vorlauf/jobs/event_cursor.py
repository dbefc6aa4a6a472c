"""Event cursor: how far a reader has read the audit log, and the entries after that."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, select, update

from vorlauf.db.tables import Audit, Bookmark, table_of

_AUDIT = table_of(Audit)
_BOOKMARK = table_of(Bookmark)


def lines_after(connection: Connection, reader: str, most: int) -> Sequence[Row[Any]]:
    """Return the lines about posts behind the reader's bookmark, oldest first."""
    position = (
        select(_BOOKMARK.c.position).where(_BOOKMARK.c.name == reader).scalar_subquery()
    )
    return connection.execute(
        select(_AUDIT)
        .where(_AUDIT.c.id > position, _AUDIT.c.post_id.is_not(None))
        .order_by(_AUDIT.c.id)
        .limit(most)
    ).all()


def move(connection: Connection, reader: str, position: int) -> None:
    """Move the reader's bookmark on to this line; never back."""
    connection.execute(
        update(_BOOKMARK)
        .where(_BOOKMARK.c.name == reader, _BOOKMARK.c.position < position)
        .values(position=position)
    )
