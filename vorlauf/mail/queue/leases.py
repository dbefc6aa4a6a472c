"""Leases: which worker sends what is due, and until when."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import (
    Connection,
    Select,
    bindparam,
    case,
    exists,
    func,
    not_,
    or_,
    select,
    update,
)

from notifications.letters.mail_kinds import MAIL_KINDS, purposes_where
from states.purpose import MailKind
from vorlauf.db.post_snapshots import IS_WAITING, NOTICE, STEP, is_held
from vorlauf.db.restorations import IS_HELD, HeldKind
from vorlauf.db.tables import Medium, NoticeState

# Longer than any attempt: whoever holds a notice longer than this is gone.
LEASE: Final = timedelta(minutes=5)
# So many matters one mail is about in its own words; of more it says how many.
MOST_IN_ONE: Final = 100
# So many recipients are looked at until one is found that nobody else is busy with.
_TRIED: Final = 50


@dataclass(frozen=True, kw_only=True)
class ClaimedNotice:
    """A due notice that one worker has leased."""

    id: int
    step_id: int | None
    post_id: int | None
    version: int
    purpose: MailKind
    medium: Medium
    recipient: str
    house: str
    n: int
    planned_at: datetime
    due_at: datetime
    claims: int
    attempts: int
    doubts: int
    message_id: str | None


_IS_DUE = (IS_WAITING, NOTICE.c.due_at <= bindparam("now"))
_HELD = NOTICE.alias("held")
# While somebody writes a mail to a recipient, nobody begins another one.
_IS_BEING_WRITTEN_TO = exists().where(
    is_held(_HELD.c.state),
    _HELD.c.recipient == NOTICE.c.recipient,
    _HELD.c.medium == NOTICE.c.medium,
    _HELD.c.lease_until >= bindparam("now"),
)
_TURNS = (
    select(
        NOTICE.c.id,
        NOTICE.c.recipient,
        NOTICE.c.medium,
        NOTICE.c.purpose,
        NOTICE.c.claims,
        NOTICE.c.message_id,
    )
    .where(
        *_IS_DUE,
        or_(NOTICE.c.claims > 0, not_(_IS_BEING_WRITTEN_TO)),
        not_(IS_HELD[HeldKind.MAILS]),
    )
    .order_by(NOTICE.c.due_at, NOTICE.c.id)
    .limit(_TRIED)
)
_THEIRS = select(NOTICE.c.id).where(*_IS_DUE).with_for_update(skip_locked=True)
# What somebody held before and let go goes alone: if it ends whoever takes it, it
# takes nothing with it. What was sent before goes as it was.
_ONE = _THEIRS.where(NOTICE.c.id == bindparam("first"))
_SAME_MAIL = _THEIRS.where(NOTICE.c.message_id == bindparam("message"))
_TOGETHER = (
    NOTICE.c.recipient == bindparam("who"),
    NOTICE.c.medium == bindparam("by"),
    NOTICE.c.purpose.not_in(purposes_where(lambda kind: not kind.is_bundled)),
    NOTICE.c.claims == 0,
    NOTICE.c.message_id.is_(None),
)
_STEP_DUE = select(STEP.c.due_at).where(STEP.c.id == NOTICE.c.step_id).scalar_subquery()
# The most urgent first, as in the mail: overviews, then what names a date, then news.
_FRESH = (
    _THEIRS.where(*_TOGETHER)
    .order_by(
        case(
            (NOTICE.c.step_id.is_(None), 0),
            (NOTICE.c.purpose.in_(purposes_where(lambda kind: kind.names_due)), 1),
            else_=2,
        ),
        _STEP_DUE,
        NOTICE.c.id,
    )
    .limit(MOST_IN_ONE)
)


def _leasing(wanted: Select[int]) -> Any:  # noqa: ANN401, an update that returns
    return (
        update(NOTICE)
        .where(NOTICE.c.id.in_(wanted))
        .values(
            state=NoticeState.LEASED,
            claims=NOTICE.c.claims + 1,
            lease_owner=bindparam("owner"),
            lease_until=bindparam("until"),
        )
        .returning(*(NOTICE.c[name] for name in ClaimedNotice.__dataclass_fields__))
    )


_CLAIMED = [NOTICE.c[name] for name in ClaimedNotice.__dataclass_fields__]
_OTHERS = select(*_CLAIMED).where(*_IS_DUE, *_TOGETHER).order_by(NOTICE.c.id)
_LEASE_ONE, _LEASE_SAME, _LEASE_FRESH = map(_leasing, (_ONE, _SAME_MAIL, _FRESH))


def lease(connection: Connection, owner: str, now: datetime) -> list[ClaimedNotice]:
    """Lease the due notices of the next recipient at `now`; usually there is one.

    Empty if nothing is due, or if other workers hold all of it. The longest due comes
    first.
    """
    times = {"now": now, "until": now + LEASE, "owner": owner}
    busy: set[str] = set()
    for turn in connection.execute(_TURNS, {"now": now}).all():
        if turn.recipient in busy or not _is_mine_alone(connection, turn.recipient):
            busy.add(turn.recipient)
            continue
        if turn.message_id is not None:
            statement, which = _LEASE_SAME, {"message": turn.message_id}
        elif turn.claims or not MAIL_KINDS[MailKind(turn.purpose)].is_bundled:
            statement, which = _LEASE_ONE, {"first": turn.id}
        else:
            which = {"who": turn.recipient, "by": turn.medium}
            statement = _LEASE_FRESH
        rows = connection.execute(statement, times | which).all()
        if rows:
            return sorted(map(_due, rows), key=lambda due: (due.due_at, due.id))
    return []


def others_due(
    connection: Connection, notice: ClaimedNotice, now: datetime
) -> list[ClaimedNotice]:
    """Return what else is due for the recipient, and may be in the same mail."""
    which = {"now": now, "who": notice.recipient, "by": notice.medium}
    return [_due(row) for row in connection.execute(_OTHERS, which)]


def _is_mine_alone(connection: Connection, recipient: str) -> bool:
    """Say whether no other worker takes this recipient's notices at this moment.

    On SQLite writers wait for each other anyway. On PostgreSQL two workers could
    otherwise each take a part of one mail.
    """
    if connection.dialect.name != "postgresql":
        return True
    key = func.hashtextextended(f"vorlauf:{recipient}", 0)
    return bool(
        connection.execute(select(func.pg_try_advisory_xact_lock(key))).scalar_one()
    )


def _due(row: Any) -> ClaimedNotice:  # noqa: ANN401, a row with the columns of Due
    plain = row._asdict()
    plain["purpose"] = MailKind(plain["purpose"])
    plain["medium"] = Medium(plain["medium"])
    return ClaimedNotice(**plain)
