"""Questions about steps for the writing of letters: the step, and its history."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from sqlalchemy import Connection, bindparam, exists, func, or_, select

from notifications.letters.mail_kinds import purposes_where
from states.fingerprint import Content
from states.post import DECISIONS, StepKind
from vorlauf.db import versions
from vorlauf.db.post_snapshots import MESSAGE, NOTICE, POST, STEP, VERSION
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


@dataclass(frozen=True)
class PostHistory:
    """How often a post has changed, and when last (aware UTC)."""

    entries: int
    last_at: datetime


@dataclass(frozen=True, kw_only=True)
class PastAction:
    """Who did something to a post, for which house, with which words."""

    actor: str
    house: str
    comment: str
    capacity: str = ""


_MATTERS = select(*(STEP.c[name] for name in NoticeStep.__dataclass_fields__)).where(
    STEP.c.id.in_(bindparam("ids", expanding=True))
)
_LAST_ACT = (
    select(_AUDIT.c.actor, _AUDIT.c.house, _AUDIT.c.comment, _AUDIT.c.capacity)
    .where(
        _AUDIT.c.post_id == bindparam("post_id"),
        _AUDIT.c.event == bindparam("event_"),
        _AUDIT.c.at <= bindparam("until"),
    )
    .order_by(_AUDIT.c.id.desc())
    .limit(1)
)
# Whoever was asked by an act that was undone has not heard of it.
_IS_UNDONE = (
    select(NOTICE.c.id).where(NOTICE.c.step_id == STEP.c.id, NOTICE.c.n < 0).exists()
)
_SHOWN_BEFORE = (
    select(*versions.COLUMNS)
    .join(
        STEP,
        (STEP.c.post_id == VERSION.c.post_id) & (STEP.c.version == VERSION.c.number),
    )
    .where(
        STEP.c.post_id == bindparam("post_id"),
        STEP.c.kind == bindparam("kind_"),
        STEP.c.house == bindparam("house_"),
        STEP.c.version < bindparam("version_"),
        ~_IS_UNDONE,
    )
    .order_by(STEP.c.version.desc())
    .limit(1)
)

_HISTORIES = (
    select(
        _AUDIT.c.post_id,
        func.count().label("entries"),
        func.max(_AUDIT.c.at).label("last_at"),
    )
    .where(_AUDIT.c.post_id.in_(bindparam("ids", expanding=True)))
    .group_by(_AUDIT.c.post_id)
)
_ASKED_BEFORE = (
    select(STEP.c.id)
    .where(
        STEP.c.post_id == bindparam("post_id"),
        STEP.c.kind == bindparam("kind_"),
        STEP.c.house == bindparam("house_"),
        # What was passed on to a colleague was answered by nobody.
        ((STEP.c.version < bindparam("version_")) & ~_IS_UNDONE)
        | ((STEP.c.id < bindparam("id_")) & (STEP.c.outcome != Outcome.VOID)),
    )
    .limit(1)
)
_TOLD_BEFORE = (
    select(MESSAGE.c.recipient)
    .distinct()
    .join(NOTICE, NOTICE.c.message_id == MESSAGE.c.message_id)
    .where(
        NOTICE.c.step_id.in_(bindparam("ids", expanding=True)),
        NOTICE.c.recipient == bindparam("who"),
        NOTICE.c.purpose.in_(purposes_where(lambda kind: kind.begins)),
        NOTICE.c.state.in_((NoticeState.SENT, NoticeState.UNKNOWN)),
    )
    .order_by(MESSAGE.c.recipient)
)


def matters(connection: Connection, step_ids: Sequence[int]) -> dict[int, NoticeStep]:
    """Return the steps of these keys, open or closed, by key."""
    rows = connection.execute(_MATTERS, {"ids": list(step_ids)})
    return {
        row.id: NoticeStep(**{**row._asdict(), "kind": StepKind(row.kind)})
        for row in rows
    }


def last_act(
    connection: Connection,
    matter: NoticeStep,
    event: str,
    *,
    until: datetime | None = None,
) -> PastAction | None:
    """Return the act of this kind that opened the step, or closed it if it has ended.

    Several houses may say no afterwards, each with words of its own. With `until`
    (aware UTC) the last one before that.
    """
    until = until or matter.closed_at or matter.opened_at
    row = connection.execute(
        _LAST_ACT, {"post_id": matter.post_id, "event_": event, "until": until}
    ).one_or_none()
    return None if row is None else PastAction(**row._asdict())


def shown_before(connection: Connection, matter: NoticeStep) -> Content | None:
    """Return the newest older content that this house was asked about likewise."""
    row = connection.execute(
        _SHOWN_BEFORE,
        {
            "post_id": matter.post_id,
            "kind_": matter.kind.value,
            "house_": matter.house,
            "version_": matter.version,
        },
    ).one_or_none()
    return None if row is None else versions.content_in(row)


def histories(
    connection: Connection, post_ids: Sequence[int]
) -> dict[int, PostHistory]:
    """Return of each post how many audit entries it has, and when the last was made."""
    rows = connection.execute(_HISTORIES, {"ids": list(post_ids)})
    return {row.post_id: PostHistory(row.entries, row.last_at) for row in rows}


def was_asked_before(connection: Connection, matter: NoticeStep) -> bool:
    """Say whether this house was asked likewise about this post before."""
    row = connection.execute(
        _ASKED_BEFORE,
        {
            "id_": matter.id,
            "post_id": matter.post_id,
            "kind_": matter.kind.value,
            "house_": matter.house,
            "version_": matter.version,
        },
    ).one_or_none()
    return row is not None


def told_before(
    connection: Connection, step_ids: Sequence[int], person: str
) -> list[str]:
    """Return who got a request of these steps that was for a person (keys)."""
    rows = connection.execute(_TOLD_BEFORE, {"ids": list(step_ids), "who": person})
    return [row.recipient for row in rows]


def was_asked_after(connection: Connection, matter: NoticeStep) -> bool:
    """Say whether anybody was asked to decide on the post after this step had ended."""
    wanted = select(STEP.c.id).where(
        STEP.c.post_id == matter.post_id,
        STEP.c.id > matter.id,
        STEP.c.kind.in_(DECISIONS),
        STEP.c.opened_at >= matter.closed_at,
    )
    return connection.execute(wanted.limit(1)).one_or_none() is not None


def shown_at(connection: Connection, matter: NoticeStep) -> Content | None:
    """Return the content of the version a step was about."""
    row = connection.execute(
        select(*versions.COLUMNS).where(
            VERSION.c.post_id == matter.post_id, VERSION.c.number == matter.version
        )
    ).one_or_none()
    return None if row is None else versions.content_in(row)


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
        MESSAGE.c.recipient == bindparam("who"),
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


def thread(connection: Connection, post_id: int, recipient: str) -> list[str]:
    """Return the Message-IDs of what a person got about a post alone, oldest first."""
    rows = connection.execute(_THREAD, {"post": post_id, "who": recipient})
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
