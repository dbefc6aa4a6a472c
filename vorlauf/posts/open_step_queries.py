"""Questions and statements about all open steps, for coordinators and approvers."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, insert, literal_column, select

from states.post import StepKind
from states.purpose import MailKind
from vorlauf.db import keys
from vorlauf.db.post_snapshots import NOTICE, POST, STEP
from vorlauf.db.tables import Medium, NoticeState

# The condition of its index, in the text of the statement, else it is not used.
_IS_OVERVIEW = NOTICE.c.purpose == literal_column(f"'{MailKind.OVERVIEW}'")


@dataclass(frozen=True, kw_only=True)
class OpenDuty:
    """A step that is open: of which post, who is asked, until when (aware UTC)."""

    number: str
    title: str
    slot_at: datetime
    kind: StepKind
    house: str
    asked: str
    due_at: datetime


@dataclass(frozen=True, kw_only=True)
class NewOverview:
    """An overview that is owed to a person for a week, written as year * 100 + week."""

    recipient: str
    house: str
    week: int
    due_at: datetime


_OPEN = (
    select(
        POST.c.number,
        POST.c.title,
        POST.c.slot_at,
        STEP.c.kind,
        STEP.c.house,
        STEP.c.asked,
        STEP.c.due_at,
    )
    .join(POST, POST.c.id == STEP.c.post_id)
    .where(STEP.c.closed_at.is_(None))
    .order_by(STEP.c.due_at, STEP.c.id)
)


def open_duties(connection: Connection) -> list[OpenDuty]:
    """Return every open step, the earliest due first."""
    rows = connection.execute(_OPEN)
    return [OpenDuty(**{**row._asdict(), "kind": StepKind(row.kind)}) for row in rows]


def overviews_of(connection: Connection, week: int) -> set[str]:
    """Return to whom the overview of a week is owed already, or was sent."""
    wanted = (_IS_OVERVIEW, NOTICE.c.n == week)
    return set(connection.execute(select(NOTICE.c.recipient).where(*wanted)).scalars())


def owe_overviews(connection: Connection, owed: Iterable[NewOverview]) -> None:
    """Owe overviews; ask only while the audit log is locked."""
    _, first = keys.next_duties(connection)
    rows = [
        {
            "id": first + index,
            "version": 0,
            "purpose": MailKind.OVERVIEW.value,
            "medium": Medium.MAIL.value,
            "recipient": one.recipient,
            "house": one.house,
            "n": one.week,
            "planned_at": one.due_at,
            "due_at": one.due_at,
            "state": NoticeState.QUEUED.value,
            "claims": 0,
            "attempts": 0,
            "doubts": 0,
        }
        for index, one in enumerate(owed)
    ]
    if rows:
        connection.execute(insert(NOTICE), rows)
