"""Questions of lists: which posts there are, what is late, what was sent."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select

from states.messages import Message
from states.post import PostState, StepKind
from states.purpose import MailKind
from vorlauf.db.post_snapshots import (
    HOUSE,
    IS_WAITING,
    MESSAGE,
    NOTICE,
    POST,
    PROOF,
    STEP,
)
from vorlauf.db.stored_messages import unpacked
from vorlauf.db.tables import Audit, Medium, NoticeState, table_of

_AUDIT = table_of(Audit)


@dataclass(frozen=True, kw_only=True)
class PostRow:
    """A post in a list."""

    number: str
    title: str
    state: PostState
    slot_at: datetime
    houses: tuple[str, ...]
    version: int
    overridden: bool
    on_hold: bool = False
    slot_missed: bool = False
    is_reserve: bool = False


@dataclass(frozen=True, kw_only=True)
class OverdueStep:
    """A step that is late: what, who is asked, since when, how far escalated."""

    number: str
    title: str
    state: PostState
    kind: StepKind
    house: str
    asked: str
    due_at: datetime
    escalation: int
    slot_at: datetime


@dataclass(frozen=True, kw_only=True)
class PlannedNotice:
    """A notice that will go out, or be tried again."""

    number: str
    title: str
    purpose: MailKind
    medium: Medium
    recipient: str
    house: str
    n: int
    due_at: datetime
    state: NoticeState


@dataclass(frozen=True, kw_only=True)
class SettledNotice:
    """A notice that went out, or did not."""

    number: str
    subject: str
    recipient: str
    house: str
    state: NoticeState
    settled_at: datetime
    error: Message


@dataclass(frozen=True, kw_only=True)
class HistoryLine:
    """One line of a post's file."""

    at: datetime
    event: str
    source: str
    dest: str
    actor: str
    capacity: str
    on_behalf_of: str
    house: str
    version: int
    comment: str
    details: str


def posts(
    connection: Connection, *, state: PostState | None = None, house: str | None = None
) -> list[PostRow]:
    """Return the posts, the earliest slot first."""
    wanted = select(POST).order_by(POST.c.slot_at, POST.c.id)
    if state is not None:
        wanted = wanted.where(POST.c.state == state)
    if house is not None:
        theirs = select(HOUSE.c.post_id).where(HOUSE.c.house == house)
        wanted = wanted.where(POST.c.id.in_(theirs))
    houses: dict[int, list[str]] = defaultdict(list)
    for row in connection.execute(select(HOUSE).order_by(HOUSE.c.house)):
        houses[row.post_id].append(row.house)
    return [
        PostRow(
            number=row.number,
            title=row.title,
            state=PostState(row.state),
            slot_at=row.slot_at,
            houses=tuple(houses[row.id]),
            version=row.version,
            overridden=row.overridden,
            on_hold=row.held_since is not None,
            is_reserve=row.is_reserve,
            slot_missed=row.slot_missed,
        )
        for row in connection.execute(wanted)
    ]


def overdue(connection: Connection, now: datetime) -> list[OverdueStep]:
    """Return the steps that are late, the longest overdue first; none on hold."""
    rows = connection.execute(
        select(
            POST.c.number,
            POST.c.title,
            POST.c.state,
            STEP.c.kind,
            STEP.c.house,
            STEP.c.asked,
            STEP.c.due_at,
            STEP.c.escalation,
            POST.c.slot_at,
        )
        .join(POST, POST.c.id == STEP.c.post_id)
        .where(
            STEP.c.closed_at.is_(None),
            STEP.c.due_at < now,
            POST.c.held_since.is_(None),
        )
        .order_by(STEP.c.due_at, STEP.c.id)
    )
    return [
        OverdueStep(
            **{
                **row._asdict(),
                "state": PostState(row.state),
                "kind": StepKind(row.kind),
            }
        )
        for row in rows
    ]


