"""Pulse: a stamp that changes whenever anything on a page has changed."""

from sqlalchemy import Connection, String, cast, func, select

from vorlauf.db.post_snapshots import NOTICE
from vorlauf.db.tables import AuditHead, table_of

_HEAD = table_of(AuditHead)
# The last line of the file, and when the last mail was settled, as texts.
LINE = cast(select(func.max(_HEAD.c.last_id)).scalar_subquery(), String)
SETTLED = cast(select(func.max(NOTICE.c.settled_at)).scalar_subquery(), String)
_PULSE = select(LINE.label("line"), SETTLED.label("settled"))


def pulse(connection: Connection) -> str:
    """Return the sign: the last line of the file, and when a mail was settled last."""
    found = connection.execute(_PULSE).one()
    return sign(found.line, found.settled)


def sign(line: str | None, settled: str | None) -> str:
    """Return the sign made of these two."""
    return f"{line or 0}-{settled or ''}"
