"""Outages: what waits for a mail server that takes mail again goes out now."""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection, bindparam, func, select, update

from vorlauf.db import audit_log
from vorlauf.db.post_snapshots import IS_WAITING, NOTICE
from vorlauf.db.tables import Medium, NoticeState

# The longest pause between two tries of a mail that its recipient's server puts off.
LONGEST_PAUSE: Final = timedelta(hours=4)

# Pauses are bounded, so the index of due instants leads to what was tried and waits.
_WAITS = (
    IS_WAITING,
    NOTICE.c.due_at > bindparam("now"),
    NOTICE.c.due_at <= bindparam("latest"),
    NOTICE.c.state == NoticeState.RETRY,
    NOTICE.c.medium == Medium.MAIL,
    NOTICE.c.attempts > 0,
    NOTICE.c.settled_at < bindparam("now"),
)
_FIRST = select(func.min(NOTICE.c.settled_at)).where(*_WAITS)
_LAST_SUCCESS = select(func.max(NOTICE.c.settled_at)).where(
    NOTICE.c.settled_at >= bindparam("first"),
    NOTICE.c.settled_at < bindparam("now"),
    NOTICE.c.state == NoticeState.SENT,
    NOTICE.c.medium == Medium.MAIL,
)
_NOW = update(NOTICE).where(*_WAITS).values(due_at=bindparam("now"))


def pull_forward(connection: Connection, now: datetime) -> int:
    """Make due at `now` what has failed since the server last took a mail.

    Call it in a writing transaction after the first success of a run; returns how many
    notices. What has failed in a run in which others succeeded keeps its pause, for
    then its own mailbox was at fault.
    """
    times = {"now": now, "latest": now + LONGEST_PAUSE}
    first: datetime | None = connection.execute(_FIRST, times).scalar()
    if first is None:
        return 0
    asked = {"first": first, "now": now}
    last: datetime | None = connection.execute(_LAST_SUCCESS, asked).scalar()
    # Decisions cancel several notices, too; in one order, nobody waits in a circle.
    audit_log.lock(connection)
    since = () if last is None else (NOTICE.c.settled_at > last,)
    return connection.execute(_NOW.where(*since), times).rowcount
