"""Told dates: until when a house was told that a step is due, and what has changed."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, Connection, and_, bindparam, func, or_, select

from states.due_changes import DueReason
from states.purpose import MailKind
from vorlauf.db.post_snapshots import MESSAGE, NOTICE, STEP
from vorlauf.db.tables import Audit, NoticeState, table_of
from vorlauf.posts.due_change_entries import changes_in, reasons_in

_AUDIT: Final = table_of(Audit)
_WAITS: Final = (NoticeState.QUEUED, NoticeState.RETRY, NoticeState.LEASED)
# What may have arrived counts as told; what surely did not does not.
IS_TOLD: Final[ColumnElement[bool]] = and_(
    NOTICE.c.told_due_at.is_not(None),
    or_(
        NOTICE.c.state.in_(
            (NoticeState.SENDING, NoticeState.SENT, NoticeState.UNKNOWN)
        ),
        and_(NOTICE.c.state.in_(_WAITS), NOTICE.c.doubts > 0),
    ),
)
# The date that the last mail about a step has named, beside a row of `step`.
TOLD_DUE_AT: Final = (
    select(NOTICE.c.told_due_at)
    .where(NOTICE.c.step_id == STEP.c.id, IS_TOLD)
    .order_by(NOTICE.c.id.desc())
    .limit(1)
    .correlate(STEP)
    .scalar_subquery()
)
# When a house has answered: as it was said, else when it was written down.
ANSWERED_AT: Final = func.coalesce(STEP.c.said_at, STEP.c.closed_at)
# Nobody is late for a date that they were never told.
IS_IN_TIME: Final = or_(STEP.c.due_at >= ANSWERED_AT, ANSWERED_AT <= TOLD_DUE_AT)
_TOLD: Final = (
    select(NOTICE.c.step_id, NOTICE.c.told_due_at, MESSAGE.c.dated_at)
    .outerjoin(MESSAGE, MESSAGE.c.message_id == NOTICE.c.message_id)
    .where(NOTICE.c.step_id.in_(bindparam("steps", expanding=True)), IS_TOLD)
    .order_by(NOTICE.c.id)
)
_WAITING: Final = select(NOTICE.c.step_id, NOTICE.c.due_at).where(
    NOTICE.c.step_id.in_(bindparam("steps", expanding=True)),
    NOTICE.c.purpose == MailKind.DUE_CHANGED,
    NOTICE.c.state.in_(_WAITS),
    or_(NOTICE.c.doubts == 0, NOTICE.c.told_due_at.is_(None)),
)
_CHANGES: Final = (
    select(_AUDIT.c.details)
    .where(
        _AUDIT.c.post_id == bindparam("post"),
        _AUDIT.c.at >= bindparam("since"),
        _AUDIT.c.details.contains('"because"'),
    )
    .order_by(_AUDIT.c.id)
)


@dataclass(frozen=True)
class ToldDate:
    """The date (aware UTC) that the last mail about a step named, and its own date."""

    due_at: datetime
    at: datetime | None


def told_dates(connection: Connection, step_ids: Sequence[int]) -> dict[int, ToldDate]:
    """Return, by step, which date its house was told last; none told is left out."""
    rows = connection.execute(_TOLD, {"steps": list(step_ids)})
    return {row.step_id: ToldDate(row.told_due_at, row.dated_at) for row in rows}


def waiting_changes(
    connection: Connection, step_ids: Sequence[int]
) -> dict[int, datetime]:
    """Return, by step, when a mail about its changed date goes that is not sent yet."""
    rows = connection.execute(_WAITING, {"steps": list(step_ids)})
    return {row.step_id: row.due_at for row in rows}


def reasons_since(
    connection: Connection, post_id: int, step_id: int, since: datetime
) -> tuple[DueReason, ...]:
    """Return why the date of a step has changed since then (aware UTC), in order."""
    rows = connection.execute(_CHANGES, {"post": post_id, "since": since})
    entries = [json.loads(row.details) for row in rows]
    return tuple(
        reason
        for details in entries
        if any(change.step == step_id for change in changes_in(details))
        for reason in reasons_in(details)
    )
