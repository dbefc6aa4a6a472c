"""The clock by the audit log: whether it was set back, now or earlier.

The log keeps the order in which its lines were written, whatever time they bear.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection, func, select

from vorlauf.db.tables import Audit, table_of

# Sweeps date all they do by their beginning, so lines may be this far out of order.
SLACK: Final = timedelta(minutes=15)
_AUDIT = table_of(Audit)


@dataclass(frozen=True, kw_only=True)
class DatedBack:
    """A line that bears an earlier time (aware UTC) than the line `before` it."""

    line: int
    at: datetime
    before: datetime


def latest(connection: Connection) -> datetime | None:
    """Return the latest time of a line, aware UTC; None while there is none."""
    found: datetime | None = connection.execute(
        select(func.max(_AUDIT.c.at))
    ).scalar_one()
    return found


def is_set_back(connection: Connection, now: datetime) -> datetime | None:
    """Return the latest time of a line if `now` lies before it, else None."""
    last = latest(connection)
    return last if last is not None and now + SLACK < last else None


def dated_back(connection: Connection) -> list[DatedBack]:
    """Return the lines with which the clock was set back, in their order."""
    before = (
        func.lag(_AUDIT.c.at, type_=_AUDIT.c.at.type)
        .over(order_by=_AUDIT.c.id)
        .label("before")
    )
    lines = select(_AUDIT.c.id, _AUDIT.c.at, before).subquery()
    rows = connection.execute(
        select(lines).where(lines.c.at < lines.c.before).order_by(lines.c.id)
    )
    return [
        DatedBack(line=row.id, at=row.at, before=row.before)
        for row in rows
        if row.at + SLACK < row.before
    ]
