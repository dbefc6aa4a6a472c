"""The excerpt of the audit log in a dossier: what proves its lines, and no other's.

From the first line of the dossier to the end of the log every line is there, so that
the chain can be walked. The lines of other posts are hashes only; those of an older
format, whose hash is over all, stand with what names nobody and says no words.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import Connection, Row, select

from states.fingerprint import canonical
from vorlauf.db import commitments, personal
from vorlauf.db.audit_log import FORMAT, GENESIS, OF_ROWS
from vorlauf.editing.comments import INTERNAL_EVENTS
from vorlauf.records.dossiers.dossier_queries import AUDIT

_Row = Row[Any]
# What is kept of a line beside what its hash covers.
_BESIDE: Final = frozenset({"content_hash", "hash", "salts"})
_BRIEF: Final = select(AUDIT.c.id, AUDIT.c.content_hash, AUDIT.c.format, AUDIT.c.hash)


def excerpt(connection: Connection, own: Sequence[int], last: int) -> Iterator[bytes]:
    """Yield each line from the first of `own` (keys of lines) to `last`, as JSON.

    The first one that is yielded says only from which hash the chain goes on.
    """
    first = min(own, default=1)
    told, full = set(own), iter(_full(connection, own))
    before = select(AUDIT.c.hash).where(AUDIT.c.id == first - 1)
    previous = connection.execute(before).scalar_one_or_none() or GENESIS
    yield _json({"line": first - 1, "hash": previous})
    later = _BRIEF.where(AUDIT.c.id.between(first, last)).order_by(AUDIT.c.id)
    for line in connection.execute(later):
        if line.id in told:
            yield _json(_told(next(full)))
        elif line.format == FORMAT:
            yield _json(
                {
                    "line": line.id,
                    "content_hash": line.content_hash,
                    "hash": line.hash,
                }
            )
        else:
            yield _json(_old(connection, line.id))


def _full(connection: Connection, own: Sequence[int]) -> Iterator[_Row]:
    ordered = sorted(own)
    for at in range(0, len(ordered), 500):
        some = select(AUDIT).where(AUDIT.c.id.in_(ordered[at : at + 500]))
        yield from connection.execute(some.order_by(AUDIT.c.id)).all()


def _told(row: _Row) -> dict[str, object]:
    """Return a line with its values and their salts; of an internal one without.

    Addresses of mail are in none.
    """
    plain = _plain(row)
    salts = json.loads(row.salts)
    salts.pop(OF_ROWS, None)
    whole = personal.document(row._asdict(), plain.pop("details"))
    is_internal = row.event in INTERNAL_EVENTS
    for place in list(salts):
        is_told = not is_internal or place in {"actor", "actor_key"}
        if not is_told or place.endswith(".address"):
            commitments.erase(whole, place)
            del salts[place]
    content = {**plain, **whole}
    return {"line": row.id, "content": content, "salts": salts, "hash": row.hash}


def _old(connection: Connection, line: int) -> dict[str, object]:
    """Return a line of an older format without its personal values."""
    row = connection.execute(select(AUDIT).where(AUDIT.c.id == line)).one()
    plain = _plain(row)
    whole = personal.document(row._asdict(), plain.pop("details"))
    for place in json.loads(row.commitments):
        commitments.erase(whole, place)
    content = {**plain, **whole}
    return {"line": line, "content": content, "salts": {}, "hash": row.hash}


def _plain(row: _Row) -> dict[str, Any]:
    """Return what the hash of a line covers, as JSON values."""
    plain = {k: v for k, v in row._asdict().items() if k not in _BESIDE}
    at: datetime = plain["at"]
    plain["at"] = at.astimezone(UTC).isoformat(timespec="microseconds")
    return plain | {
        name: json.loads(plain[name]) for name in ("commitments", "details")
    }


def _json(line: Mapping[str, object]) -> bytes:
    return canonical(line) + b"\n"
