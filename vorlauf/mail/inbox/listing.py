"""Questions that people ask about received mail."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, func, select

from states.messages import Message
from vorlauf.db.post_snapshots import POST
from vorlauf.db.stored_messages import unpacked
from vorlauf.db.tables import Incoming, IncomingKind, table_of

_INCOMING = table_of(Incoming)


@dataclass(frozen=True, kw_only=True)
class IncomingMail:
    """A received mail and its result; `number` is empty without a post."""

    id: int
    stored_at: datetime
    kind: IncomingKind
    sender: str
    subject: str
    number: str
    person: str
    handled_at: datetime | None
    result: Message
    absent_from: date | None
    absent_until: date | None


_LETTERS = select(
    *(
        _INCOMING.c[name]
        for name in IncomingMail.__dataclass_fields__
        if name != "number"
    ),
    func.coalesce(POST.c.number, "").label("number"),
).outerjoin(POST, POST.c.id == _INCOMING.c.post_id)


def letters(connection: Connection, most: int) -> list[IncomingMail]:
    """Return the last received mails, the newest first."""
    rows = connection.execute(_LETTERS.order_by(_INCOMING.c.id.desc()).limit(most))
    return [_mail(row) for row in rows]


def letter(connection: Connection, key: int) -> tuple[IncomingMail, bytes] | None:
    """Return one received mail, with its octets as they were kept."""
    row = connection.execute(_LETTERS.where(_INCOMING.c.id == key)).one_or_none()
    if row is None:
        return None
    content = select(_INCOMING.c.content).where(_INCOMING.c.id == key)
    return _mail(row), connection.execute(content).scalar_one()


def _mail(row: Row[*tuple[Any, ...]]) -> IncomingMail:
    told = {"kind": IncomingKind(row.kind), "result": unpacked(row.result)}
    return IncomingMail(**{**row._asdict(), **told})
