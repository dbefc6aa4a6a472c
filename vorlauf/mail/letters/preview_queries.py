"""Questions for previews: which steps are open, and what has happened."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, literal, select

from notifications.letters.mail_kind import MailTopic
from notifications.letters.mail_kinds import purposes_where
from states.post import PostState, StepKind
from states.purpose import MailKind
from vorlauf.db.post_snapshots import NOTICE, POST, STEP
from vorlauf.db.tables import (
    Comment,
    Incoming,
    IncomingKind,
    NoticeState,
    Outcome,
    table_of,
)
from vorlauf.posts import hold_queries, publication_queries, step_queries
from vorlauf.posts.told_queries import TOLD_DUE_AT

_COMMENT = table_of(Comment)
_INCOMING = table_of(Incoming)


@dataclass(frozen=True, kw_only=True)
class OpenMatter:
    """An open step: its post and version, its kind, its due instant."""

    id: int
    post_id: int
    number: str
    version: int
    kind: StepKind
    house: str
    asked: str
    retrospective: bool
    due_at: datetime


_OPEN = (
    select(
        POST.c.number,
        *(STEP.c[name] for name in OpenMatter.__dataclass_fields__ if name != "number"),
    )
    .join(POST, POST.c.id == STEP.c.post_id)
    .where(STEP.c.closed_at.is_(None))
    .order_by(STEP.c.due_at, STEP.c.id)
)


def open_matters(
    connection: Connection, *, post_id: int | None = None, asked: str | None = None
) -> list[OpenMatter]:
    """Return the open steps, of one post or asking one person; the first due first."""
    wanted = _OPEN
    if post_id is not None:
        wanted = wanted.where(STEP.c.post_id == post_id)
    if asked is not None:
        wanted = wanted.where(STEP.c.asked == asked)
    return [
        OpenMatter(**{**row._asdict(), "kind": StepKind(row.kind)})
        for row in connection.execute(wanted)
    ]


def last_recorded(connection: Connection, post_id: int) -> tuple[int, int] | None:
    """Return the step of a post whose decision was recorded last, and 0."""
    wanted = (
        select(STEP.c.id)
        .where(STEP.c.post_id == post_id, STEP.c.recorded_by != "")
        .order_by(STEP.c.closed_at.desc(), STEP.c.id.desc())
    )
    return _unnumbered(connection, wanted)


def last_closed(
    connection: Connection, post_id: int, *, outcomes: Collection[Outcome]
) -> tuple[int, int] | None:
    """Return the step of a post that ended last in one of these ways, and 0."""
    wanted = (
        select(STEP.c.id)
        .where(STEP.c.post_id == post_id, STEP.c.outcome.in_(outcomes))
        .order_by(STEP.c.closed_at.desc(), STEP.c.id.desc())
    )
    return _unnumbered(connection, wanted)


def last_needless(connection: Connection, post_id: int) -> tuple[int, int] | None:
    """Return the step of a post whose request was withdrawn last, and 0."""
    wanted = (
        select(NOTICE.c.step_id)
        .where(
            NOTICE.c.post_id == post_id,
            NOTICE.c.purpose == MailKind.NO_LONGER_ASKED,
            NOTICE.c.n >= 0,
        )
        .order_by(NOTICE.c.id.desc())
    )
    return _unnumbered(connection, wanted)


def failed_publication(connection: Connection, post_id: int) -> tuple[int, int] | None:
    """Return the newest step of a post, and its publication that needs a person."""
    stuck = [
        row.id
        for row in publication_queries.of_post(connection, post_id)
        if row.needs_person
    ]
    step_id = step_queries.newest_step(connection, post_id)
    return None if not stuck or step_id is None else (step_id, stuck[-1])


def publication(connection: Connection, post_id: int) -> tuple[int, int] | None:
    """Return the step by which a post that is published came out, and 0."""
    wanted = (
        select(STEP.c.id)
        .join(POST, POST.c.id == STEP.c.post_id)
        .where(
            POST.c.id == post_id,
            POST.c.state == PostState.PUBLISHED,
            STEP.c.kind == StepKind.PUBLISH,
        )
        .order_by(STEP.c.id.desc())
    )
    return _unnumbered(connection, wanted)


def last_comment(connection: Connection, post_id: int) -> tuple[int, int] | None:
    """Return a step for the newest comment on a post, and the comment's key."""
    wanted = select(_COMMENT.c.id, _COMMENT.c.step_id).where(
        _COMMENT.c.post_id == post_id
    )
    return _with_step(connection, wanted.order_by(_COMMENT.c.id.desc()), post_id)


