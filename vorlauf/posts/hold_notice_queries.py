"""Questions and statements about the mails of holds: what rests, who has heard."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, func, select, update

from notifications.letters.mail_kinds import purposes_where
from states.purpose import MailKind
from vorlauf.db.post_snapshots import NOTICE, STEP
from vorlauf.db.tables import NoticeState
from vorlauf.db.unit_of_work import WAITS_OR_IS_HELD

_ASKING: Final = purposes_where(lambda kind: kind.rests)
_HAS_LEFT: Final = (NoticeState.SENDING, NoticeState.SENT, NoticeState.UNKNOWN)


def told_of_hold(connection: Connection, step_ids: Sequence[int]) -> set[int]:
    """Return the steps whose person was told of a hold last, and not of its end."""
    rows = connection.execute(
        select(NOTICE.c.step_id, NOTICE.c.purpose)
        .where(
            NOTICE.c.step_id.in_(step_ids),
            NOTICE.c.purpose.in_((MailKind.ON_HOLD, *_ASKING)),
            NOTICE.c.state.in_(_HAS_LEFT),
        )
        .order_by(NOTICE.c.id)
    )
    last = {row.step_id: row.purpose for row in rows}
    return {step for step, purpose in last.items() if purpose == MailKind.ON_HOLD}


def asked_by_mail(connection: Connection, step_ids: Sequence[int]) -> set[int]:
    """Return the steps that somebody was asked for by a mail that has left."""
    rows = connection.execute(
        select(NOTICE.c.step_id).where(
            NOTICE.c.step_id.in_(step_ids),
            NOTICE.c.purpose.in_(_ASKING),
            NOTICE.c.state.in_(_HAS_LEFT),
        )
    )
    return set(rows.scalars())


def resting_mails(connection: Connection, posts: Iterable[int]) -> Mapping[int, int]:
    """Count by post (key) the mails that wait and would rest; 0 where there is none."""
    wanted = (
        select(NOTICE.c.post_id, func.count().label("mails"))
        .join(STEP, STEP.c.id == NOTICE.c.step_id)
        .where(
            NOTICE.c.post_id.in_(sorted(posts)),
            STEP.c.closed_at.is_(None),
            WAITS_OR_IS_HELD,
            NOTICE.c.purpose.in_(_ASKING),
        )
        .group_by(NOTICE.c.post_id)
    )
    rows = connection.execute(wanted)
    return Counter({row.post_id: int(row.mails) for row in rows})


def call_back(connection: Connection, post_id: int, now: datetime) -> None:
    """Cancel what tells of a hold, or of its end, and has not left."""
    connection.execute(
        update(NOTICE)
        .where(
            NOTICE.c.post_id == post_id,
            NOTICE.c.purpose.in_((MailKind.ON_HOLD, MailKind.RESUMED)),
            WAITS_OR_IS_HELD,
        )
        .values(
            state=NoticeState.CANCELLED,
            settled_at=now,
            lease_owner=None,
            lease_until=None,
            # Makes room: who does the same once more owes the same.
            n=-NOTICE.c.id,
        )
    )
