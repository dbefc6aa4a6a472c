"""Questions and statements about the houses of posts."""

import json
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import (
    ColumnElement,
    Connection,
    delete,
    func,
    insert,
    literal_column,
    select,
    update,
)

from states.post import PostState
from vorlauf.db.post_snapshots import (
    HOUSE,
    IS_WAITING,
    NOTICE,
    PICTURE,
    POST,
    STEP,
    PostSnapshot,
)
from vorlauf.db.tables import Audit, table_of

_AUDIT = table_of(Audit)
# In the text of the statement, else its index is not used.
_EVENTS: Final[list[ColumnElement[str]]] = [
    literal_column("'houses'"),
    literal_column("'house_rename'"),
]
_CHANGES = (
    select(POST.c.number, _AUDIT.c.at, _AUDIT.c.event, _AUDIT.c.details)
    .join(POST, POST.c.id == _AUDIT.c.post_id)
    .where(_AUDIT.c.event.in_(_EVENTS))
    .order_by(_AUDIT.c.id.desc())
)


def open_posts_of(connection: Connection, house: str) -> list[str]:
    """Return the numbers of the posts of a house that are not over, by slot."""
    over = [state for state in PostState if not state.is_open]
    wanted = (
        select(POST.c.number)
        .join(HOUSE, HOUSE.c.post_id == POST.c.id)
        .where(HOUSE.c.house == house, POST.c.state.not_in(over))
        .order_by(POST.c.slot_at, POST.c.id)
    )
    return list(connection.execute(wanted).scalars())


def row_versions_of(connection: Connection, house: str) -> dict[str, int]:
    """Return the row version of each open post of a house, by number."""
    numbers = open_posts_of(connection, house)
    wanted = select(POST.c.number, POST.c.row_version).where(POST.c.number.in_(numbers))
    return {row.number: row.row_version for row in connection.execute(wanted)}


def houses_of_open_posts(connection: Connection) -> dict[str, int]:
    """Return every house with posts that are not over, and how many it has."""
    over = [state for state in PostState if not state.is_open]
    wanted = (
        select(HOUSE.c.house, func.count().label("posts"))
        .join(POST, HOUSE.c.post_id == POST.c.id)
        .where(POST.c.state.not_in(over))
        .group_by(HOUSE.c.house)
        .order_by(HOUSE.c.house)
    )
    return {row.house: row.posts for row in connection.execute(wanted)}


def set_houses(
    connection: Connection,
    post_id: int,
    *,
    added: Sequence[str],
    removed: Collection[str],
) -> None:
    """Let houses take part in a post, and others no more."""
    if removed:
        gone = HOUSE.c.house.in_(list(removed))
        connection.execute(delete(HOUSE).where(HOUSE.c.post_id == post_id, gone))
    if added:
        rows = [{"post_id": post_id, "house": key} for key in added]
        connection.execute(insert(HOUSE), rows)


def rename(connection: Connection, post: PostSnapshot, old: str, new: str) -> None:
    """Write another key of a house wherever a post names it; decisions stay."""
    post_id = post.id
    added = () if new in post.houses else (new,)
    # The key is part of the row's own key, so that the log knows it as another row.
    set_houses(connection, post_id, added=added, removed=[old])
    for table in (STEP, PICTURE):
        connection.execute(
            update(table)
            .where(table.c.post_id == post_id, table.c.house == old)
            .values(house=new)
        )
    connection.execute(
        update(NOTICE)
        .where(NOTICE.c.post_id == post_id, NOTICE.c.house == old, IS_WAITING)
        .values(house=new)
    )


def replaced_last(connection: Connection, old: str, new: str) -> list[str]:
    """Return the posts (numbers) on which a house last took the place of another.

    It may have been another house or another key. They are those of one instant, in the
    order in which it was done.
    """
    numbers: list[str] = []
    last: datetime | None = None
    for row in connection.execute(_CHANGES):
        if last not in {None, row.at}:
            break
        details = json.loads(row.details)
        added, removed = details.get("added", []), details.get("removed", [])
        if removed == [old] and added in ([], [new]):
            last = row.at
            numbers.append(row.number)
    return numbers[::-1]
