"""Questions and statements about frozen answers."""

from datetime import datetime
from typing import Final

from sqlalchemy import Connection, insert, select, update

from vorlauf.db import keys
from vorlauf.db.tables import InquiryAnswer, table_of

ANSWER: Final = table_of(InquiryAnswer)


def next_key(connection: Connection) -> int:
    """Return the next free key; ask only while the audit log is locked."""
    return keys.next_id(connection, ANSWER)


def keep(connection: Connection, row: InquiryAnswer) -> None:
    """Keep an answer that was frozen."""
    connection.execute(insert(ANSWER).values(**row.model_dump()))


def frozen_answer(connection: Connection, inquiry: int) -> InquiryAnswer | None:
    """Return the frozen answer of an inquiry that counts; None if there is none."""
    wanted = select(ANSWER).where(
        ANSWER.c.inquiry_id == inquiry, ANSWER.c.thawed_at.is_(None)
    )
    row = connection.execute(wanted).one_or_none()
    return InquiryAnswer(**row._asdict()) if row else None


def thaw(connection: Connection, key: int, now: datetime) -> None:
    """Let a frozen answer count no more."""
    connection.execute(update(ANSWER).where(ANSWER.c.id == key).values(thawed_at=now))


def release(connection: Connection, key: int, by: str, now: datetime) -> None:
    """Write who has released an answer (a name)."""
    connection.execute(
        update(ANSWER).where(ANSWER.c.id == key).values(released_at=now, released_by=by)
    )
