"""Outbox: which notice is due, who may send it, and what has become of it.

A notice is `queued`, is claimed as `sending` right before the socket, and is then
`sent`, `retry`, `dead` or `unknown`. Claiming and settling are conditional
updates: whoever changes the row does the work, and a second run finds nothing.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, bindparam, exists, func, or_, select, update

from vorlauf.store import audit
from vorlauf.store.queries import IS_BEING_SENT, IS_WAITING, NOTICE, STEP
from vorlauf.store.tables import Medium, NoticeState, Purpose

# Longer than any attempt: whoever holds a notice longer than this is gone.
LEASE: Final = timedelta(minutes=5)

# Whatever else was sent and perhaps lost is sent once more with the same bytes, for
# without it a matter would rest. A reminder too many only annoys.
_NOT_AGAIN = (Purpose.REMINDER, Purpose.ESCALATION)


@dataclass(frozen=True, kw_only=True)
class Due:
    """A notice whose time has come."""

    id: int
    step_id: int
    post_id: int
    version: int
    purpose: Purpose
    medium: Medium
    recipient: str
    house: str
    n: int
    due_at: datetime
    claims: int
    attempts: int
    message_id: str | None
    subject: str | None
    rendered: bytes | None
    dated_at: datetime | None

    @property
    def stored(self) -> "Rendered | None":
        """The message as it was claimed before, if it was."""
        if self.message_id is None or self.rendered is None or self.dated_at is None:
            return None
        return Rendered(
            message_id=self.message_id,
            subject=self.subject or "",
            content=self.rendered,
            dated_at=self.dated_at,
        )


@dataclass(frozen=True, kw_only=True)
class Rendered:
    """A finished message; it never changes once it was claimed with a notice."""

    message_id: str
    subject: str
    content: bytes
    dated_at: datetime


@dataclass(frozen=True, kw_only=True)
class Settlement:
    """What has become of a claimed notice; `again_at` only for `retry`."""

    notice_id: int
    state: NoticeState
    at: datetime
    error: str | None = None
    again_at: datetime | None = None


_DUE = (
    select(*(NOTICE.c[name] for name in Due.__dataclass_fields__))
    .where(IS_WAITING, NOTICE.c.due_at <= bindparam("now"))
    .order_by(NOTICE.c.due_at, NOTICE.c.id)
    .limit(bindparam("most"))
)
_CLAIM = (
    update(NOTICE)
    .where(
        NOTICE.c.id == bindparam("id_"),
        IS_WAITING,
        NOTICE.c.due_at <= bindparam("now"),
    )
    .values(
        state=NoticeState.SENDING,
        claims=NOTICE.c.claims + 1,
        lease_owner=bindparam("owner"),
        lease_until=bindparam("until"),
        # What was rendered first stays: the same mail has the same bytes for ever.
        message_id=func.coalesce(NOTICE.c.message_id, bindparam("message_id_")),
        subject=func.coalesce(NOTICE.c.subject, bindparam("subject_")),
        rendered=func.coalesce(NOTICE.c.rendered, bindparam("rendered_")),
        dated_at=func.coalesce(NOTICE.c.dated_at, bindparam("dated_at_")),
    )
)
_SETTLE = (
    update(NOTICE)
    .where(
        NOTICE.c.id == bindparam("id_"),
        IS_BEING_SENT,
        NOTICE.c.lease_owner == bindparam("owner"),
    )
    .values(
        state=bindparam("state_"),
        attempts=NOTICE.c.attempts + 1,
        lease_owner=None,
        lease_until=None,
        settled_at=bindparam("at"),
        error=bindparam("error_"),
        due_at=func.coalesce(bindparam("again_at"), NOTICE.c.due_at),
    )
)
# A decision cancels what waits, but not what is being sent at that moment.
_CANCEL_DECIDED = (
    update(NOTICE)
    .where(
        IS_WAITING,
        NOTICE.c.state == NoticeState.RETRY,
        NOTICE.c.due_at <= bindparam("now"),
        # A retrospective no is told of once its step is closed.
        NOTICE.c.purpose != Purpose.CHANGES_REQUESTED,
        exists().where(STEP.c.id == NOTICE.c.step_id, STEP.c.closed_at.is_not(None)),
    )
    .values(state=NoticeState.CANCELLED, settled_at=bindparam("now"))
)
_POSTPONE = (
    update(NOTICE)
    .where(NOTICE.c.id == bindparam("id_"), IS_WAITING)
    .values(due_at=bindparam("until"))
)
_LOST = (
    IS_BEING_SENT,
    or_(NOTICE.c.lease_until < bindparam("now"), NOTICE.c.lease_until.is_(None)),
)
_FREE = {"lease_owner": None, "lease_until": None}
_SEND_AGAIN = (
    update(NOTICE)
    .where(*_LOST, NOTICE.c.purpose.not_in(_NOT_AGAIN))
    .values(state=NoticeState.RETRY, due_at=bindparam("now"), **_FREE)
)
_SET_APART = (
    update(NOTICE)
    .where(*_LOST)
    .values(
        state=NoticeState.UNKNOWN,
        settled_at=bindparam("now"),
        error="The process ended while sending; whether it arrived is not known.",
        **_FREE,
    )
)


def due(connection: Connection, now: datetime, most: int) -> list[Due]:
    """Return what is due at `now`, the longest due first, at most `most`."""
    rows = connection.execute(_DUE, {"now": now, "most": most})
    return [_due(row) for row in rows]


def _due(row: Any) -> Due:  # noqa: ANN401, a row with the columns of Due
    plain = row._asdict()
    plain["purpose"] = Purpose(plain["purpose"])
    plain["medium"] = Medium(plain["medium"])
    return Due(**plain)


def claim(
    connection: Connection, notice: Due, rendered: Rendered, owner: str, now: datetime
) -> bool:
    """Take the notice for sending; False if it was decided or taken meanwhile."""
    values = {
        "id_": notice.id,
        "now": now,
        "owner": owner,
        "until": now + LEASE,
        "message_id_": rendered.message_id,
        "subject_": rendered.subject,
        "rendered_": rendered.content,
        "dated_at_": rendered.dated_at,
    }
    return connection.execute(_CLAIM, values).rowcount == 1


def settle(connection: Connection, settlement: Settlement, owner: str) -> None:
    """Write what has become of a notice that `owner` had claimed."""
    connection.execute(
        _SETTLE,
        {
            "id_": settlement.notice_id,
            "owner": owner,
            "state_": settlement.state.value,
            "at": settlement.at,
            "error_": settlement.error,
            "again_at": settlement.again_at,
        },
    )


def postpone(connection: Connection, notices: Iterable[tuple[int, datetime]]) -> None:
    """Put off notices that are due while their house is closed."""
    # Decisions cancel several notices, too; in one order, nobody waits in a circle.
    audit.lock(connection)
    rows = [{"id_": key, "until": until} for key, until in notices]
    connection.execute(_POSTPONE, rows)


def is_sent_again(notice: Due) -> bool:
    """Say whether a notice whose answer was lost is sent once more."""
    return notice.purpose not in _NOT_AGAIN and notice.attempts == 0


def bury(connection: Connection, notice_id: int, error: str, now: datetime) -> None:
    """Set a notice apart that cannot be written; a coordinator sees the reason."""
    connection.execute(
        update(NOTICE)
        .where(NOTICE.c.id == notice_id, IS_WAITING)
        .values(state=NoticeState.DEAD, settled_at=now, error=error)
    )


def recover(connection: Connection, now: datetime) -> int:
    """Free what a process that has died was sending; return how many.

    Nobody knows whether those mails went out. Requests are sent once more with the
    same bytes, at the end of the queue; reminders are set apart as `unknown`. What
    was decided while it was being sent, and failed, is not tried again.
    """
    again = connection.execute(_SEND_AGAIN, {"now": now})
    apart = connection.execute(_SET_APART, {"now": now})
    connection.execute(_CANCEL_DECIDED, {"now": now})
    return again.rowcount + apart.rowcount
