"""Outbox: which notice is due, who may send it, and what has become of it.

A notice is `queued`, is claimed as `sending` right before the socket, and is then
`sent`, `retry`, `dead` or `unknown`. Claiming and settling are conditional
updates: whoever changes the row does the work, and a second run finds nothing.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    bindparam,
    exists,
    func,
    or_,
    select,
    update,
)

from vorlauf.store import audit
from vorlauf.store.queries import IS_BEING_SENT, IS_WAITING, NOTICE, STEP
from vorlauf.store.tables import Medium, NoticeState, Purpose

# Longer than any attempt: whoever holds a notice longer than this is gone.
LEASE: Final = timedelta(minutes=5)

# So often a request is taken for sending before it is set apart as unknown.
MOST_CLAIMS: Final = 3
SUPERSEDED: Final = "A newer notice of the same step was due as well."

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


def _kept_or(column: Column[Any]) -> ColumnElement[Any]:
    """Return what the column holds, or the parameter NAME_ if that is nothing yet."""
    return func.coalesce(column, bindparam(f"{column.name}_", type_=column.type))


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
        message_id=_kept_or(NOTICE.c.message_id),
        subject=_kept_or(NOTICE.c.subject),
        rendered=_kept_or(NOTICE.c.rendered),
        dated_at=_kept_or(NOTICE.c.dated_at),
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
        due_at=func.coalesce(
            bindparam("again_at", type_=NOTICE.c.due_at.type), NOTICE.c.due_at
        ),
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
_NEWER = NOTICE.alias("newer")
# After a pause several may be due at once: whoever is asked now, or is reminded by a
# newer one, needs no older reminder of the same step.
_SUPERSEDE = (
    update(NOTICE)
    .where(
        IS_WAITING,
        NOTICE.c.due_at <= bindparam("now"),
        NOTICE.c.purpose == Purpose.REMINDER,
        exists().where(
            _NEWER.c.step_id == NOTICE.c.step_id,
            _NEWER.c.recipient == NOTICE.c.recipient,
            _NEWER.c.state.in_((NoticeState.QUEUED, NoticeState.RETRY)),
            _NEWER.c.due_at <= bindparam("now"),
            or_(_NEWER.c.purpose != Purpose.REMINDER, _NEWER.c.n > NOTICE.c.n),
        ),
    )
    .values(
        state=NoticeState.CANCELLED,
        settled_at=bindparam("now"),
        error=SUPERSEDED,
    )
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
    # One whose sending has ended the process so often would end the next one, too.
    .where(*_LOST, NOTICE.c.purpose.not_in(_NOT_AGAIN), NOTICE.c.claims < MOST_CLAIMS)
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
    was decided while it was being sent, and failed, is not tried again; of several
    reminders of one step that have become due meanwhile the newest is left.
    """
    audit.lock(connection)
    again = connection.execute(_SEND_AGAIN, {"now": now})
    apart = connection.execute(_SET_APART, {"now": now})
    connection.execute(_CANCEL_DECIDED, {"now": now})
    connection.execute(_SUPERSEDE, {"now": now})
    return again.rowcount + apart.rowcount
