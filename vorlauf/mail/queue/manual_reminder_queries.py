"""Questions about reminders sent by hand, and about other notices of a step."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, bindparam, func, literal_column, select

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


_BY_HAND = select(_AUDIT.c.details).where(
    # In the text of the statement, else its index is not used.
    _AUDIT.c.event == literal_column(f"'{BY_HAND}'"),
    _AUDIT.c.at >= bindparam("since"),
)
_TOLD = (
    select(
        NOTICE.c.step_id,
        NOTICE.c.purpose,
        NOTICE.c.state,
        NOTICE.c.due_at,
        NOTICE.c.settled_at,
        NOTICE.c.recipient,
        func.coalesce(MESSAGE.c.recipient, NOTICE.c.recipient).label("went_to"),
    )
    .outerjoin(MESSAGE, MESSAGE.c.message_id == NOTICE.c.message_id)
    .where(
        NOTICE.c.step_id.in_(bindparam("steps", expanding=True)),
        NOTICE.c.medium == Medium.MAIL,
        NOTICE.c.state.not_in((NoticeState.DEAD, NoticeState.CANCELLED)),
    )
)
_OVER = (NoticeState.SENT, NoticeState.UNKNOWN)


def by_hand(connection: Connection, since: datetime) -> list[ReminderByHand]:
    """Return the reminders that were sent by hand since then, from the audit log."""
    rows = connection.execute(_BY_HAND, {"since": since})
    return [_prompting(json.loads(row.details)) for row in rows]


def told(
    connection: Connection, steps: Collection[int]
) -> Mapping[int, Sequence[ToldNotice]]:
    """Return the sent and planned mails about these steps, by the key of the step."""
    found: dict[int, list[ToldNotice]] = {step: [] for step in steps}
    for row in connection.execute(_TOLD, {"steps": list(steps)}) if steps else ():
        is_over = row.state in _OVER
        found[row.step_id].append(
            ToldNotice(
                purpose=MailKind(row.purpose),
                recipient=row.recipient,
                went_to=row.went_to if is_over else "",
                at=(row.settled_at or row.due_at) if is_over else row.due_at,
                is_ahead=not is_over,
            )
        )
    return found


def _prompting(details: Mapping[str, str]) -> ReminderByHand:
    return ReminderByHand(
        step_id=int(details["step"]),
        recipient=details["recipient"],
        due_at=datetime.fromisoformat(details["due_at"]),
    )
