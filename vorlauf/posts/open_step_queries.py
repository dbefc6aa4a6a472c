"""Questions and statements about all open steps, for coordinators and approvers."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, and_, insert, literal_column, select

from states.post import StepKind
from states.purpose import MailKind
from vorlauf.db import keys
from vorlauf.db.post_snapshots import NOTICE, POST, STEP
from vorlauf.db.tables import Medium, NoticeState


@dataclass(frozen=True, kw_only=True)
class OpenDuty:
    """A step that is open: of which post, who is asked, until when (aware UTC).

    `is_waiting` says that the post has missed its slot, and the step waits for another.
    """

    step: int
    number: str
    title: str
    slot_at: datetime
    kind: StepKind
    house: str
    asked: str
    due_at: datetime
    is_waiting: bool = False


@dataclass(frozen=True, kw_only=True)
class NewSummary:
    """A mail by the calendar that is owed to a person once for a `period`.

    An overview is for a week, written as year * 100 + week, a head of the audit log for
    a day, written as 20231121.
    """

    recipient: str
    house: str
    period: int
    due_at: datetime


_OPEN = (
    select(
        STEP.c.id.label("step"),
        POST.c.number,
        POST.c.title,
        POST.c.slot_at,
        STEP.c.kind,
        STEP.c.house,
        STEP.c.asked,
        STEP.c.due_at,
        and_(POST.c.slot_missed, STEP.c.retrospective.is_(False)).label("is_waiting"),
    )
    .join(POST, POST.c.id == STEP.c.post_id)
    .where(STEP.c.closed_at.is_(None))
    .order_by(STEP.c.due_at, STEP.c.id)
)


def open_duties(connection: Connection) -> list[OpenDuty]:
    """Return every open step, the earliest due first."""
    rows = connection.execute(_OPEN)
    return [OpenDuty(**{**row._asdict(), "kind": StepKind(row.kind)}) for row in rows]


def summaries_of(connection: Connection, kind: MailKind, period: int) -> set[str]:
    """Return to whom such a mail is owed already for a period, or was sent."""
    # The condition of its index, in the text of the statement, else it is not used.
    is_such = NOTICE.c.purpose == literal_column(f"'{kind}'")
    wanted = (is_such, NOTICE.c.n == period)
    return set(connection.execute(select(NOTICE.c.recipient).where(*wanted)).scalars())


def owe_summaries(
    connection: Connection, kind: MailKind, owed: Iterable[NewSummary]
) -> None:
    """Owe such mails; ask only while the audit log is locked."""
    _, first = keys.next_duties(connection)
    rows = [
        {
            "id": first + index,
            "version": 0,
            "purpose": kind.value,
            "medium": Medium.MAIL.value,
            "recipient": one.recipient,
            "house": one.house,
            "n": one.period,
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
