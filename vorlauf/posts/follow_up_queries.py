"""Questions and statements about follow-up notes of posts."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from sqlalchemy import Connection, insert, select, update

from vorlauf.db import keys
from vorlauf.db.follow_up_tables import FollowUp
from vorlauf.db.tables import table_of

FOLLOW_UP: Final = table_of(FollowUp)
# The events under which the audit log keeps what became of a note, not its words.
WRITTEN: Final = "follow_up"
MOVED: Final = "follow_up_moved"
DONE: Final = "follow_up_done"
FOLLOW_UP_EVENTS: Final = frozenset({WRITTEN, MOVED, DONE})


@dataclass(frozen=True, kw_only=True)
class FollowUpRow:
    """A note, as `FollowUp` has it."""

    id: int
    post_id: int
    day: date
    words: str
    written_by: str
    written_by_key: str
    written_at: datetime
    done_at: datetime | None = None
    done_by: str = ""


_ALL: Final = select(*(FOLLOW_UP.c[name] for name in FollowUpRow.__dataclass_fields__))
_IN_ORDER: Final = (FOLLOW_UP.c.done_at.is_not(None), FOLLOW_UP.c.day, FOLLOW_UP.c.id)


def add(connection: Connection, note: FollowUpRow) -> None:
    """Keep a note under its key, which `next_key` gave."""
    connection.execute(insert(FOLLOW_UP).values(**vars(note)))


def next_key(connection: Connection) -> int:
    """Return the next free key; ask only while the audit log is locked."""
    return keys.next_id(connection, FOLLOW_UP)


def set_day(connection: Connection, key: int, day: date) -> None:
    """Let a note wait for another day; one that was done waits again."""
    values = {"day": day, "done_at": None, "done_by": ""}
    connection.execute(update(FOLLOW_UP).where(FOLLOW_UP.c.id == key).values(**values))


def set_done(connection: Connection, key: int, at: datetime, by: str) -> None:
    """Write when a note was done (aware UTC), and by whom (a name)."""
    values = {"done_at": at, "done_by": by}
    connection.execute(update(FOLLOW_UP).where(FOLLOW_UP.c.id == key).values(**values))


def notes_of(connection: Connection, post_id: int) -> list[FollowUpRow]:
    """Return the notes of a post: those that wait by day, then those that are done."""
    rows = connection.execute(
        _ALL.where(FOLLOW_UP.c.post_id == post_id).order_by(*_IN_ORDER)
    )
    return [FollowUpRow(**row._asdict()) for row in rows]


def due_notes(
    connection: Connection, post_ids: Sequence[int], day: date
) -> Mapping[int, Sequence[FollowUpRow]]:
    """Return by post the notes whose day has come and that are not done."""
    waits = FOLLOW_UP.c.done_at.is_(None) & (FOLLOW_UP.c.day <= day)
    rows = connection.execute(
        _ALL.where(waits, FOLLOW_UP.c.post_id.in_(post_ids)).order_by(*_IN_ORDER)
    )
    found: dict[int, list[FollowUpRow]] = defaultdict(list)
    for row in rows:
        found[row.post_id].append(FollowUpRow(**row._asdict()))
    return found
