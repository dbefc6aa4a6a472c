"""Questions about reminders sent by hand, and about other notices of a step."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, bindparam, literal_column, select

from states.purpose import MailKind
from vorlauf.db.post_snapshots import NOTICE
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
    """A notice of a step, sent or planned: when (aware UTC), and its kind."""

    purpose: MailKind
    at: datetime
    is_ahead: bool


_BY_HAND = select(_AUDIT.c.details).where(
    # In the text of the statement, else its index is not used.
    _AUDIT.c.event == literal_column(f"'{BY_HAND}'"),
    _AUDIT.c.at >= bindparam("since"),
)
_TOLD = select(
    NOTICE.c.purpose, NOTICE.c.state, NOTICE.c.due_at, NOTICE.c.settled_at
).where(
    NOTICE.c.post_id == bindparam("post"),
    NOTICE.c.step_id == bindparam("step"),
    NOTICE.c.recipient == bindparam("who"),
    NOTICE.c.medium == Medium.MAIL,
    NOTICE.c.state.not_in((NoticeState.DEAD, NoticeState.CANCELLED)),
)
_OVER = (NoticeState.SENT, NoticeState.UNKNOWN)


def by_hand(connection: Connection, since: datetime) -> list[ReminderByHand]:
    """Return the reminders that were sent by hand since then, from the audit log."""
    rows = connection.execute(_BY_HAND, {"since": since})
    return [_prompting(json.loads(row.details)) for row in rows]


def told(
    connection: Connection, post_id: int, step_id: int, recipient: str
) -> list[ToldNotice]:
    """Return the sent and planned mails that tell somebody of a step."""
    wanted = {"post": post_id, "step": step_id, "who": recipient}
    return [
        ToldNotice(
            purpose=MailKind(row.purpose),
            at=(row.settled_at or row.due_at) if row.state in _OVER else row.due_at,
            is_ahead=row.state not in _OVER,
        )
        for row in connection.execute(_TOLD, wanted)
    ]


def _prompting(details: Mapping[str, str]) -> ReminderByHand:
    return ReminderByHand(
        step_id=int(details["step"]),
        recipient=details["recipient"],
        due_at=datetime.fromisoformat(details["due_at"]),
    )
