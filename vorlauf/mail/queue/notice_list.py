"""Questions that people ask about notices: sent, not sent, planned, and to whom."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    and_,
    case,
    func,
    or_,
    select,
)

from notifications.letters.mail_kinds import MAIL_KINDS, purposes_where
from states.messages import Message, Several, msg
from states.purpose import MailKind
from vorlauf.db.post_snapshots import IS_HELD, IS_WAITING, MESSAGE, NOTICE, POST, STEP
from vorlauf.db.stored_messages import unpacked
from vorlauf.db.tables import Medium, NoticeState
from vorlauf.errors import NotFoundError

# What came to nothing: it did not arrive, or nobody knows.
LOST = (NoticeState.DEAD, NoticeState.UNKNOWN)


@dataclass(frozen=True, kw_only=True)
class NoticeRow:
    """A notice with its post and its mail; missing texts are empty.

    `reader` and `address` say who got it, which may be the deputy, and where. `when` is
    when it was settled, or is due next; every instant is aware UTC.
    """

    id: int
    number: str
    title: str
    post_id: int | None
    step_id: int | None
    version: int
    purpose: MailKind
    medium: Medium
    recipient: str
    house: str
    n: int
    state: NoticeState
    planned_at: datetime
    due_at: datetime
    settled_at: datetime | None
    claims: int
    attempts: int
    doubts: int
    error: Message
    message_id: str
    reader: str
    address: str
    subject: str
    step_closed_at: datetime | None

    @property
    def is_overtaken(self) -> bool:
        """Say whether its step was answered, so that nobody needs it any more."""
        is_told = MAIL_KINDS[self.purpose].is_told_anyway
        return self.step_closed_at is not None and not is_told

    @property
    def when(self) -> datetime:
        """Return when it was settled, or is due."""
        if self.state in _OPEN or self.settled_at is None:
            return self.due_at
        return self.settled_at


_OPEN = (
    NoticeState.QUEUED,
    NoticeState.RETRY,
    NoticeState.LEASED,
    NoticeState.SENDING,
)
_OWN = (
    "id",
    "post_id",
    "step_id",
    "version",
    "purpose",
    "medium",
    "recipient",
    "house",
    "n",
    "state",
    "planned_at",
    "due_at",
    "settled_at",
    "claims",
    "attempts",
    "doubts",
)
_ROWS = (
    select(
        *(NOTICE.c[name] for name in _OWN),
        *(
            func.coalesce(column, "").label(name)
            for name, column in {
                "number": POST.c.number,
                "title": POST.c.title,
                "error": NOTICE.c.error,
                "message_id": NOTICE.c.message_id,
                "reader": MESSAGE.c.recipient,
                "address": MESSAGE.c.address,
                "subject": MESSAGE.c.subject,
            }.items()
        ),
        STEP.c.closed_at.label("step_closed_at"),
    )
    .select_from(NOTICE)
    .outerjoin(POST, POST.c.id == NOTICE.c.post_id)
    .outerjoin(STEP, STEP.c.id == NOTICE.c.step_id)
    .outerjoin(MESSAGE, MESSAGE.c.message_id == NOTICE.c.message_id)
)
_WHEN = case(
    (NOTICE.c.state.in_(_OPEN), NOTICE.c.due_at),
    else_=func.coalesce(NOTICE.c.settled_at, NOTICE.c.due_at),
)
_NEWEST = (_WHEN.desc(), NOTICE.c.id.desc())
_ASKS = NOTICE.c.purpose.in_(purposes_where(lambda kind: kind.asks))


def needing_an_eye(
    connection: Connection, *, news_since: datetime, most: int
) -> list[NoticeRow]:
    """Return the lost and doubtful notices that still matter, the newest first.

    A request matters until its step is closed, news for a while.
    """
    wanted = _ROWS.where(
        NOTICE.c.state.in_(LOST),
        or_(
            and_(_ASKS, STEP.c.closed_at.is_(None)),
            and_(~_ASKS, NOTICE.c.settled_at >= news_since),
        ),
    )
    return _asked(connection, wanted.order_by(*_NEWEST).limit(most))


def under_way(connection: Connection, most: int) -> list[NoticeRow]:
    """Return the notices that are being sent or tried again, the next first."""
    wanted = _ROWS.where(
        or_(IS_HELD, IS_WAITING), NOTICE.c.state != NoticeState.QUEUED
    ).order_by(NOTICE.c.due_at, NOTICE.c.id)
    return _asked(connection, wanted.limit(most))


def sent_last(connection: Connection, most: int) -> list[NoticeRow]:
    """Return the notices that were sent last, the newest first."""
    last = (
        select(NOTICE.c.id)
        .where(NOTICE.c.state == NoticeState.SENT)
        .order_by(NOTICE.c.settled_at.desc(), NOTICE.c.id.desc())
    )
    # Found first and joined afterwards: whoever joins first joins all that was sent.
    wanted = _ROWS.where(NOTICE.c.id.in_(last.limit(most).subquery().select()))
    return _asked(
        connection, wanted.order_by(NOTICE.c.settled_at.desc(), NOTICE.c.id.desc())
    )


def planned_next(connection: Connection, most: int) -> list[NoticeRow]:
    """Return the notices that will be sent, the next first."""
    wanted = _ROWS.where(IS_WAITING, NOTICE.c.state == NoticeState.QUEUED).order_by(
        NOTICE.c.due_at, NOTICE.c.id
    )
    return _asked(connection, wanted.limit(most))


@dataclass(frozen=True, kw_only=True)
class NoticeFilter:
    """Which notices are asked for; what is left out narrows nothing down.

    `person` is the key of the recipient or of the reader, `formerly` are those that
    they had before, which old messages keep. `since` and `until` are aware
    and included.
    """

    number: str | None = None
    person: str | None = None
    formerly: Collection[str] = ()
    states: Collection[NoticeState] = ()
    since: datetime | None = None
    until: datetime | None = None


def notices(
    connection: Connection, wanted: NoticeFilter, *, most: int | None = None
) -> list[NoticeRow]:
    """Return the newest notices of this kind, in the order of time.

    `person` is the key of the recipient or of the reader. `since` and `until` are aware
    and included.
    """
    limits: list[ColumnElement[bool]] = []
    if wanted.number is not None:
        limits.append(POST.c.number == wanted.number)
    if wanted.person is not None:
        limits.append(
            or_(
                NOTICE.c.recipient == wanted.person,
                MESSAGE.c.recipient.in_([wanted.person, *wanted.formerly]),
            )
        )
    if wanted.states:
        limits.append(NOTICE.c.state.in_(wanted.states))
    if wanted.since is not None:
        limits.append(wanted.since <= _WHEN)
    if wanted.until is not None:
        limits.append(wanted.until >= _WHEN)
    newest = _asked(connection, _ROWS.where(*limits).order_by(*_NEWEST).limit(most))
    return sorted(newest, key=lambda row: (row.when, row.id))


def notices_by_id(connection: Connection, ids: Sequence[int]) -> list[NoticeRow]:
    """Return the notices of these keys, in this order. Raises `NotFoundError`."""
    # PostgreSQL's keys end where these do, and its driver refuses what is larger.
    sane = [key for key in ids if 0 <= key < 2**31]
    rows = _asked(connection, _ROWS.where(NOTICE.c.id.in_(sane)))
    found = {row.id: row for row in rows}
    missing = [str(key) for key in ids if key not in found]
    if missing:
        raise NotFoundError(
            msg(
                "There is no notice {notices}; `vorlauf mail list` shows them.",
                notices=Several(tuple(missing)),
            )
        )
    return [found[key] for key in dict.fromkeys(ids)]


def in_the_same_mail(connection: Connection, row: NoticeRow) -> list[NoticeRow]:
    """Return the other notices in the same mail; empty if there is no mail yet."""
    if not row.message_id:
        return []
    wanted = _ROWS.where(
        NOTICE.c.message_id == row.message_id, NOTICE.c.id != row.id
    ).order_by(NOTICE.c.id)
    return _asked(connection, wanted)


def content_of(connection: Connection, message_id: str) -> bytes:
    """Return the octets that were handed over under a Message-ID."""
    wanted = select(MESSAGE.c.content).where(MESSAGE.c.message_id == message_id)
    return bytes(connection.execute(wanted).scalar_one())


def _asked(connection: Connection, wanted: Select[Any]) -> list[NoticeRow]:
    return [_row(row) for row in connection.execute(wanted)]


def _row(row: Row[Any]) -> NoticeRow:
    return NoticeRow(
        **{
            **row._asdict(),
            "error": unpacked(row.error),
            "purpose": MailKind(row.purpose),
            "medium": Medium(row.medium),
            "state": NoticeState(row.state),
        }
    )