def last_away_note(connection: Connection, post_id: int) -> tuple[int, int] | None:
    """Return a step for the newest out-of-office notice on a post, and its key."""
    wanted = select(_INCOMING.c.id, literal(None).label("step_id")).where(
        _INCOMING.c.post_id == post_id,
        _INCOMING.c.kind == IncomingKind.OUT_OF_OFFICE,
    )
    return _with_step(connection, wanted.order_by(_INCOMING.c.id.desc()), post_id)


def last_absence(connection: Connection, post_id: int) -> tuple[int, int] | None:
    """Return the step of a post that last told of an absence, and the absence's key."""
    kinds = purposes_where(lambda kind: kind.about is MailTopic.ENTERED_ABSENCE)
    told = select(NOTICE.c.step_id, NOTICE.c.n).where(
        NOTICE.c.post_id == post_id, NOTICE.c.purpose.in_(kinds)
    )
    row = connection.execute(told.order_by(NOTICE.c.id.desc()).limit(1)).one_or_none()
    return None if row is None else (row.step_id, row.n)


def missed_slot(connection: Connection, post_id: int) -> tuple[int, int] | None:
    """Return the newest step of a post that has missed its slot, and 0."""
    wanted = (
        select(STEP.c.id)
        .join(POST, POST.c.id == STEP.c.post_id)
        .where(POST.c.id == post_id, POST.c.slot_missed)
        .order_by(STEP.c.closed_at.is_not(None), STEP.c.id.desc())
    )
    return _unnumbered(connection, wanted)


def last_hold(connection: Connection, post_id: int) -> tuple[int, int] | None:
    """Return the newest step of a post that is on hold, and the key of the hold."""
    held = hold_queries.holds_of(connection, [post_id]).get(post_id)
    step_id = step_queries.newest_step(connection, post_id)
    return None if not held or step_id is None else (step_id, held[-1].id)


def house_of_nobody(connection: Connection, post_id: int) -> tuple[int, int] | None:
    """Return the newest step of a post, and 0: what is missing is looked up."""
    step_id = step_queries.newest_step(connection, post_id)
    return None if step_id is None else (step_id, 0)


def last_lost(connection: Connection, post_id: int) -> tuple[int, int] | None:
    """Return the step of the newest notice that did not arrive, and its key."""
    wanted = select(NOTICE.c.id, NOTICE.c.step_id).where(
        NOTICE.c.post_id == post_id, NOTICE.c.state == NoticeState.DEAD
    )
    newest = wanted.order_by(NOTICE.c.settled_at.desc(), NOTICE.c.id.desc())
    return _with_step(connection, newest, post_id)


def _unnumbered(connection: Connection, wanted: Select[Any]) -> tuple[int, int] | None:
    step_id = connection.execute(wanted.limit(1)).scalar()
    return None if step_id is None else (int(step_id), 0)


def _with_step(
    connection: Connection, wanted: Select[Any], post_id: int
) -> tuple[int, int] | None:
    """Return its step and its key; what is about no step gets the post's newest."""
    row = connection.execute(wanted.limit(1)).one_or_none()
    if row is None:
        return None
    step_id = row.step_id or step_queries.newest_step(connection, post_id)
    return None if step_id is None else (step_id, row.id)


def is_due_changed(connection: Connection, step_id: int) -> bool:
    """Say whether a step has another date than its house was told last."""
    wanted = select(STEP.c.due_at, TOLD_DUE_AT.label("told")).where(
        STEP.c.id == step_id
    )
    row = connection.execute(wanted).one()
    return row.told is not None and row.told != row.due_at
