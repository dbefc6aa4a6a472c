"""Rows: written past the engine, and whole whatever columns a table is given."""

import sqlite3
from collections.abc import Sequence
from functools import cache
from typing import Final

import psycopg
from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    DateTime,
    Engine,
    Integer,
    LargeBinary,
    String,
    Table,
    TypeDecorator,
)

Row = dict[str, object]


def write(engine: Engine, table: Table, rows: Sequence[Row]) -> None:
    """Write these rows in one transaction; what a row lacks says nothing."""
    filled = [{**_nothing(table), **row} for row in rows]
    put = _insert if engine.dialect.name == "sqlite" else _copy
    put(engine, table, filled)


def copying(table: Table, which: str = "true", **changed: str) -> str:
    """Return the statement that copies the first row, but for these SQL expressions.

    `which` is the condition that it fulfils; the first column says which is the first.
    """
    names = [column.name for column in table.columns]
    unknown = changed.keys() - set(names)
    assert not unknown, f"{table.name} has no columns {', '.join(sorted(unknown))}"
    return (
        f"INSERT INTO {table.name} ({', '.join(names)}) "
        f"SELECT {', '.join(changed.get(name, name) for name in names)} "
        f"FROM (SELECT * FROM {table.name} WHERE {which} ORDER BY 1 LIMIT 1)"
    )


def _insert(engine: Engine, table: Table, rows: Sequence[Row]) -> None:
    names = [column.name for column in table.columns]
    values = ", ".join(f":{name}" for name in names)
    raw = engine.raw_connection()
    plain = raw.driver_connection
    assert isinstance(plain, sqlite3.Connection)
    plain.execute("PRAGMA synchronous=OFF")
    plain.execute("BEGIN")
    plain.executemany(
        f"INSERT INTO {table.name} ({', '.join(names)}) VALUES ({values})", rows
    )
    plain.execute("COMMIT")
    raw.close()


def _copy(engine: Engine, table: Table, rows: Sequence[Row]) -> None:
    names = [column.name for column in table.columns]
    raw = engine.raw_connection()
    plain = raw.driver_connection
    assert isinstance(plain, psycopg.Connection)
    plain.execute("SET LOCAL TIME ZONE 'UTC'")
    with (
        plain.cursor() as cursor,
        cursor.copy(
            f"COPY {table.name} ({', '.join(names)}) FROM STDIN"  # type: ignore[arg-type]
        ) as copy,
    ):
        for row in rows:
            copy.write_row([row[name] for name in names])
    plain.commit()
    raw.close()


@cache
def _nothing(table: Table) -> Row:
    return {column.name: _empty(column) for column in table.columns}


def _empty(column: Column[object]) -> object:
    """Return what says nothing in a column: NULL, else zero, no, no word, long ago."""
    if column.nullable:
        return None
    kind = column.type.impl if isinstance(column.type, TypeDecorator) else column.type
    for known, empty in _EMPTY:
        if isinstance(kind, known):
            return empty
    raise TypeError(f"{column} is of a kind that has no empty value: {kind!r}")


_EMPTY: Final = (
    (Boolean, False),
    (Integer, 0),
    (String, ""),
    (LargeBinary, b""),
    (JSON, "{}"),
    (Date, "2000-01-01"),
    (DateTime, "2000-01-01 00:00:00.000000"),
)
