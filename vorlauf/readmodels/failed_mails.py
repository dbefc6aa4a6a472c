"""Failed mails: the last ones that did not arrive, while their step is open."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import Select, and_, bindparam, func, literal_column, select

from states.purpose import MailKind
from vorlauf.db.post_snapshots import NOTICE, POST, STEP
from vorlauf.db.tables import NoticeState
from vorlauf.posts.visibility import Visibility
from vorlauf.readmodels.scope import ReadScope, within

# A mail that failed longer ago has been seen, or will never be.
_RECENTLY = timedelta(days=30)


@dataclass(frozen=True, kw_only=True)
class FailedMail:
    """A notice that did not arrive, or nobody knows, and whose step is still open."""

    notice_id: int
    number: str
    title: str
    purpose: MailKind
    recipient: str
    house: str
    error: str
    settled_at: datetime
    state: NoticeState


@dataclass(frozen=True)
class FailedMails:
    """The last mails that failed, and how many there are."""

    count: int
    rows: tuple[FailedMail, ...]


def failed_mails(scope: ReadScope, most: int) -> FailedMails:
    """Return the mails that failed within 30 days, the last first, at most so many."""
    asked = {"since": scope.now - _RECENTLY, "most": most}
    rows = scope.connection.execute(_failures(scope.visibility), asked).all()
    found = []
    for row in rows:
        plain = row._asdict()
        del plain["whole"]
        plain["purpose"] = MailKind(plain["purpose"])
        plain["state"] = NoticeState(plain["state"])
        found.append(FailedMail(**plain))
    return FailedMails(rows[0].whole if rows else 0, tuple(found))


_IS_LOST = NOTICE.c.state.in_(
    [literal_column(f"'{state}'") for state in (NoticeState.DEAD, NoticeState.UNKNOWN)]
)


@lru_cache(maxsize=64)
def _failures(visibility: Visibility) -> Select[Any]:
    still = and_(
        _IS_LOST,
        NOTICE.c.settled_at >= bindparam("since"),
        STEP.c.closed_at.is_(None),
        within(visibility),
    )
    return (
        select(
            func.count().over().label("whole"),
            NOTICE.c.id.label("notice_id"),
            POST.c.number,
            POST.c.title,
            NOTICE.c.purpose,
            NOTICE.c.recipient,
            NOTICE.c.house,
            func.coalesce(NOTICE.c.error, "").label("error"),
            NOTICE.c.settled_at,
            NOTICE.c.state,
        )
        .join(STEP, STEP.c.id == NOTICE.c.step_id)
        .join(POST, POST.c.id == NOTICE.c.post_id)
        .where(still)
        .order_by(NOTICE.c.settled_at.desc(), NOTICE.c.id.desc())
        .limit(bindparam("most"))
    )