def planned(
    connection: Connection,
    *,
    until: datetime | None = None,
    most: int | None = None,
) -> list[PlannedNotice]:
    """Return what will go out, the next first; `until` is aware and included."""
    wanted = (
        select(
            func.coalesce(POST.c.number, "").label("number"),
            func.coalesce(POST.c.title, "").label("title"),
            *(
                NOTICE.c[name]
                for name in (
                    "purpose",
                    "medium",
                    "recipient",
                    "house",
                    "n",
                    "due_at",
                    "state",
                )
            ),
        )
        .outerjoin(POST, POST.c.id == NOTICE.c.post_id)
        .where(IS_WAITING)
        .order_by(NOTICE.c.due_at, NOTICE.c.id)
        .limit(most)
    )
    if until is not None:
        wanted = wanted.where(NOTICE.c.due_at <= until)
    return [
        PlannedNotice(
            **{
                **row._asdict(),
                "purpose": MailKind(row.purpose),
                "medium": Medium(row.medium),
                "state": NoticeState(row.state),
            }
        )
        for row in connection.execute(wanted)
    ]


def settled(
    connection: Connection, most: int, *, states: tuple[NoticeState, ...]
) -> list[SettledNotice]:
    """Return the notices that have come to these states last, the newest first."""
    rows = connection.execute(
        select(
            func.coalesce(POST.c.number, "").label("number"),
            MESSAGE.c.subject,
            NOTICE.c.recipient,
            NOTICE.c.house,
            NOTICE.c.state,
            NOTICE.c.settled_at,
            NOTICE.c.error,
        )
        .outerjoin(POST, POST.c.id == NOTICE.c.post_id)
        .outerjoin(MESSAGE, MESSAGE.c.message_id == NOTICE.c.message_id)
        .where(NOTICE.c.state.in_(states), NOTICE.c.settled_at.is_not(None))
        .order_by(NOTICE.c.settled_at.desc(), NOTICE.c.id.desc())
        .limit(most)
    )
    return [
        SettledNotice(
            **{
                **row._asdict(),
                "state": NoticeState(row.state),
                "subject": row.subject or "",
                "error": unpacked(row.error or ""),
            }
        )
        for row in rows
    ]


def file_of(connection: Connection, post_id: int) -> list[HistoryLine]:
    """Return the whole file of a post, the oldest line first."""
    rows = connection.execute(
        select(*(_AUDIT.c[name] for name in HistoryLine.__dataclass_fields__))
        .where(_AUDIT.c.post_id == post_id)
        .order_by(_AUDIT.c.id)
    )
    return [HistoryLine(**row._asdict()) for row in rows]


def permalinks(connection: Connection, post_id: int) -> dict[str, str]:
    """Return where a post can be seen, channel by channel."""
    rows = connection.execute(
        select(PROOF.c.channel, PROOF.c.permalink)
        .where(PROOF.c.post_id == post_id)
        .order_by(PROOF.c.channel)
    )
    return {row.channel: row.permalink for row in rows}


@dataclass(frozen=True, kw_only=True)
class PermalinkHolder:
    """A post that has a permalink on a channel."""

    post_id: int
    number: str
    title: str
    channel: str
    permalink: str


def holders_of(connection: Connection, key: str) -> list[PermalinkHolder]:
    """Return the posts with a permalink in which a network's id stands."""
    rows = connection.execute(
        select(
            POST.c.id, POST.c.number, POST.c.title, PROOF.c.channel, PROOF.c.permalink
        )
        .join_from(PROOF, POST, POST.c.id == PROOF.c.post_id)
        .where(PROOF.c.permalink.contains(key, autoescape=True))
        .order_by(POST.c.number, PROOF.c.channel)
    )
    return [
        PermalinkHolder(
            post_id=row.id,
            number=row.number,
            title=row.title,
            channel=row.channel,
            permalink=row.permalink,
        )
        for row in rows
    ]


def counts(connection: Connection) -> dict[PostState, int]:
    """Count the posts in each state, every state named."""
    rows = connection.execute(
        select(POST.c.state, func.count().label("posts")).group_by(POST.c.state)
    )
    found = {PostState(row.state): int(row.posts) for row in rows}
    return {state: found.get(state, 0) for state in PostState}
