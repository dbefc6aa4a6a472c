"""The audit log: one chained entry for everything that happens to a post."""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import cast

from sqlalchemy import Connection, bindparam, insert, select, update

from states.fingerprint import canonical
from states.messages import msg
from vorlauf.db import changed_rows, commitments, personal, row_digests
from vorlauf.db.bulk import Bulk
from vorlauf.db.commitments import CommitmentError, Commitments
from vorlauf.db.integrity import rows_of
from vorlauf.db.row_digests import NO_ROWS, RowDigests
from vorlauf.db.tables import Audit, AuditHead, table_of
from vorlauf.errors import StoreError

GENESIS = "0" * 64
# What the hash of a line covers: those of the first format have no digests of rows, and
# those of the first two cannot be chained without their content.
FORMAT = 3
_WITHOUT_ROWS = 1
IN_ONE_HASH = 2
_KNOWN = (_WITHOUT_ROWS, IN_ONE_HASH, FORMAT)
# Where the salt of the digests of rows stands among those of a line.
OF_ROWS = "row_digests"
_EPOCH = datetime.fromtimestamp(0, UTC)
# The event of a line that only tells which rows were written.
ROWS_WRITTEN = "rows_written"

_WORD = b"vorlauf-audit-entry-1\n"
_WORD_OF_CONTENT = b"vorlauf-audit-content-3\n"
_WORD_OF_LINE = b"vorlauf-audit-line-3\n"
_CHANGED = "was changed after it was written"
# What reading a line may raise that somebody has damaged.
_UNREADABLE = (AttributeError, CommitmentError, LookupError, TypeError, ValueError)

_AUDIT = table_of(Audit)
_HEAD = table_of(AuditHead)
_LOCK = select(_HEAD.c.last_id, _HEAD.c.last_hash).with_for_update()
_ADD = Bulk(insert(_AUDIT))
_MOVE_HEAD = update(_HEAD).values(
    last_id=bindparam("id_"), last_hash=bindparam("hash_")
)


def _skip(_line: Mapping[str, object]) -> None:
    """Read nothing of a line."""


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
class ChainHead:
    """The last line of the chain: anchor it outside and truncation shows."""

    last_id: int
    last_hash: str


@dataclass(frozen=True)
class ChainCheck:
    """What checking the whole chain has found.

    `erased` names every value that is gone while its commitment stays. `broken_at` is
    the first line that is not what was written there.
    """

    lines: int
    head: ChainHead
    faults: tuple[str, ...]
    erased: tuple[str, ...] = ()
    broken_at: int | None = None

    @property
    def ok(self) -> bool:
        """Say whether nothing was changed, removed or added."""
        return not self.faults


def lock(connection: Connection) -> ChainHead:
    """Lock the chain for this transaction, and so every other writer out.

    Every transaction that writes more than one notice calls this first: it gives
    the chain one order and spares PostgreSQL deadlocks.
    """
    row = connection.execute(_LOCK).one_or_none()
    if row is None:
        raise StoreError(msg("The audit log has lost its head; restore a backup."))
    return ChainHead(row.last_id, row.last_hash)


def append(
    connection: Connection, head: ChainHead, entries: Sequence[Entry]
) -> ChainHead:
    """Chain the entries to the locked head and return the new one.

    The last of them carries the digests of all rows that were written since the last.
    """
    rows = []
    changed = changed_rows.take(connection) if entries else {}
    for entry in entries:
        is_last = entry is entries[-1]
        digested = row_digests.read(connection, changed) if is_last else NO_ROWS
        row = chained(vars(entry), head, digested)
        head = ChainHead(head.last_id + 1, str(row["hash"]))
        rows.append(row)
    if rows:
        _ADD.run(connection, rows)
        connection.execute(_MOVE_HEAD, {"id_": head.last_id, "hash_": head.last_hash})
    return head


def tell_rest(connection: Connection) -> None:
    """Write a line about rows that were written in a transaction without one.

    It is of the instant of the transaction, or if that is not known of the time of the
    line before.
    """
    if not changed_rows.are_any(connection):
        return
    head = lock(connection)
    told = Entry(
        at=changed_rows.instant(connection) or last_instant(connection, head),
        event=ROWS_WRITTEN,
        actor="Vorlauf",
        actor_key="(rows)",
        capacity="flow",
    )
    append(connection, head, [told])


def last_instant(connection: Connection, head: ChainHead) -> datetime:
    """Return when the last line was written (aware UTC); the epoch without a line."""
    last = select(_AUDIT.c.at).where(_AUDIT.c.id == head.last_id)
    return connection.execute(last).scalar_one_or_none() or _EPOCH


def chained(
    facts: Mapping[str, object],
    head: ChainHead,
    digested: RowDigests = NO_ROWS,
    form: int = FORMAT,
) -> dict[str, object]:
    """Return the row of an entry behind this head; `facts` are those of an `Entry`.

    Its personal values get new salts, so no two rows of one entry are the same. `form`
    is one of the formats.
    """
    row = {
        **facts,
        "id": head.last_id + 1,
        "previous": head.last_hash,
        "format": form,
    }
    details = cast("Mapping[str, object]", facts["details"])
    whole = personal.document(row, details)
    blank, values = personal.parted(whole, str(facts["event"]))
    bound = commitments.bind(values)
    row["details"] = canonical(details).decode()
    row["commitments"] = canonical(bound.commitments).decode()
    row["salts"] = canonical(_salts(bound.salts, digested.salt)).decode()
    row["row_digests"] = canonical(digested.digests).decode()
    row["content_hash"], row["hash"] = _hashes(row, blank, bound.commitments)
    return row


