"""Delayed notices: what still waits though its house should have had it long ago."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection, bindparam, select

from states.purpose import MailKind
from vorlauf.db.post_snapshots import IS_WAITING, NOTICE, POST
from vorlauf.directory.model import Directory

_A_DAY: Final = timedelta(days=1)
# Nothing is put off for longer, unless the office has closed for weeks.
_LONGEST: Final = timedelta(days=30)

_PUT_OFF = (
    select(
        NOTICE.c.id,
        POST.c.number,
        NOTICE.c.purpose,
        NOTICE.c.recipient,
        NOTICE.c.house,
        NOTICE.c.planned_at,
        NOTICE.c.due_at,
    )
    .outerjoin(POST, POST.c.id == NOTICE.c.post_id)
    .where(
        IS_WAITING,
        NOTICE.c.due_at <= bindparam("latest"),
        NOTICE.c.planned_at <= bindparam("yesterday"),
    )
    .order_by(NOTICE.c.planned_at, NOTICE.c.id)
)


@dataclass(frozen=True, kw_only=True)
class DelayedNotice:
    """A notice that was put off past a working day; instants are aware UTC.

    `number` is that of its post, empty for what is about none.
    """

    id: int
    number: str
    purpose: MailKind
    recipient: str
    house: str
    planned_at: datetime
    due_at: datetime


def delayed_notices(
    connection: Connection, directory: Directory, now: datetime
) -> list[DelayedNotice]:
    """Return what waits past the working day after the one it was planned for.

    Days are those of the house that is told, until its close of business; the notice
    that waits longest comes first. Either the timetable stands still, or no mail goes
    out, or something puts it off again and again.
    """
    times = {"latest": now + _LONGEST, "yesterday": now - _A_DAY}
    found = []
    for row in connection.execute(_PUT_OFF, times):
        plain = row._asdict()
        plain["purpose"] = MailKind(plain["purpose"])
        plain["number"] = plain["number"] or ""
        notice = DelayedNotice(**plain)
        if max(notice.due_at, now) > _latest(notice, directory):
            found.append(notice)
    return found


def _latest(notice: DelayedNotice, directory: Directory) -> datetime:
    office = directory.houses.get(notice.house, directory.agency).office
    day = office.calendar.add(office.day_of(notice.planned_at), 1)
    return office.due_on(day)
