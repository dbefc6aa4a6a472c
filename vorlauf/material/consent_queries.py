"""Questions and statements about consents, and the posts that rest on them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, and_, exists, insert, or_, select, update

from states.messages import msg
from states.post import PostState, StepKind
from vorlauf.db import keys
from vorlauf.db.post_snapshots import (
    CONSENT,
    PICTURE,
    POST,
    STEP,
    PostSnapshot,
    posts_by_id,
)
from vorlauf.db.tables import Consent, ReviewAnswer
from vorlauf.errors import NotFoundError

# Whoever sees a post in such a state sees its pictures, or soon will.
_AHEAD = tuple(state for state in PostState if state.is_binding)


@dataclass(frozen=True, kw_only=True)
class ConsentUse:
    """A post that rests on a consent; `slot_at` is aware UTC."""

    post_id: int
    state: PostState
    slot_at: datetime
    first_day: date
    last_day: date | None
    is_withdrawn: bool
    is_reserve: bool


def add(connection: Connection, consent: Consent) -> Consent:
    """Keep a consent under a new key; ask only while the audit log is locked."""
    consent.id = keys.next_id(connection, CONSENT)
    connection.execute(insert(CONSENT).values(**consent.model_dump()))
    return consent


def by_key(connection: Connection, key: int) -> Consent:
    """Return a consent. Raises `NotFoundError`."""
    row = connection.execute(select(CONSENT).where(CONSENT.c.id == key)).one_or_none()
    if row is None:
        raise NotFoundError(
            msg("There is no consent {key}; `vorlauf consent list` shows all.", key=key)
        )
    return Consent(**row._asdict())


def of_pictures(connection: Connection, sha256s: Collection[str]) -> list[Consent]:
    """Return the consents to these pictures, the oldest first."""
    wanted = select(CONSENT).where(CONSENT.c.picture.in_(sha256s))
    rows = connection.execute(wanted.order_by(CONSENT.c.id))
    return [Consent(**row._asdict()) for row in rows]


def every(connection: Connection) -> list[Consent]:
    """Return every consent, the oldest first."""
    rows = connection.execute(select(CONSENT).order_by(CONSENT.c.id))
    return [Consent(**row._asdict()) for row in rows]


def withdraw(
    connection: Connection, key: int, *, by: str, reason: str, at: datetime
) -> bool:
    """Write that a consent was withdrawn; False if it was before."""
    actor = (CONSENT.c.id == key) & CONSENT.c.withdrawn_at.is_(None)
    said = {"withdrawn_at": at, "withdrawn_by": by, "reason": reason}
    written = connection.execute(update(CONSENT).where(actor).values(**said))
    return written.rowcount == 1


def posts_showing(connection: Connection, sha256: str) -> list[PostSnapshot]:
    """Return the posts whose current content has this picture, the oldest first."""
    wanted = select(PICTURE.c.post_id).where(PICTURE.c.sha256 == sha256).distinct()
    ids = [row.post_id for row in connection.execute(wanted)]
    found = posts_by_id(connection, sorted(ids)) if ids else {}
    return [
        found[key]
        for key in sorted(found)
        if any(one.sha256 == sha256 for one in found[key].content.pictures)
    ]


_IS_ASKED = exists().where(
    STEP.c.post_id == POST.c.id,
    STEP.c.closed_at.is_(None),
    STEP.c.kind == StepKind.TAKE_DOWN,
)


def resting(connection: Connection, today: date) -> list[ConsentUse]:
    """Return the posts that rest on a consent that may not hold for them.

    Those on their way with every consent of theirs; those that are published with what
    has ended before `today` or was withdrawn, unless they are being taken down already.
    """
    has_ended = or_(CONSENT.c.last_day < today, CONSENT.c.withdrawn_at.is_not(None))
    is_out = and_(POST.c.state == PostState.PUBLISHED, has_ended, ~_IS_ASKED)
    rows = connection.execute(
        select(
            POST.c.id,
            POST.c.state,
            POST.c.slot_at,
            POST.c.is_reserve,
            CONSENT.c.first_day,
            CONSENT.c.last_day,
            CONSENT.c.withdrawn_at,
        )
        .join(PICTURE, PICTURE.c.post_id == POST.c.id)
        .join(CONSENT, CONSENT.c.picture == PICTURE.c.sha256)
        .where(or_(POST.c.state.in_(_AHEAD), is_out))
        .order_by(POST.c.id)
    )
    return [
        ConsentUse(
            post_id=row.id,
            state=PostState(row.state),
            slot_at=row.slot_at,
            first_day=row.first_day,
            last_day=row.last_day,
            is_withdrawn=row.withdrawn_at is not None,
            is_reserve=row.is_reserve,
        )
        for row in rows
    ]


@dataclass(frozen=True, kw_only=True)
class PostNamed:
    """A post by its number, title and state."""

    number: str
    title: str
    state: PostState


def posts_by_picture(connection: Connection) -> dict[str, list[PostNamed]]:
    """Return the posts that have a picture with a consent, by its SHA-256.

    Pictures that were sent back do not count.
    """
    wanted = (
        select(PICTURE.c.sha256, POST.c.number, POST.c.title, POST.c.state)
        .join(POST, POST.c.id == PICTURE.c.post_id)
        .where(
            PICTURE.c.sha256.in_(select(CONSENT.c.picture)),
            or_(PICTURE.c.answer.is_(None), PICTURE.c.answer == ReviewAnswer.ACCEPTED),
        )
        .order_by(POST.c.slot_at, POST.c.id)
        .distinct()
    )
    found: dict[str, list[PostNamed]] = {}
    for row in connection.execute(wanted.add_columns(POST.c.slot_at, POST.c.id)):
        named = PostNamed(
            number=row.number, title=row.title, state=PostState(row.state)
        )
        found.setdefault(row.sha256, []).append(named)
    return found
