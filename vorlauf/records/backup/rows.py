"""Rows: every table as lines of JSON, the same from SQLite and from PostgreSQL.

A value is spelt as SQLite keeps it: an instant as `2026-11-23 09:00:00.000000` in UTC,
a day as `2026-11-23`, yes and no as 1 and 0, octets in base64, what is JSON as its
text. So the digests of the audit log hold for it, letter by letter.
"""

import json
from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from sqlalchemy import Boolean, Column, Connection, Date, DateTime, Table, select
from sqlalchemy.types import JSON, LargeBinary
from sqlmodel.sql.sqltypes import UTCDateTime

from states.messages import msg
from vorlauf.db.row_digests import spelt
from vorlauf.db.tables import METADATA
from vorlauf.errors import BadInputError

# So many rows are written in one statement.
_AT_ONCE: Final = 1_000
# How PostgreSQL reads what is spelt so; other values it takes as they are.
_INSTANT: Final = "(%s::timestamp AT TIME ZONE 'UTC')"


def tables() -> list[Table]:
    """Return every table, none before one that it refers to."""
    return METADATA.sorted_tables


def lines(connection: Connection, table: Table) -> Iterator[bytes]:
    """Yield the rows of a table in the order of their keys, each as a line of JSON."""
    on_server = connection.dialect.name == "postgresql"
    columns = [spelt(one, on_server=on_server).label(one.name) for one in table.columns]
    wanted = select(*columns).order_by(*table.primary_key)
    for row in connection.execute(wanted).yield_per(_AT_ONCE):
        said = {name: _plain(value) for name, value in row._mapping.items()}  # noqa: SLF001
        yield json.dumps(said, ensure_ascii=False).encode() + b"\n"


def _plain(value: object) -> object:
    return b64encode(value).decode() if isinstance(value, bytes) else value


def fill(connection: Connection, table: Table, said: Iterable[bytes]) -> None:
    """Write rows into an empty table. Raises `BadInputError` for a line that is none.

    It is no act: the log tells of these rows already.
    """
    statement = _insertion(table, connection.dialect.name)
    some: list[tuple[object, ...]] = []
    for number, line in enumerate(said, start=1):
        some.append(_values(table, line, number))
        if len(some) == _AT_ONCE:
            connection.exec_driver_sql(statement, some)
            some = []
    if some:
        connection.exec_driver_sql(statement, some)


def _values(table: Table, line: bytes, number: int) -> tuple[object, ...]:
    try:
        row: Mapping[str, Any] = json.loads(line)
        if row.keys() != {column.name for column in table.columns}:
            raise KeyError(table.name)  # noqa: TRY301
        return tuple(_value(column, row[column.name]) for column in table.columns)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise BadInputError(
            msg(
                "Line {number} of tables/{table}.jsonl is no row of this version.",
                number=number,
                table=table.name,
            )
        ) from error


def _value(column: Column[Any], said: Any) -> object:  # noqa: ANN401, from JSON
    if said is not None and isinstance(column.type, LargeBinary):
        return b64decode(str(said), validate=True)
    if said is not None and not isinstance(said, str | int):
        raise TypeError(column.name)
    return said


def _insertion(table: Table, dialect: str) -> str:
    names = ", ".join(f'"{column.name}"' for column in table.columns)
    marks = ", ".join(_mark(column, dialect) for column in table.columns)
    return f'INSERT INTO "{table.name}" ({names}) VALUES ({marks})'  # noqa: S608, ours


def _mark(column: Column[Any], dialect: str) -> str:
    if dialect == "sqlite":
        return "?"
    match column.type:
        case DateTime() | UTCDateTime():
            return _INSTANT
        case Date():
            return "%s::date"
        case Boolean():
            return "%s::integer::boolean"
        case JSON():
            return "%s::json"
        case _:
            return "%s"


def split(octets: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the lines of what comes in pieces."""
    rest = b""
    for some in octets:
        *whole, rest = (rest + some).split(b"\n")
        yield from whole
    if rest:
        yield rest


def names(parts: Iterable[str]) -> set[str]:
    """Return the tables whose rows are among these parts of an archive."""
    return {
        name.removeprefix("tables/").removesuffix(".jsonl")
        for name in parts
        if name.startswith("tables/")
    }
