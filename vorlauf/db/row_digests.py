"""Row digests: what the audit log keeps of a row, so that any later change of it shows.

A digest is a commitment (HMAC-SHA-256, cut to 16 bytes) to the place of a row and to
all of its covered values, spelt as SQLite keeps them, under the salt of its line.
Without the salt nobody can try out which name a row held.
"""

import hmac
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from hashlib import sha256
from typing import Any, Final

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Date,
    DateTime,
    Integer,
    Select,
    Table,
    Text,
    cast,
    func,
    literal_column,
    select,
    type_coerce,
)
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.types import JSON, NullType
from sqlmodel.sql.sqltypes import UTCDateTime

from states.fingerprint import canonical
from vorlauf.db import changed_rows
from vorlauf.db.changed_rows import Key, Rows
from vorlauf.db.commitments import SALT_BYTES
from vorlauf.db.coverage import covered_columns
from vorlauf.db.tables import METADATA

# Stands for a row that is there no more.
GONE: Final = ""
DIGEST_BYTES: Final = 16

_WORD: Final = b"vorlauf-row-1\0"
# PostgreSQL spells an instant for us as SQLite keeps it.
_INSTANT: Final = "YYYY-MM-DD HH24:MI:SS.US"
# So many keys stand in one statement.
_AT_ONCE: Final = 500


def place(table: Table, key: Sequence[object]) -> str:
    """Return the name of a row within the log, as `step:12`."""
    return f"{table.name}:{','.join(map(str, key))}"


def tell_again(connection: Connection, places: Iterable[str]) -> None:
    """Let the next line of the log tell of rows at these places as they are now."""
    for where in places:
        name, _, key = where.partition(":")
        table = METADATA.tables[name]
        columns = tuple(table.primary_key)
        parts = key.split(",", len(columns) - 1)
        values = zip(columns, parts, strict=True)
        # A key is a number or, as those of files and houses, a text.
        whole = tuple(
            int(part) if column.type.python_type is int else part
            for column, part in values
        )
        changed_rows.add(connection, table, [whole])


def digest(salt: bytes, where: str, spelt: Sequence[object]) -> str:
    """Return the digest of a row at a place, as 32 hexadecimal digits."""
    plain = [
        sha256(value).hexdigest() if isinstance(value, bytes) else value
        for value in spelt
    ]
    said = _WORD + where.encode() + b"\0" + canonical(plain)
    return hmac.digest(salt, said, "sha256")[:DIGEST_BYTES].hex()


@dataclass(frozen=True)
class RowDigests:
    """The digests of rows by their place, and the salt of them all, hexadecimal.

    Without rows there is no salt.
    """

    digests: Mapping[str, str] = field(default_factory=dict)
    salt: str = ""


NO_ROWS: Final = RowDigests()


def read(connection: Connection, rows: Rows) -> RowDigests:
    """Return the digest of each of these rows, as it is now, under a new salt."""
    if not rows:
        return NO_ROWS
    salt = os.urandom(SALT_BYTES)
    found: dict[str, str] = {}
    for table, keys in rows.items():
        found |= {place(table, key): GONE for key in keys}
        spelling = spelling_of(table, connection.dialect.name)
        for key, spelt in spelling.of(connection, list(keys)):
            where = place(table, key)
            found[where] = digest(salt, where, spelt)
    return RowDigests(found, salt.hex())


@dataclass(frozen=True)
class Spelling:
    """How the rows of a table are spelt: the statement that reads them, plain.

    Its first columns are the primary key.
    """

    statement: Select[Any]
    text: str
    keys: tuple[str, ...]

    def of(
        self, connection: Connection, keys: Sequence[Key]
    ) -> Iterator[tuple[Key, Sequence[object]]]:
        """Yield the rows of these keys, each with its key."""
        width = len(self.keys)
        for first in range(0, len(keys), _AT_ONCE):
            some = keys[first : first + _AT_ONCE]
            text = _asking(self.text, self.keys, len(some), connection.dialect.name)
            flat = tuple(part for key in some for part in key)
            for row in connection.exec_driver_sql(text, flat):
                yield tuple(row[:width]), row[width:]


@lru_cache(maxsize=256)
def _asking(text: str, keys: Sequence[str], many: int, dialect: str) -> str:
    mark = "?" if dialect == "sqlite" else "%s"
    if len(keys) == 1:
        return f"{text} WHERE {keys[0]} IN ({', '.join([mark] * many)})"
    one = " AND ".join(f"{name} = {mark}" for name in keys)
    return f"{text} WHERE {' OR '.join([f'({one})'] * many)}"


@cache
def spelling_of(table: Table, dialect: str) -> Spelling:
    """Return how the rows of a covered table are spelt in this kind of database."""
    on_server = dialect == "postgresql"
    keys = tuple(column.name for column in table.primary_key)
    statement = select(
        *(spelt(table.c[name], on_server=on_server).label(name) for name in keys),
        *(
            spelt(column, on_server=on_server).label(f"value_of_{column.name}")
            for column in covered_columns(table)
        ),
    )
    return Spelling(statement, str(statement), keys)


def spelt(column: Column[Any], *, on_server: bool) -> ColumnElement[Any]:
    """Return the value of a column, spelt as SQLite keeps it."""
    kind = column.type
    if on_server and isinstance(kind, DateTime | UTCDateTime):
        at = func.timezone(literal_column("'UTC'"), column)
        return func.to_char(at, literal_column(f"'{_INSTANT}'"))
    if on_server and isinstance(kind, JSON | Date):
        return cast(column, Text)
    if on_server and isinstance(kind, Boolean):
        return cast(column, Integer)
    return type_coerce(column, NullType())
