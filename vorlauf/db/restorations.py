"""Restorations: whether something waits because a backup was restored.

Who sends, moves or publishes by itself asks here first, in the statement that looks for
what is due; so nothing goes out by any way before a person has said so.
"""

from collections.abc import Collection, Mapping
from datetime import datetime
from enum import StrEnum
from typing import Final

from sqlalchemy import (
    ColumnElement,
    Connection,
    and_,
    delete,
    exists,
    insert,
    or_,
    select,
    update,
)

from vorlauf.db.columns import table_of
from vorlauf.db.restoration_tables import Restoration


class HeldKind(StrEnum):
    """What is held after a restore."""

    MAILS = "mails"
    MOVES = "moves"
    PUBLICATIONS = "publications"


_TABLE: Final = table_of(Restoration)
_FREED_AT: Final = {kind: _TABLE.c[f"{kind}_at"] for kind in HeldKind}
# By kind: nothing of it goes on by itself.
IS_HELD: Final[Mapping[HeldKind, ColumnElement[bool]]] = {
    kind: exists().where(column.is_(None)) for kind, column in _FREED_AT.items()
}
# There is one row at most; this is true of it while anything is held.
HOLDS_ANYTHING: Final = or_(*(column.is_(None) for column in _FREED_AT.values()))
RESTORATION: Final = _TABLE
_CURRENT: Final = select(_TABLE)


def current(connection: Connection) -> Restoration | None:
    """Return the last restoration; None for a database that comes from no archive."""
    row = connection.execute(_CURRENT).one_or_none()
    return None if row is None else Restoration(**row._asdict())


def held(connection: Connection) -> frozenset[HeldKind]:
    """Return what is held."""
    found = current(connection)
    if found is None:
        return frozenset()
    return frozenset(kind for kind in HeldKind if getattr(found, f"{kind}_at") is None)


def begin(
    connection: Connection, *, made_at: datetime, now: datetime, head: str
) -> None:
    """Hold everything from now on, for this database comes from an archive."""
    connection.execute(delete(_TABLE))
    row = Restoration(id=1, made_at=made_at, restored_at=now, head=head)
    connection.execute(insert(_TABLE).values(row.model_dump()))


def let_go(connection: Connection, kinds: Collection[HeldKind], now: datetime) -> None:
    """Let these kinds go on; those that do already keep their time."""
    for kind in kinds:
        column = _FREED_AT[kind]
        freed = update(_TABLE).where(column.is_(None)).values({column: now})
        connection.execute(freed)


def hold_again(connection: Connection) -> bool:
    """Hold everything as after the restore; False if nothing went on already."""
    all_held = and_(*(column.is_(None) for column in _FREED_AT.values()))
    values = dict.fromkeys(_FREED_AT.values(), None)
    changed = connection.execute(update(_TABLE).where(~all_held).values(values))
    return bool(changed.rowcount)
