"""Writes: statements for a new post, its pictures and its permalinks."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import Connection, delete, insert, update

from vorlauf.db import keys
from vorlauf.db.post_snapshots import (
    HOUSE,
    PICTURE,
    POST,
    PROOF,
    Delivered,
    PostSnapshot,
)


def add_posts(connection: Connection, snapshots: Sequence[PostSnapshot]) -> None:
    """Write the rows of new posts and of the houses that take part in them."""
    if not snapshots:
        return
    columns = POST.c.keys()
    rows = [{name: getattr(post, name) for name in columns} for post in snapshots]
    connection.execute(insert(POST), rows)
    houses = [
        {"post_id": post.id, "house": key} for post in snapshots for key in post.houses
    ]
    connection.execute(insert(HOUSE), houses)


def keep_picture(  # noqa: PLR0913, who, what and when
    connection: Connection,
    post_id: int,
    picture: Delivered,
    *,
    by: str,
    own_account: str,
    at: datetime,
) -> None:
    """Write a picture; the same file of the same house keeps its key.

    `own_account` is the capacity of somebody who is not on file, else empty.
    """
    same = (
        (PICTURE.c.post_id == post_id)
        & (PICTURE.c.house == picture.house)
        & (PICTURE.c.sha256 == picture.sha256)
    )
    told = {"delivered_by": by, "delivered_at": at, "own_account": own_account}
    row = {**vars(picture), **told}
    if connection.execute(update(PICTURE).where(same).values(**row)).rowcount:
        return
    key = keys.next_id(connection, PICTURE)
    connection.execute(insert(PICTURE), [{**row, "id": key, "post_id": post_id}])


def keep_proofs(
    connection: Connection,
    post_id: int,
    proofs: Mapping[str, str],
    *,
    by: str,
    at: datetime,
) -> None:
    """Write permalinks by channel; a newer one of a channel replaces the older."""
    if not proofs:
        return
    mine = (PROOF.c.post_id == post_id) & PROOF.c.channel.in_(list(proofs))
    connection.execute(delete(PROOF).where(mine))
    rows = [
        {
            "post_id": post_id,
            "channel": channel,
            "permalink": permalink,
            "recorded_by": by,
            "recorded_at": at,
        }
        for channel, permalink in proofs.items()
    ]
    connection.execute(insert(PROOF), rows)


def drop_proofs(connection: Connection, post_id: int) -> None:
    """Drop the permalinks of a post that begins anew; the file keeps them."""
    connection.execute(delete(PROOF).where(PROOF.c.post_id == post_id))
