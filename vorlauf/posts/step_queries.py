"""Questions about steps for the writing of letters: the step, and its history."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from sqlalchemy import Connection, bindparam, exists, func, or_, select

from states.post import StepKind
from vorlauf.db.post_snapshots import MESSAGE, NOTICE, POST, STEP
from vorlauf.db.tables import Audit, Comment, Incoming, NoticeState, Outcome, table_of
from vorlauf.posts.address_status import MAILBOX

_AUDIT = table_of(Audit)
_COMMENT = table_of(Comment)
_INCOMING = table_of(Incoming)


@dataclass(frozen=True, kw_only=True)
class NoticeStep:
    """The step a notice is about; `due_at` is aware UTC."""

    id: int
    post_id: int
    version: int
    kind: StepKind
    house: str
    asked: str
    opened_at: datetime
    due_at: datetime
    closed_at: datetime | None
    retrospective: bool
    outcome: str | None
    decided_by: str | None
    on_behalf_of: str | None
    comment: str
    own_account: str = ""
    issued_to: str = ""
    way: str = ""
    recorded_by: str = ""
    said_at: datetime | None = None


_MATTERS = select(*(STEP.c[name] for name in NoticeStep.__dataclass_fields__)).where(
    STEP.c.id.in_(bindparam("ids", expanding=True))
)


def matters(connection: Connection, step_ids: Sequence[int]) -> dict[int, NoticeStep]:
    """Return the steps of these keys, open or closed, by key."""
    rows = connection.execute(_MATTERS, {"ids": list(step_ids)})
    return {
        row.id: NoticeStep(**{**row._asdict(), "kind": StepKind(row.kind)})
        for row in rows
    }


@dataclass(frozen=True, kw_only=True)
class EarlierComment:
    """What somebody said about a post; `author_key` is empty for a stranger."""

    author: str
    author_key: str
    address: str
    said_at: datetime
    text: str
    whole: str
    internal: bool
    sender_check: str
    gateway: str
    own_account: str = ""


@dataclass(frozen=True, kw_only=True)
class AwayNote:
    """What an out-of-office notice says: whose, and from when to when."""

    person: str
    subject: str
    content: bytes
    absent_from: date | None
    absent_until: date | None


@dataclass(frozen=True, kw_only=True)
class Returned:
    """A notice that did not arrive: to whom it went, where to, why not.

    `matters` are the posts that the mail was about, as number and title.
    """

    recipient: str
    address: str
    error: str
    is_in_doubt: bool
    is_suppressed: bool
    matters: tuple[tuple[str, str], ...]


_REMARK = select(*(_COMMENT.c[name] for name in EarlierComment.__dataclass_fields__))
_AWAY = select(*(_INCOMING.c[name] for name in AwayNote.__dataclass_fields__))
_RETURNED = (
    select(
        NOTICE.c.recipient,
        NOTICE.c.message_id,
        NOTICE.c.state,
        NOTICE.c.error,
        MESSAGE.c.address,
        MAILBOX.c.suppressed_at,
    )
    .outerjoin(MESSAGE, MESSAGE.c.message_id == NOTICE.c.message_id)
    .outerjoin(MAILBOX, MAILBOX.c.address == func.lower(MESSAGE.c.address))
    .where(NOTICE.c.id == bindparam("key"))
)
_POSTS_OF = (
    select(POST.c.number, POST.c.title, POST.c.number_order)
    .distinct()
    .join(NOTICE, NOTICE.c.post_id == POST.c.id)
    .where(
        or_(
            NOTICE.c.id == bindparam("key"),
            NOTICE.c.message_id == bindparam("message"),
        )
    )
    .order_by(POST.c.number_order)
)
_ANOTHER = NOTICE.alias("another")
# Mails about several posts begin no conversation about any of them.
_THREAD = (
    select(MESSAGE.c.message_id, MESSAGE.c.dated_at)
    .distinct()
    # Begun with the post: it has few messages, while an approver gets thousands.
    .join(NOTICE, NOTICE.c.message_id == MESSAGE.c.message_id)
    .where(
        NOTICE.c.post_id == bindparam("post"),
        MESSAGE.c.recipient.in_(bindparam("who", expanding=True)),
        ~exists().where(
            _ANOTHER.c.message_id == MESSAGE.c.message_id,
            _ANOTHER.c.post_id != bindparam("post"),
        ),
    )
    .order_by(MESSAGE.c.dated_at, MESSAGE.c.message_id)
)


def remark_of(connection: Connection, comment_id: int) -> EarlierComment:
    """Return a comment by its key."""
    row = connection.execute(_REMARK.where(_COMMENT.c.id == comment_id)).one()
    return EarlierComment(**row._asdict())


def away_note(connection: Connection, incoming_id: int) -> AwayNote:
    """Return what an out-of-office notice says, by the key of the mail."""
    row = connection.execute(_AWAY.where(_INCOMING.c.id == incoming_id)).one()
    return AwayNote(**row._asdict())


def returned(connection: Connection, notice_id: int) -> Returned:
    """Return why a notice did not arrive, and what else was in the same mail."""
    row = connection.execute(_RETURNED, {"key": notice_id}).one()
    posts = connection.execute(
        _POSTS_OF, {"key": notice_id, "message": row.message_id}
    ).all()
    return Returned(
        recipient=row.recipient,
        address=row.address or "",
        error=row.error or "",
        is_in_doubt=row.state == NoticeState.UNKNOWN,
        is_suppressed=row.suppressed_at is not None,
        matters=tuple((post.number, post.title) for post in posts),
    )


def thread(connection: Connection, post_id: int, recipient: Sequence[str]) -> list[str]:
    """Return the Message-IDs of what a person got about a post alone, oldest first.

    A message keeps the key that its reader had then: `recipient` are all of theirs.
    """
    wanted = {"post": post_id, "who": list(recipient)}
    rows = connection.execute(_THREAD, wanted)
    return [row.message_id for row in rows]


def newest_step(connection: Connection, post_id: int) -> int | None:
    """Return the step of a post that began last, None if none ever did."""
    newest = select(func.max(STEP.c.id)).where(STEP.c.post_id == post_id)
    step_id: int | None = connection.execute(newest).scalar_one()
    return step_id


DECIDED: Final = (Outcome.ENDORSED, Outcome.APPROVED, Outcome.CHANGES_REQUESTED)
_ENDED: Final = (
    select(*(STEP.c[name] for name in NoticeStep.__dataclass_fields__))
    .where(
        STEP.c.post_id == bindparam("post"),
        STEP.c.closed_at == bindparam("at"),
        STEP.c.outcome.in_([Outcome.VOID, *DECIDED]),
        STEP.c.decided_by == bindparam("by"),
    )
    .order_by(STEP.c.id)
)


def ended_by(
    connection: Connection, post_id: int, at: datetime, by: str
) -> list[NoticeStep]:
    """Return what this person decided at `at`, and what nobody was asked for then."""
    rows = connection.execute(_ENDED, {"post": post_id, "at": at, "by": by})
    return [NoticeStep(**{**row._asdict(), "kind": StepKind(row.kind)}) for row in rows]
