"""Questions of the timetable: what is due, what is late."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, and_, func, literal, or_, select

from states.messages import Message
from states.post import PostState, Role
from states.purpose import MailKind
from vorlauf.db.post_snapshots import AWAITS_REQUEST, NOTICE, POST, PROOF, STEP
from vorlauf.db.stored_messages import unpacked
from vorlauf.db.tables import NoticeState
from vorlauf.directory.model import Directory


@dataclass(frozen=True)
class DuePost:
    """A post that time moves on, and the row version it was found in."""

    number: str
    row_version: int


@dataclass(frozen=True)
class UnansweredStep:
    """A step that is to be escalated."""

    post_id: int
    step_id: int


def material_to_request(connection: Connection, now: datetime) -> list[DuePost]:
    """Return the drafts whose material must be requested by now."""
    rows = connection.execute(
        select(POST.c.number, POST.c.row_version)
        .where(
            AWAITS_REQUEST,
            POST.c.request_by <= now,
            POST.c.slot_at > now,
            POST.c.held_since.is_(None),
        )
        .order_by(POST.c.request_by, POST.c.id)
    )
    return [DuePost(row.number, row.row_version) for row in rows]


# A post names its channels with a comma after each.
_COMMA: Final = literal(",")
_IS_ITS_CHANNEL: Final = (_COMMA + POST.c.channels).contains(
    _COMMA + PROOF.c.channel + _COMMA
)
_ITS_CHANNELS: Final = func.length(POST.c.channels) - func.length(
    func.replace(POST.c.channels, ",", "")
)


def to_publish(connection: Connection, now: datetime) -> list[DuePost]:
    """Return the scheduled posts that have come to their slot and have every proof."""
    rows = connection.execute(
        select(POST.c.number, POST.c.row_version)
        .join(PROOF, PROOF.c.post_id == POST.c.id)
        .where(
            POST.c.state == PostState.SCHEDULED,
            POST.c.held_since.is_(None),
            POST.c.is_reserve.is_(False),
            POST.c.slot_at <= now,
            _IS_ITS_CHANNEL,
        )
        .group_by(POST.c.id)
        .having(func.count() >= _ITS_CHANNELS)
        .order_by(POST.c.slot_at, POST.c.id)
    )
    return [DuePost(row.number, row.row_version) for row in rows]


_ON_ITS_WAY = tuple(s for s in PostState if s.is_open and s is not PostState.SCHEDULED)


def slots_missed(connection: Connection, now: datetime) -> list[int]:
    """Return the posts whose slot passed without approval since it was looked last."""
    rows = connection.execute(
        select(POST.c.id)
        .where(
            POST.c.state.in_(_ON_ITS_WAY),
            POST.c.slot_at < now,
            POST.c.slot_missed.is_(False),
            POST.c.is_reserve.is_(False),
            POST.c.held_since.is_(None),
        )
        .order_by(POST.c.slot_at, POST.c.id)
    )
    return list(rows.scalars())


def silent_steps(connection: Connection, now: datetime) -> list[UnansweredStep]:
    """Return the open steps whose escalation is due."""
    rows = connection.execute(
        select(STEP.c.post_id, STEP.c.id)
        .where(STEP.c.closed_at.is_(None), STEP.c.escalate_at <= now)
        .order_by(STEP.c.escalate_at, STEP.c.id)
    )
    return [UnansweredStep(row.post_id, row.id) for row in rows]


def overdue_count(connection: Connection, now: datetime) -> int:
    """Count the open steps that are overdue."""
    late = (STEP.c.closed_at.is_(None), STEP.c.due_at < now)
    return int(connection.execute(select(func.count()).where(*late)).scalar_one())


@dataclass(frozen=True)
class FailedNotice:
    """A notice that did not arrive, or nobody knows: of which post, and to whom."""

    number: str
    recipient: str
    error: Message


def undelivered(connection: Connection) -> list[FailedNotice]:
    """Return what was given up or is in doubt while its step is open, newest first.

    What has been decided all the same needs nobody's eye any more.
    """
    rows = connection.execute(
        select(POST.c.number, NOTICE.c.recipient, NOTICE.c.error)
        .join(STEP, STEP.c.id == NOTICE.c.step_id)
        .join(POST, POST.c.id == NOTICE.c.post_id)
        .where(
            STEP.c.closed_at.is_(None),
            NOTICE.c.state.in_((NoticeState.DEAD, NoticeState.UNKNOWN)),
        )
        .order_by(NOTICE.c.settled_at.desc(), NOTICE.c.id.desc())
    )
    return [
        FailedNotice(row.number, row.recipient, unpacked(row.error or ""))
        for row in rows
    ]


def head_mailed_at(connection: Connection, directory: Directory) -> datetime | None:
    """Return when (aware UTC) the audit log's head was last mailed, if it ever was.

    It stands in the overview of coordinators, and in a mail to auditors.
    """
    keepers = [
        one.key for one in directory.people.values() if one.role is Role.COORDINATOR
    ]
    in_overview = and_(
        NOTICE.c.purpose == MailKind.OVERVIEW, NOTICE.c.recipient.in_(keepers)
    )
    last = select(func.max(NOTICE.c.settled_at)).where(
        NOTICE.c.state == NoticeState.SENT,
        or_(NOTICE.c.purpose == MailKind.AUDIT_HEAD, in_overview),
    )
    at: datetime | None = connection.execute(last).scalar_one()
    return at
