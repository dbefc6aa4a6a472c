"""Questions about reminders sent by hand, and about other notices of a step."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Connection,
    Integer,
    Row,
    bindparam,
    cast,
    func,
    literal_column,
    null,
    select,
    union_all,
)

from states.purpose import MailKind
from vorlauf.db.post_snapshots import MESSAGE, NOTICE
from vorlauf.db.tables import Audit, Medium, NoticeState, table_of

# The event under which the file keeps a reminder by hand.
BY_HAND: Final = "remind_now"
_AUDIT = table_of(Audit)


@dataclass(frozen=True, kw_only=True)
class ReminderByHand:
    """A reminder by hand: of which step, to whom (a key), and when it goes out."""

    step_id: int
    recipient: str
    due_at: datetime

    @property
    def details(self) -> dict[str, object]:
        """Return it as the details of an audit entry."""
        return {
            "step": self.step_id,
            "recipient": self.recipient,
            "due_at": self.due_at.isoformat(),
        }


@dataclass(frozen=True, kw_only=True)
class ToldNotice:
    """A mail about a step, sent or planned: when (aware UTC), and its kind.

    `recipient` is the key of the person whom it is about, `went_to` that of who got it,
    who may be a deputy; empty while it is ahead.
    """

    purpose: MailKind
    recipient: str
    went_to: str
    at: datetime
    is_ahead: bool


@dataclass(frozen=True)
class SoFar:
    """Reminders by hand of anything, and the mails about some steps, by their key."""

    by_hand: list[ReminderByHand]
    told: Mapping[int, Sequence[ToldNotice]]


_NOTHING: ColumnElement[str] = literal_column("''")
# In one answer, because every statement costs a page its time.
_SO_FAR = union_all(
    select(
        _AUDIT.c.details,
        cast(null(), Integer).label("step_id"),
        _NOTHING.label("purpose"),
        _NOTHING.label("state"),
        _AUDIT.c.at.label("due_at"),
        cast(null(), NOTICE.c.settled_at.type).label("settled_at"),
        _NOTHING.label("recipient"),
        _NOTHING.label("went_to"),
    ).where(
        # In the text of the statement, else its index is not used.
        _AUDIT.c.event == literal_column(f"'{BY_HAND}'"),
        _AUDIT.c.at >= bindparam("since"),
    ),
    select(
        _NOTHING,
        NOTICE.c.step_id,
        NOTICE.c.purpose,
        NOTICE.c.state,
        NOTICE.c.due_at,
        NOTICE.c.settled_at,
        NOTICE.c.recipient,
        func.coalesce(MESSAGE.c.recipient, NOTICE.c.recipient),
    )
    .outerjoin(MESSAGE, MESSAGE.c.message_id == NOTICE.c.message_id)
    .where(
        NOTICE.c.step_id.in_(bindparam("steps", expanding=True)),
        NOTICE.c.medium == Medium.MAIL,
        NOTICE.c.state.not_in((NoticeState.DEAD, NoticeState.CANCELLED)),
    ),
)
_OVER = (NoticeState.SENT, NoticeState.UNKNOWN)


def so_far(connection: Connection, steps: Collection[int], since: datetime) -> SoFar:
    """Return reminders by hand since an instant (aware UTC), and mails about steps."""
    by_hand: list[ReminderByHand] = []
    told: dict[int, list[ToldNotice]] = {step: [] for step in steps}
    asked = {"steps": list(steps), "since": since}
    for row in connection.execute(_SO_FAR, asked) if steps else ():
        if row.step_id is None:
            by_hand.append(_prompting(json.loads(row.details)))
        else:
            told[row.step_id].append(_told(row))
    return SoFar(by_hand, told)


def _told(row: Row[Any]) -> ToldNotice:
    is_over = row.state in _OVER
    return ToldNotice(
        purpose=MailKind(row.purpose),
        recipient=row.recipient,
        went_to=row.went_to if is_over else "",
        at=(row.settled_at or row.due_at) if is_over else row.due_at,
        is_ahead=not is_over,
    )


def _prompting(details: Mapping[str, str]) -> ReminderByHand:
    return ReminderByHand(
        step_id=int(details["step"]),
        recipient=details["recipient"],
        due_at=datetime.fromisoformat(details["due_at"]),
    )
