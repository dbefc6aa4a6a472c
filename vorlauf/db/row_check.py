"""Row check: compare every covered row with the last digest that the log has of it."""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from itertools import islice
from typing import Any, Final

from sqlalchemy import Connection, Row, Table, bindparam, select

from vorlauf.db import row_digests
from vorlauf.db.audit_log import OF_ROWS
from vorlauf.db.coverage import covered_tables
from vorlauf.db.integrity import MOST, UNREADABLE, rows_of
from vorlauf.db.row_digests import DIGEST_BYTES
from vorlauf.db.tables import Post, table_of

_POST: Final = table_of(Post)
_NUMBER: Final = select(_POST.c.number).where(_POST.c.id == bindparam("post"))
# What stands in a line that tells of no row.
_NONE: Final = "{}"
# What reading a line may raise that somebody has damaged.
_DAMAGED: Final = (AttributeError, TypeError, ValueError)


class LastDigests:
    """The last digest of each row that a log tells of; give it every line in order."""

    def __init__(self) -> None:
        # By place: the digest and the salt of its line, or nothing for a row gone.
        self._last: dict[str, bytes] = {}

    def read(self, line: Mapping[str, object]) -> None:
        """Read what a line says of rows; one that is damaged is named elsewhere."""
        if line["row_digests"] == _NONE:
            return
        with suppress(*_DAMAGED):
            told = json.loads(str(line["row_digests"]))
            salt = bytes.fromhex(json.loads(str(line["salts"])).get(OF_ROWS, ""))
            for where, said in told.items():
                self._last[where] = bytes.fromhex(said) + salt if said else b""

    def take(self, where: str) -> bytes | None:
        """Return what was last said of a row, once; None if nothing was."""
        return self._last.pop(where, None)

    def left(self) -> Iterator[str]:
        """Yield the places of the rows that should be there and were not taken."""
        return (where for where, said in self._last.items() if said)


def faults(connection: Connection, last: LastDigests) -> Iterator[str]:
    """Yield every row that was changed, added or removed beside the log, by name.

    Of each table the first ones are named, and the others counted.
    """
    for table in covered_tables():
        yield from _first(_of_table(connection, table, last), table.name)
    by_table: dict[str, list[str]] = {}
    for where in last.left():
        name, _, key = where.partition(":")
        by_table.setdefault(name, []).append(key)
    for name, keys in sorted(by_table.items()):
        yield from _first((f"row {key} of {name} is gone" for key in keys), name)


def _first(found: Iterator[str], table: str) -> Iterator[str]:
    yield from islice(found, MOST)
    if more := sum(1 for _ in found):
        yield f"{more} more rows of {table} are not what the log says"


def _of_table(connection: Connection, table: Table, last: LastDigests) -> Iterator[str]:
    width = len(table.primary_key)
    for row in _rows(connection, table):
        if row is None:
            yield f"a row of {table.name} cannot be read"
            continue
        where = row_digests.place(table, row[:width])
        said = last.take(where)
        if said and _fits(said, where, row[width:]):
            continue
        key, of = where.partition(":")[2], _of_post(connection, row)
        yield f"row {key} of {table.name}{of} {_verdict(said)}"


def _fits(said: bytes, where: str, spelt: Sequence[object]) -> bool:
    digest, salt = said[:DIGEST_BYTES], said[DIGEST_BYTES:]
    try:
        return row_digests.digest(salt, where, spelt) == digest.hex()
    except UnicodeError:
        return False


def _verdict(said: bytes | None) -> str:
    if not said:
        return "is none that the log knows"
    if len(said) == DIGEST_BYTES:
        return "cannot be checked, for its salt is gone"
    return "is not what the log says"


def _of_post(connection: Connection, row: Row[Any]) -> str:
    """Return of which post a row is, as part of a sentence; empty if of none."""
    post_id = getattr(row, "value_of_post_id", None)
    number = connection.execute(_NUMBER, {"post": post_id}).scalar_one_or_none()
    return f", of {number}," if number else ""


def _rows(connection: Connection, table: Table) -> Iterator[Row[Any] | None]:
    statement = row_digests.spelling_of(table, connection.dialect.name).statement
    first, *others = table.primary_key
    if not others:
        for _, row in rows_of(connection, statement, first):
            yield row
        return
    try:
        yield from connection.execute(statement)
    except UNREADABLE:
        yield None
