"""Rewrite of an audit log from before the first release into the format of today.

Until schema 0006 the hash of a line covered its names and words themselves, so nobody
could be erased. Only a log that is whole is rewritten, and its last line then says so,
with the head that the log had: whoever has kept that head outside can still compare.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import Connection, Row, column, insert, select, table, update

from states.fingerprint import canonical
from states.messages import msg
from vorlauf.db import audit_log
from vorlauf.db.audit_log import GENESIS, ChainHead, Entry
from vorlauf.db.engine import name_of
from vorlauf.db.tables import Audit, AuditHead, StoredFile, table_of
from vorlauf.errors import StoreError

# The event under which a log says that it was rewritten, and with which head.
REWRITTEN: Final = "log_rewritten"

_NEW: Final = ("format", "commitments", "salts")
_FACTS: Final = tuple(Entry.__dataclass_fields__)
_OLD: Final = ("id", *_FACTS, "previous", "hash")
_HEAD: Final = table_of(AuditHead)
_FILE: Final = table_of(StoredFile)


def _log(*names: str) -> Any:  # noqa: ANN401, a table of the migration, not of today
    types = table_of(Audit).c
    return table("audit", *(column(name, types[name].type) for name in names))


@dataclass(frozen=True)
class OldLog:
    """A log as it was, its head, and from which schema."""

    rows: Sequence[Row[Any]]
    head: ChainHead
    schema: str


def read(connection: Connection, schema: str) -> OldLog:
    """Return the old log. Raises `StoreError` unless it is what was written."""
    old = _log(*_OLD)
    rows = connection.execute(select(old).order_by(old.c.id)).all()
    name, head = name_of(connection.engine), ChainHead(0, GENESIS)
    for row in rows:
        is_next = (row.id, row.previous) == (head.last_id + 1, head.last_hash)
        if not is_next or row.hash != _digest(row._asdict()):
            raise StoreError(
                msg(
                    "The database {name} is not upgraded, for line {id} of its "
                    "audit log is not what was written; restore a backup from "
                    "before.",
                    name=name,
                    id=row.id,
                )
            )
        head = ChainHead(row.id, row.hash)
    stored = connection.execute(select(_HEAD.c.last_id, _HEAD.c.last_hash)).all()
    if [ChainHead(*one) for one in stored] != [head]:
        raise StoreError(
            msg(
                "The database {name} is not upgraded, for its audit log does "
                "not end where it did; restore a backup from before.",
                name=name,
            )
        )
    return OldLog(rows, head, schema)


def _digest(row: Mapping[str, Any]) -> str:
    plain = {name: value for name, value in row.items() if name != "hash"}
    plain["at"] = row["at"].astimezone(UTC).isoformat(timespec="microseconds")
    return hashlib.sha256(canonical(plain)).hexdigest()


def write(connection: Connection, before: OldLog, now: datetime | None) -> None:
    """Write the lines anew, with a last one that tells of it, and move the head.

    That line is of `now` (aware UTC), or without it of the time of the line before.
    """
    head, rows = ChainHead(0, GENESIS), []
    entries = [_facts(row) for row in before.rows]
    if entries:
        entries.append(vars(_told(connection, before, now)))
    for facts in entries:
        row = audit_log.chained(facts, head, form=audit_log.IN_ONE_HASH)
        head = ChainHead(head.last_id + 1, str(row["hash"]))
        rows.append({name: row[name] for name in (*_OLD, *_NEW)})
    if rows:
        connection.execute(insert(_log(*_OLD, *_NEW)), rows)
        connection.execute(update(_HEAD).values(vars(head)))


def _facts(row: Row[Any]) -> dict[str, object]:
    return {
        **{name: getattr(row, name) for name in _FACTS},
        "details": json.loads(row.details),
    }


def _told(connection: Connection, before: OldLog, now: datetime | None) -> Entry:
    files = connection.execute(
        select(_FILE.c.sha256, _FILE.c.original, _FILE.c.variants)
    )
    return Entry(
        at=now or before.rows[-1].at,
        event=REWRITTEN,
        actor="Vorlauf",
        actor_key="(upgrade)",
        capacity="flow",
        details={
            "schema_before": before.schema,
            "line_before": before.head.last_id,
            "hash_before": before.head.last_hash,
            "files": [row._asdict() for row in files],
        },
    )
