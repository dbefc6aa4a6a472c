"""Questions and statements about comments on posts."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final, Protocol

from sqlalchemy import Connection, bindparam, insert, select

from notifications.letters.mail_kind import MailTopic
from notifications.letters.mail_kinds import purposes_where
from vorlauf.db import keys
from vorlauf.db.tables import Comment, Notice, table_of

COMMENT: Final = table_of(Comment)
_NOTICE: Final = table_of(Notice)
_TOLD_OF_INTERNAL = (
    select(COMMENT.c.id)
    .join(_NOTICE, _NOTICE.c.n == COMMENT.c.id)
    .where(
        _NOTICE.c.message_id == bindparam("message"),
        _NOTICE.c.purpose.in_(
            purposes_where(lambda kind: kind.about is MailTopic.COMMENT)
        ),
        COMMENT.c.internal,
    )
    .limit(1)
)


class SaidByMail(Protocol):
    """A comment: the words that are shown, and all that its writer has sent."""

    @property
    def text(self) -> str:
        """The new words."""

    @property
    def whole(self) -> str:
        """All of it."""


@dataclass(frozen=True, kw_only=True)
class NewComment:
    """What somebody says: `text` is new, `whole` all of it; `said_at` is aware UTC.

    `author_key` is empty for whoever is not in stakeholders.toml; `own_account` is then
    the capacity of somebody who came by a link, else empty. What is `internal`
    only the coordinators see; `mentions` are keys of people, with a comma after each.
    `sender_check` and `gateway` are of a mail, as in `Comment`.
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
    own_account: str = ""
    incoming_id: int | None = None
    internal: bool = False
    mentions: str = ""
    sender_check: str = ""
    gateway: str = ""


def was_cut(said: SaidByMail) -> bool:
    """Say whether a comment shows less than its writer has sent."""
    shown, whole = ("".join(one.split()) for one in (said.text, said.whole))
    return whole not in shown


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


def told_of_internal(connection: Connection, message_id: str) -> bool:
    """Say whether a mail of ours told of an internal comment."""
    found = connection.execute(_TOLD_OF_INTERNAL, {"message": message_id})
    return found.one_or_none() is not None
