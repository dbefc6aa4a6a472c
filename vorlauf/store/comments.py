"""Questions and statements about what people have said about posts."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, insert, select

from vorlauf.store import keys
from vorlauf.store.tables import Comment, table_of

COMMENT: Final = table_of(Comment)


@dataclass(frozen=True, kw_only=True)
class NewComment:
    """What somebody says: `text` is new, `whole` all of it; `said_at` is aware UTC.

    `author_key` is empty for whoever is not in stakeholders.toml.
    """

    post_id: int
    version: int
    step_id: int | None
    house: str
    author: str
    author_key: str
    address: str
    text: str
    whole: str
    said_at: datetime
    incoming_id: int | None = None


def add_comment(connection: Connection, comment: NewComment) -> int:
    """Keep a comment and return its key; ask only while the audit log is locked."""
    key = keys.next_id(connection, COMMENT)
    connection.execute(insert(COMMENT).values(id=key, **vars(comment)))
    return key


def comments_of(connection: Connection, post_id: int) -> list[Comment]:
    """Return what was said about a post, the oldest first."""
    rows = connection.execute(
        select(COMMENT).where(COMMENT.c.post_id == post_id).order_by(COMMENT.c.id)
    )
    return [Comment(**row._asdict()) for row in rows]
