"""The audit log: one chained line for everything that happens to a post."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from sqlalchemy import Connection, bindparam, insert, select, update

from states.fingerprint import canonical
from vorlauf.errors import StoreError
from vorlauf.store.tables import Audit, AuditHead, table_of

GENESIS = "0" * 64

_AUDIT = table_of(Audit)
_HEAD = table_of(AuditHead)
_LOCK = select(_HEAD.c.last_id, _HEAD.c.last_hash).with_for_update()
_ADD = insert(_AUDIT)
_MOVE_HEAD = update(_HEAD).values(
    last_id=bindparam("id_"), last_hash=bindparam("hash_")
)


@dataclass(frozen=True, kw_only=True)
class Entry:
    """What happened, as it will stand in the file for ever."""

    at: datetime
    event: str
    actor: str
    actor_key: str
    capacity: str
    post_id: int | None = None
    number: str = ""
    row_version: int | None = None
    source: str = ""
    dest: str = ""
    on_behalf_of: str = ""
    house: str = ""
    version: int | None = None
    fingerprint: str = ""
    comment: str = ""
    details: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Head:
    """The last line of the chain: anchor it outside and truncation shows."""

    last_id: int
    last_hash: str


@dataclass(frozen=True)
class Verdict:
    """What checking the whole chain has found."""

    lines: int
    head: Head
    faults: tuple[str, ...]

    @property
    def ok(self) -> bool:
        """Say whether nothing was changed, removed or added."""
        return not self.faults


def lock(connection: Connection) -> Head:
    """Lock the chain for this transaction, and so every other writer out.

    Every transaction that writes more than one notice calls this first: it gives
    the chain one order and spares PostgreSQL deadlocks.
    """
    row = connection.execute(_LOCK).one_or_none()
    if row is None:
        raise StoreError("The audit log has lost its head; restore a backup.")
    return Head(row.last_id, row.last_hash)


def append(connection: Connection, head: Head, entries: Sequence[Entry]) -> Head:
    """Chain the entries to the locked head and return the new one."""
    rows = []
    last_id, last_hash = head.last_id, head.last_hash
    for entry in entries:
        last_id += 1
        row = _row(entry, last_id, last_hash)
        last_hash = str(row["hash"])
        rows.append(row)
    if rows:
        connection.execute(_ADD, rows)
        connection.execute(_MOVE_HEAD, {"id_": last_id, "hash_": last_hash})
    return Head(last_id, last_hash)


def _row(entry: Entry, line: int, previous: str) -> dict[str, object]:
    row = {**vars(entry), "id": line, "previous": previous}
    row["details"] = canonical(dict(entry.details)).decode()
    row["hash"] = digest(row)
    return row


def digest(row: Mapping[str, object]) -> str:
    """Return the SHA-256 over every column of the line but the hash itself."""
    plain = {key: value for key, value in row.items() if key != "hash"}
    at = plain["at"]
    if not isinstance(at, datetime):
        msg = "an audit line without a time"
        raise TypeError(msg)
    plain["at"] = at.astimezone(UTC).isoformat(timespec="microseconds")
    return hashlib.sha256(canonical(plain)).hexdigest()


def verify(connection: Connection) -> Verdict:
    """Walk the whole chain and name every line that does not fit.

    Finds changed, removed, added and reordered lines, and lines cut off the
    end. A chain rewritten from the start needs the head that was anchored
    outside.
    """
    faults = []
    last_id, last_hash, lines = 0, GENESIS, 0
    for stored_row in connection.execute(select(_AUDIT).order_by(_AUDIT.c.id)):
        row = stored_row._asdict()
        lines += 1
        faults += _faults_of(row, last_id, last_hash)
        last_id, last_hash = row["id"], row["hash"]
    stored = connection.execute(
        select(_HEAD.c.last_id, _HEAD.c.last_hash)
    ).one_or_none()
    head = Head(last_id, last_hash)
    if stored is None or Head(stored.last_id, stored.last_hash) != head:
        faults.append(f"the log ends at line {last_id}, its head says otherwise")
    return Verdict(lines, head, tuple(faults))


def _faults_of(row: Mapping[str, object], last_id: int, last_hash: str) -> list[str]:
    line = row["id"]
    faults = []
    if line != last_id + 1:
        faults.append(f"line {line} follows line {last_id}: lines are missing")
    if row["previous"] != last_hash:
        faults.append(f"line {line} is not chained to the line before it")
    if digest(row) != row["hash"]:
        faults.append(f"line {line} was changed after it was written")
    return faults
