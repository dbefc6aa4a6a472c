"""Questions and statements about costs."""

from datetime import date, datetime
from typing import Final

from sqlalchemy import Connection, insert, select, update

from vorlauf.db import keys
from vorlauf.db.post_snapshots import POST
from vorlauf.db.tables import CostEntry, table_of

COST: Final = table_of(CostEntry)


def next_key(connection: Connection) -> int:
    """Return the next free key; ask only while the audit log is locked."""
    return keys.next_id(connection, COST)


def add(connection: Connection, row: CostEntry) -> None:
    """Keep a cost entry."""
    connection.execute(insert(COST).values(**row.model_dump()))


def cost_entries(
    connection: Connection,
    first: date | None = None,
    last: date | None = None,
    *,
    removed: bool = False,
) -> list[CostEntry]:
    """Return the entries whose period touches these days, the earliest first.

    Those that were removed only if they are asked for, too.
    """
    wanted = select(COST)
    if not removed:
        wanted = wanted.where(COST.c.removed_at.is_(None))
    if first is not None:
        wanted = wanted.where(COST.c.last_day >= first)
    if last is not None:
        wanted = wanted.where(COST.c.first_day <= last)
    rows = connection.execute(wanted.order_by(COST.c.first_day, COST.c.id))
    return [CostEntry(**row._asdict()) for row in rows]


def cost_by_key(connection: Connection, key: int) -> CostEntry | None:
    """Return an entry, also one that was removed; None if there is none."""
    rows = connection.execute(select(COST).where(COST.c.id == key)).all()
    return CostEntry(**rows[0]._asdict()) if rows else None


def set_removed(connection: Connection, key: int, at: datetime | None) -> None:
    """Let an entry count no more, or again (None)."""
    connection.execute(update(COST).where(COST.c.id == key).values(removed_at=at))


def unknown_numbers(connection: Connection, numbers: frozenset[str]) -> list[str]:
    """Return which of these are no numbers of posts."""
    wanted = select(POST.c.number).where(POST.c.number.in_(sorted(numbers)))
    return sorted(numbers - set(connection.execute(wanted).scalars()))
