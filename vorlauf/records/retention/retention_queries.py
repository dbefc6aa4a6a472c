"""Retention queries: what is older than an instant, and letting it go."""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, Select, Table, delete, func, select, update

from states.post import PostState
from vorlauf.db.post_snapshots import NOTICE, PICTURE, POST
from vorlauf.db.tables import (
    Incoming,
    KnownBrowser,
    Message,
    SignInLink,
    StoredFile,
    Visit,
    table_of,
)
from vorlauf.records.erasure import trace_queries

_MESSAGE: Final = table_of(Message)
_INCOMING: Final = table_of(Incoming)
_FILE: Final = table_of(StoredFile)
_EMPTY: Final = b""
_OVER: Final = (PostState.PUBLISHED, PostState.WITHDRAWN)
_SESSIONS: Final[tuple[tuple[Table, str], ...]] = (
    (table_of(Visit), "ends_at"),
    (table_of(SignInLink), "ends_at"),
    (table_of(KnownBrowser), "failed_at"),
)


def _pairs(connection: Connection, asked: Select[Any]) -> Iterator[tuple[Any, int]]:
    for key, post in connection.execute(asked):
        yield key, post or 0


def mails(connection: Connection, before: datetime) -> list[tuple[str, int]]:
    """Return the messages sent before, with each post that they were about (0: none).

    Those on their way are not among them.
    """
    under_way = select(NOTICE.c.message_id).where(
        NOTICE.c.settled_at.is_(None), NOTICE.c.message_id.is_not(None)
    )
    asked = (
        select(_MESSAGE.c.message_id, NOTICE.c.post_id)
        .outerjoin(NOTICE, NOTICE.c.message_id == _MESSAGE.c.message_id)
        .where(
            _MESSAGE.c.dated_at < before,
            func.length(_MESSAGE.c.content) > 0,
            _MESSAGE.c.message_id.not_in(under_way),
        )
    )
    return list(_pairs(connection, asked))


def received(connection: Connection, before: datetime) -> list[tuple[int, int]]:
    """Return the received mails that were handled, with their post (0: none)."""
    asked = select(_INCOMING.c.id, _INCOMING.c.post_id).where(
        _INCOMING.c.stored_at < before,
        _INCOMING.c.handled_at.is_not(None),
        func.length(_INCOMING.c.content) > 0,
    )
    return list(_pairs(connection, asked))


def pictures(connection: Connection, before: datetime) -> list[tuple[str, int]]:
    """Return the files of pictures of which every post was over before, with each."""
    needed = (
        select(PICTURE.c.sha256)
        .join(POST, POST.c.id == PICTURE.c.post_id)
        .where(POST.c.state.not_in(_OVER) | (POST.c.slot_at >= before))
    )
    asked = (
        select(_FILE.c.sha256, PICTURE.c.post_id)
        .join(PICTURE, PICTURE.c.sha256 == _FILE.c.sha256)
        .where(_FILE.c.sha256.not_in(needed))
    )
    return list(_pairs(connection, asked))


def empty_mails(connection: Connection, ids: Collection[str]) -> None:
    """Let the octets of these messages go; that they were sent stays."""
    for one in ids:
        values = {"content": _EMPTY, "places": None}
        trace_queries.change(connection, _MESSAGE, (one,), values)


def empty_received(connection: Connection, ids: Sequence[int]) -> None:
    """Let the octets of these received mails go; that they came stays."""
    theirs = _INCOMING.c.id.in_(ids)
    connection.execute(update(_INCOMING).where(theirs).values(content=_EMPTY))


def drop_files(connection: Connection, digests: Sequence[str]) -> list[Any]:
    """Take out the rows of these files, and return them."""
    rows = trace_queries.stored(connection, digests)
    for digest in digests:
        connection.execute(delete(_FILE).where(_FILE.c.sha256 == digest))
    return rows


def ended_sessions(connection: Connection, before: datetime) -> int:
    """Count the sessions, links to sign in and wrong passwords that ended before."""
    return sum(
        int(
            connection.execute(
                select(func.count()).select_from(table).where(table.c[name] < before)
            ).scalar_one()
        )
        for table, name in _SESSIONS
    )


def drop_sessions(connection: Connection, before: datetime) -> None:
    """Take these out."""
    for table, name in _SESSIONS:
        connection.execute(delete(table).where(table.c[name] < before))
