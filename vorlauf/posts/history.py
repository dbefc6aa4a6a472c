"""History: every step, notice and post as it ended, for counts and checks."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, func, or_, select

from notifications.letters.mail_kinds import MAIL_KINDS
from states.fingerprint import Content
from states.post import PostState, StepKind
from states.purpose import MailKind
from vorlauf.db import versions
from vorlauf.db.post_snapshots import (
    AWAITS_REQUEST,
    HOUSE,
    IS_WAITING,
    NOTICE,
    POST,
    PROOF,
    STEP,
    VERSION,
)
from vorlauf.db.tables import Audit, NoticeState, table_of

_AUDIT = table_of(Audit)


@dataclass(frozen=True, kw_only=True)
class StepRecord:
    """A step: whose, when it began, when and how it ended."""

    id: int
    kind: StepKind
    house: str
    opened_at: datetime
    closed_at: datetime | None
    outcome: str | None
    escalation: int


@dataclass(frozen=True, kw_only=True)
class NoticeRecord:
    """A notice and what became of it."""

    id: int
    step_id: int | None
    version: int
    purpose: MailKind
    recipient: str
    house: str
    n: int
    due_at: datetime
    state: NoticeState
    message_id: str | None
    settled_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class PostRecord:
    """A post as it stands, and which version of it with which content."""

    id: int
    number: str
    author: str
    state: PostState
    houses: tuple[str, ...]
    version: int
    fingerprint: str
    content: Content
    first_slot_at: datetime
    published_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class DecisionEntry:
    """A line of the file, as far as it moves or decides.

    What tells of no change of the post has no `row_version`.
    """

    id: int
    post_id: int
    event: str
    source: str
    dest: str
    actor_key: str
    house: str
    version: int
    fingerprint: str
    row_version: int | None = None

    @property
    def is_change(self) -> bool:
        """Say whether it has changed the post, or an answer to it."""
        return self.row_version is not None


def steps(connection: Connection) -> list[StepRecord]:
    """Return every step, the oldest first."""
    columns = [STEP.c[name] for name in StepRecord.__dataclass_fields__]
    rows = connection.execute(select(*columns).order_by(STEP.c.id))
    return [StepRecord(**{**row._asdict(), "kind": StepKind(row.kind)}) for row in rows]


def notices(connection: Connection) -> list[NoticeRecord]:
    """Return every notice, the oldest first."""
    columns = [NOTICE.c[name] for name in NoticeRecord.__dataclass_fields__]
    rows = connection.execute(select(*columns).order_by(NOTICE.c.id))
    return [
        NoticeRecord(
            **{
                **row._asdict(),
                "purpose": MailKind(row.purpose),
                "state": NoticeState(row.state),
            }
        )
        for row in rows
    ]


def missed(connection: Connection, now: datetime) -> list[str]:
    """Return the numbers of the posts whose slot passed unused."""
    is_missed = (
        or_(POST.c.slot_missed, POST.c.held_since.is_not(None)),
        POST.c.slot_at < now,
        POST.c.published_at.is_(None),
    )
    rows = connection.execute(
        select(POST.c.number).where(*is_missed).order_by(POST.c.id)
    )
    return list(rows.scalars())


def posts(connection: Connection) -> list[PostRecord]:
    """Return every post with its current content, in the order of their keys."""
    houses: dict[int, list[str]] = {}
    for row in connection.execute(select(HOUSE).order_by(HOUSE.c.house)):
        houses.setdefault(row.post_id, []).append(row.house)
    rows = connection.execute(
        select(POST, *versions.COLUMNS)
        .join(
            VERSION,
            (VERSION.c.post_id == POST.c.id) & (VERSION.c.number == POST.c.version),
        )
        .order_by(POST.c.id)
    )
    return [
        PostRecord(
            id=row.id,
            number=row.number,
            author=row.author,
            state=PostState(row.state),
            houses=tuple(houses.get(row.id, ())),
            version=row.version,
            fingerprint=row.fingerprint,
            content=versions.content_in(row),
            first_slot_at=row.first_slot_at,
            published_at=row.published_at,
        )
        for row in rows
    ]


def deeds(connection: Connection) -> list[DecisionEntry]:
    """Return every line of the file that is about a post, the oldest first."""
    columns = [_AUDIT.c[name] for name in DecisionEntry.__dataclass_fields__]
    rows = connection.execute(
        select(*columns).where(_AUDIT.c.post_id.is_not(None)).order_by(_AUDIT.c.id)
    )
    return [DecisionEntry(**row._asdict()) for row in rows]


@dataclass(frozen=True, kw_only=True)
class CarriedNotice:
    """A notice that a mail has carried, and whether its step was closed by then."""

    message_id: str
    number: str
    asks: bool
    is_closed: bool


def carried(connection: Connection, message_ids: list[str]) -> list[CarriedNotice]:
    """Return what these mails were about, by their Message-IDs; overviews not."""
    rows = connection.execute(
        select(
            NOTICE.c.message_id,
            POST.c.number,
            NOTICE.c.purpose,
            STEP.c.closed_at,
        )
        .join(STEP, STEP.c.id == NOTICE.c.step_id)
        .join(POST, POST.c.id == NOTICE.c.post_id)
        .where(NOTICE.c.message_id.in_(message_ids))
        .order_by(NOTICE.c.id)
    )
    return [
        CarriedNotice(
            message_id=row.message_id,
            number=row.number,
            asks=not MAIL_KINDS[MailKind(row.purpose)].is_news,
            is_closed=row.closed_at is not None,
        )
        for row in rows
    ]


def unfinished(connection: Connection) -> int:
    """Count the posts that are neither published nor withdrawn."""
    open_ = [state for state in PostState if state.is_open]
    wanted = select(func.count()).where(POST.c.state.in_(open_))
    return int(connection.execute(wanted).scalar_one())


_NEXT_DUE = select(
    *(
        question.scalar_subquery()
        for question in (
            select(func.min(NOTICE.c.due_at)).where(
                IS_WAITING, NOTICE.c.due_at > bindparam("after")
            ),
            select(func.min(STEP.c.escalate_at)).where(
                STEP.c.closed_at.is_(None), STEP.c.escalate_at > bindparam("after")
            ),
            select(func.min(POST.c.request_by)).where(
                AWAITS_REQUEST, POST.c.request_by > bindparam("after")
            ),
            select(func.min(POST.c.slot_at)).where(
                POST.c.state == PostState.SCHEDULED,
                POST.c.slot_at > bindparam("after"),
                POST.c.id.in_(select(PROOF.c.post_id)),
            ),
        )
    )
)


def next_due(connection: Connection, after: datetime) -> datetime | None:
    """Return the next instant after another at which the clock has something to do.

    What was due by then and is still there waits for something else: a person, or the
    end of a hold.
    """
    found = connection.execute(_NEXT_DUE, {"after": after}).one()
    return min((at for at in found if at is not None), default=None)
