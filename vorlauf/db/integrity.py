"""Integrity: whether a database can be read, row by row, and what of it is damaged."""

from collections.abc import Iterator
from typing import Any, Final

from sqlalchemy import Column, Connection, Row, Select, select
from sqlalchemy.exc import OperationalError

# So many faults are named; who has more restores a backup anyway.
MOST: Final = 20

# What the driver and the types of columns raise for a value that is none of theirs.
UNREADABLE: Final = (OperationalError, ValueError, TypeError)


def damages(connection: Connection) -> tuple[str, ...]:
    """Name what SQLite itself finds damaged in its file, and rows that lead nowhere.

    Reads the whole file. PostgreSQL looks after its own pages. Raises `StoreError`
    for a file of which nothing can be read.
    """
    if connection.dialect.name != "sqlite":
        return ()
    pages = connection.exec_driver_sql(f"PRAGMA quick_check({MOST})").scalars()
    faults = [f"the database: {said}" for said in pages.all() if said != "ok"]
    astray = connection.exec_driver_sql("PRAGMA foreign_key_check").all()[:MOST]
    return (
        *faults,
        *(f"row {row} of {table} belongs to no {of}" for table, row, of, _ in astray),
    )


def rows_of(
    connection: Connection, wanted: Select[Any], key: Column[Any]
) -> Iterator[tuple[Any, Row[Any] | None]]:
    """Yield each row with its key, in that order; None for one that is damaged.

    Raises `StoreError` where the key itself cannot be read.
    """
    last = None
    ordered = wanted.order_by(key)
    while True:
        rest = ordered if last is None else ordered.where(key > last)
        try:
            for row in connection.execute(rest):
                last = getattr(row, key.name)
                yield last, row
        except UNREADABLE:
            left = select(key).order_by(key).limit(1)
            if last is not None:
                left = left.where(key > last)
            last = connection.execute(left).scalar_one()
            yield last, None
        else:
            return
