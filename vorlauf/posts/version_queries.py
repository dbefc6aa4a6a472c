"""Questions about the versions of a post."""

from collections.abc import Collection
from typing import Final

from sqlalchemy import Connection, bindparam, select

from states.fingerprint import Content
from states.messages import msg
from vorlauf.db import versions
from vorlauf.db.tables import Version, table_of
from vorlauf.errors import NotFoundError
from vorlauf.posts.decision_queries import CHAIN

_VERSION: Final = table_of(Version)
_CONTENT: Final = select(*versions.COLUMNS).where(
    _VERSION.c.post_id == bindparam("post"),
    _VERSION.c.number == bindparam("number_"),
)

_SAYING: Final = select(_VERSION.c.number).where(
    _VERSION.c.post_id == bindparam("post"), _VERSION.c.fingerprint == bindparam("mark")
)

_IN_CHAIN: Final = _SAYING.where(_VERSION.c.number.in_(select(CHAIN.c.number)))


def newest_saying(
    connection: Connection, post_id: int, mark: str, besides: Collection[int]
) -> int | None:
    """Return the newest version with this fingerprint but for some; None if none."""
    rows = connection.execute(_SAYING, {"post": post_id, "mark": mark}).scalars()
    return max((number for number in rows if number not in besides), default=None)


def chain_saying(
    connection: Connection, post_id: int, version: int, mark: str
) -> frozenset[int]:
    """Return which of a version and those that it corrects have this fingerprint."""
    wanted = {"post": post_id, "version_": version, "mark": mark}
    return frozenset(connection.execute(_IN_CHAIN, wanted).scalars())


def content_of(connection: Connection, post_id: int, number: int) -> Content:
    """Return what a version of a post says. Raises `NotFoundError` if there is none."""
    asked = {"post": post_id, "number_": number}
    row = connection.execute(_CONTENT, asked).one_or_none()
    if row is None:
        raise NotFoundError(msg("There is no version {number}.", number=number))
    return versions.content_in(row)
