"""Event feed: the audit entries that were not published as events yet."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID, uuid5

from sqlalchemy import Connection, Engine, Row, select, update

from vorlauf.db.engine import reading, writing
from vorlauf.db.tables import Audit, Bookmark, table_of
from vorlauf.workflow.undo import TAKE_BACK, UNDO

# Whoever reads the file for Prefect keeps its place under this name.
READER: Final = "prefect"
# Ours alone: a line of the file has the same identity wherever it is told.
_OURS: Final = UUID("6b1c6a5e-0f0d-5f7e-9a55-7665726c6175")
_SHOWN: Final = ("source", "dest", "house", "capacity")


@dataclass(frozen=True, kw_only=True)
class AuditEvent:
    """One line of the file, as it is told outside; `position` is its number.

    Of what takes a move back the payload says by `undone` which event that was.
    """

    id: UUID
    name: str
    at: datetime
    number: str
    payload: Mapping[str, str]
    position: int


def unreported(engine: Engine, *, most: int = 500) -> list[AuditEvent]:
    """Return what has happened to posts since the bookmark, oldest first.

    Houses go along; names and words stay in the file.
    """
    with reading(engine) as connection:
        rows = lines_after(connection, READER, most)
    return [
        AuditEvent(
            id=uuid5(_OURS, row.hash),
            name=f"vorlauf.post.{row.event}",
            at=row.at,
            number=row.number,
            payload=_payload(row),
            position=row.id,
        )
        for row in rows
    ]


def _payload(row: Row[Any]) -> dict[str, str]:
    payload = {name: getattr(row, name) for name in _SHOWN}
    if row.event in {UNDO, TAKE_BACK}:
        payload["undone"] = json.loads(row.details)["event"]
    return payload


def reported(engine: Engine, happenings: Sequence[AuditEvent]) -> None:
    """Move the bookmark behind the last of them; never back."""
    if not happenings:
        return
    with writing(engine) as connection:
        move(connection, READER, happenings[-1].position)


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
