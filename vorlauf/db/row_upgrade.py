"""Row upgrade: after a change of the schema the log tells anew of every row there is.

A digest covers the columns of its time. What was changed beside the log before the
upgrade nobody can see afterwards; so the lines say that rows are as they were found.
"""

from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from typing import Final

from sqlalchemy import Connection, Table, select

from vorlauf.db import audit_log, changed_rows
from vorlauf.db.audit_log import Entry
from vorlauf.db.changed_rows import Key
from vorlauf.db.coverage import covered_tables

# The event under which a log tells of rows as they were found at an upgrade.
FOUND: Final = "rows_found"

_IN_ONE_LINE: Final = 1_000


def tell_all(
    connection: Connection, schema_before: str | None, now: datetime | None
) -> None:
    """Write lines with the digests of all covered rows, a thousand in each.

    They are of `now` (aware UTC), or without it of the time of the line before. Call it
    within a writing transaction.
    """
    head = audit_log.lock(connection)
    changed_rows.take(connection)
    told = Entry(
        at=now or audit_log.last_instant(connection, head),
        event=FOUND,
        actor="Vorlauf",
        actor_key="(upgrade)",
        capacity="flow",
        details={"schema_before": schema_before or ""},
    )
    for some in _batches(connection):
        for table, key in some:
            changed_rows.add(connection, table, [key])
        head = audit_log.append(connection, head, [told])


def _batches(connection: Connection) -> Iterator[list[tuple[Table, Key]]]:
    rows = _rows(connection)
    while some := list(islice(rows, _IN_ONE_LINE)):
        yield some


def _rows(connection: Connection) -> Iterator[tuple[Table, Key]]:
    for table in covered_tables():
        # All at once: while they are told of, nothing else may be half read.
        for key in connection.execute(select(*table.primary_key)).all():
            yield table, tuple(key)
