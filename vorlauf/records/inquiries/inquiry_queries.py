"""Questions and statements about inquiries."""

from collections.abc import Iterable
from typing import Final

from sqlalchemy import Connection, bindparam, insert, select, update

from vorlauf.db import keys
from vorlauf.db.inquiry_tables import InquiryState
from vorlauf.db.tables import Inquiry, table_of
from vorlauf.records.inquiries.inquiry_rows import (
    InquiryRow,
    columns_of,
    inquiry_of,
)

INQUIRY: Final = table_of(Inquiry)
_ALL: Final = select(INQUIRY).order_by(INQUIRY.c.id)
_CHANGE: Final = (
    update(INQUIRY)
    .where(INQUIRY.c.id == bindparam("key"), INQUIRY.c.row_version == bindparam("seen"))
    .values(row_version=INQUIRY.c.row_version + 1)
)


def all_inquiries(connection: Connection) -> list[InquiryRow]:
    """Return all inquiries, the oldest first."""
    rows = connection.execute(_ALL)
    return [inquiry_of(row._asdict()) for row in rows]


def waiting(connection: Connection) -> list[InquiryRow]:
    """Return those that are not answered yet, the oldest first."""
    states = (InquiryState.OPEN.value, InquiryState.FROZEN.value)
    rows = connection.execute(_ALL.where(INQUIRY.c.state.in_(states)))
    return [inquiry_of(row._asdict()) for row in rows]


def inquiry_by_key(connection: Connection, key: int) -> InquiryRow | None:
    """Return an inquiry; None if there is none with this key."""
    rows = connection.execute(_ALL.where(INQUIRY.c.id == key)).all()
    return inquiry_of(rows[0]._asdict()) if rows else None


def next_key(connection: Connection) -> int:
    """Return the next free key; ask only while the audit log is locked."""
    return keys.next_id(connection, INQUIRY)


def add(connection: Connection, inquiry: InquiryRow) -> None:
    """Keep a new inquiry under its key."""
    connection.execute(insert(INQUIRY).values(**columns_of(inquiry)))


def change(connection: Connection, after: InquiryRow, names: Iterable[str]) -> bool:
    """Write these parts of an inquiry; False if it is not at that row version.

    Its row version is counted up.
    """
    row = columns_of(after)
    written = {name: row[name] for name in names}
    key = {"key": after.id, "seen": after.row_version}
    return connection.execute(_CHANGE.values(**written), key).rowcount == 1