def _salts(of_values: Mapping[str, str], of_rows: str) -> dict[str, str]:
    return {**of_values, **({OF_ROWS: of_rows} if of_rows else {})}


def _hashes(
    row: Mapping[str, object],
    blank: Mapping[str, object],
    committed: Mapping[str, str],
) -> tuple[str, str]:
    """Return the hash of the content of a line, and that of the line.

    The content is without its personal values and salts. A line of the older formats
    has one hash over both.
    """
    plain = {**row, **blank, "commitments": committed}
    for name in ("hash", "content_hash"):
        plain.pop(name, None)
    plain.pop("salts")
    if row["format"] == _WITHOUT_ROWS:
        plain.pop("row_digests", None)
    at = plain["at"]
    if not isinstance(at, datetime):
        msg = "an audit line without a time"
        raise TypeError(msg)
    plain["at"] = at.astimezone(UTC).isoformat(timespec="microseconds")
    if row["format"] != FORMAT:
        return "", hashlib.sha256(_WORD + canonical(plain)).hexdigest()
    previous = plain.pop("previous")
    content = hashlib.sha256(_WORD_OF_CONTENT + canonical(plain)).hexdigest()
    link = canonical([row["id"], previous, content])
    return content, hashlib.sha256(_WORD_OF_LINE + link).hexdigest()


def erase(connection: Connection, line: int, places: Sequence[str]) -> None:
    """Overwrite personal values of a line and forget their salts; the chain still fits.

    The line's `commitments` name the places; beside them is `row_digests`, of whose
    rows the next line tells anew, so verify the log before. Raises `StoreError` for a
    place that the line has not, or whose value is erased already.
    """
    stored = connection.execute(select(_AUDIT).where(_AUDIT.c.id == line)).one()
    row = stored._asdict()
    whole, bound = _read(row)
    kept = json.loads(row["salts"])
    if unknown := set(places) - kept.keys():
        raise StoreError(
            msg(
                "Line {line} of the audit log has no {what} to erase.",
                line=line,
                what=min(unknown),
            )
        )
    for place in bound.salts.keys() & set(places):
        commitments.erase(whole, place)
    if OF_ROWS in places:
        row_digests.tell_again(connection, json.loads(row["row_digests"]))
    left = {one: salt for one, salt in kept.items() if one not in places}
    values = personal.columns(whole) | {"salts": canonical(left).decode()}
    connection.execute(update(_AUDIT).where(_AUDIT.c.id == line).values(**values))


def _read(row: Mapping[str, object]) -> tuple[dict[str, object], Commitments]:
    """Return the document of a stored line, and what it is bound to."""
    details, committed, salts = (
        json.loads(str(row[name])) for name in ("details", "commitments", "salts")
    )
    salts.pop(OF_ROWS, None)
    return personal.document(row, details), Commitments(committed, salts)


def verify(
    connection: Connection, reader: Callable[[Mapping[str, object]], None] = _skip
) -> ChainCheck:
    """Walk the whole chain and name every line that does not fit.

    Finds changed, removed, added and reordered lines, and lines cut off the
    end. A chain rewritten from the start needs the head that was anchored
    outside. A personal value may be erased; then it is named. `reader` is
    called with every line, in order.
    """
    faults: list[str] = []
    erased: list[str] = []
    last_id, last_hash, lines = 0, GENESIS, 0
    broken_at = None
    for line, stored_row in rows_of(connection, select(_AUDIT), _AUDIT.c.id):
        lines += 1
        if faults and broken_at is None:
            broken_at = last_id
        if stored_row is None:
            faults.append(f"line {line} cannot be read")
            last_id = line
            continue
        row = stored_row._asdict()
        faults += _faults_of_order(row, last_id, last_hash)
        try:
            erased += [f"line {row['id']}: {place}" for place in _check(row)]
        except _LineError as error:
            faults.append(f"line {row['id']} {error}")
        reader(row)
        last_id, last_hash = row["id"], row["hash"]
    if faults and broken_at is None:
        broken_at = last_id
    stored = connection.execute(
        select(_HEAD.c.id, _HEAD.c.last_id, _HEAD.c.last_hash)
    ).all()
    head = ChainHead(last_id, last_hash)
    if [tuple(row) for row in stored] != [(1, last_id, last_hash)]:
        faults.append(f"the log ends at line {last_id}, its head says otherwise")
    return ChainCheck(lines, head, tuple(faults), tuple(erased), broken_at)


def _faults_of_order(
    row: Mapping[str, object], last_id: int, last_hash: str
) -> list[str]:
    line = row["id"]
    faults = []
    if line != last_id + 1:
        faults.append(f"line {line} follows line {last_id}: lines are missing")
    if row["previous"] != last_hash:
        faults.append(f"line {line} is not chained to the line before it")
    return faults


class _LineError(Exception):
    """A line of the log is not what was written."""


def _check(row: Mapping[str, object]) -> tuple[str, ...]:
    """Return the places of a line that are erased. Raises `_LineError`."""
    if row["format"] not in _KNOWN:
        raise _LineError(f"has format {row['format']}, which this version cannot check")
    try:
        whole, bound = _read(row)
        is_canonical = canonical(whole["details"]).decode() == row["details"]
        erased = commitments.check(whole, bound)
        hashes = _hashes(row, whole, bound.commitments)
        fits = hashes == (row["content_hash"], row["hash"]) and (
            row["format"] != _WITHOUT_ROWS or row["row_digests"] == "{}"
        )
    except _UNREADABLE as error:
        raise _LineError(_CHANGED) from error
    if not (is_canonical and fits):
        raise _LineError(_CHANGED)
    return erased
