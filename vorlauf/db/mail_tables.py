"""The tables of mail: notices, sent messages, received mail."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import JSON, CheckConstraint, Index, UniqueConstraint, false
from sqlalchemy import text as sql
from sqlmodel import Field, SQLModel

from states.purpose import MailKind
from vorlauf.db.columns import one_of, own_key, partial


class NoticeState(StrEnum):
    """What has become of a notice."""

    QUEUED = "queued"
    LEASED = "leased"
    SENDING = "sending"
    SENT = "sent"
    RETRY = "retry"
    UNKNOWN = "unknown"
    DEAD = "dead"
    CANCELLED = "cancelled"


class Medium(StrEnum):
    """How a notice travels."""

    MAIL = "mail"
    CHAT = "chat"


class IncomingKind(StrEnum):
    """What a mail that came in is."""

    BOUNCE = "bounce"
    DELAY = "delay"
    REPLY = "reply"
    OUT_OF_OFFICE = "out_of_office"
    AUTOMATIC = "automatic"
    UNRELATED = "unrelated"
    UNREADABLE = "unreadable"


class Message(SQLModel, table=True):
    """What was handed over under one Message-ID; its bytes are never changed.

    `recipient` is the person it went to, who may be a deputy, and `address` where to.
    `places` are the first octet, the one behind the last, and the link's key of each
    place in `content` where a link belongs; none are known of messages before 0005.
    `handle` finds the message by its subaddresses, None if it has gone out without.
    """

    __table_args__ = (
        Index("ix_message_recipient", "recipient"),
        Index("ix_message_handle", "handle"),
    )

    message_id: str = Field(primary_key=True)
    recipient: str
    address: str
    subject: str
    content: bytes
    dated_at: datetime
    places: list[tuple[int, int, int]] | None = Field(default=None, sa_type=JSON)
    handle: str | None = None


class Notice(SQLModel, table=True):
    """Something owed to somebody: what for, when, and what became of it.

    `planned_at` is when it fell due first, `due_at` when it is tried next. `claims`
    counts who took it in a row and came to no end, `attempts` what a server said to it,
    `doubts` how often nobody knew whether it arrived. Several notices of a recipient
    may travel in one message. `told_due_at` is the due instant of the step as that
    message names it, None if it names none.
    """

    __table_args__ = (
        UniqueConstraint("step_id", "version", "purpose", "recipient", "n"),
        CheckConstraint(one_of("state", NoticeState), name="state"),
        CheckConstraint(one_of("medium", Medium), name="medium"),
        CheckConstraint(one_of("purpose", MailKind), name="purpose"),
        # Only what goes out by the calendar is about no step of a post.
        CheckConstraint(
            "(step_id IS NULL) = "
            "(purpose IN ('overview', 'audit_head', 'hold_report')) "
            "AND (post_id IS NULL) = (step_id IS NULL)",
            name="about",
        ),
        Index("ix_notice_post_id", "post_id"),
        Index("ix_notice_message_id", "message_id"),
        Index("ix_notice_settled_at", "settled_at"),
        partial(
            "ix_notice_lost",
            "settled_at",
            where="state IN ('dead', 'unknown')",
        ),
        partial("ix_notice_due_at", "due_at", where="state IN ('queued', 'retry')"),
        partial(
            "ix_notice_lease_until",
            "lease_until",
            where="state IN ('leased', 'sending')",
        ),
        partial(
            "uq_notice_overview",
            "recipient",
            "n",
            where="purpose = 'overview'",
            unique=True,
        ),
        partial(
            "uq_notice_audit_head",
            "recipient",
            "n",
            where="purpose = 'audit_head'",
            unique=True,
        ),
        partial(
            "uq_notice_hold_report",
            "recipient",
            "n",
            where="purpose = 'hold_report'",
            unique=True,
        ),
    )

    id: int = own_key()
    step_id: int | None = Field(foreign_key="step.id")
    post_id: int | None = Field(foreign_key="post.id")
    version: int
    purpose: str
    medium: str
    recipient: str
    house: str
    n: int
    planned_at: datetime
    due_at: datetime
    state: str
    claims: int
    attempts: int
    doubts: int
    lease_owner: str | None
    lease_until: datetime | None
    message_id: str | None = Field(foreign_key="message.message_id")
    settled_at: datetime | None
    error: str | None
    told_due_at: datetime | None = None


class AddressStatus(SQLModel, table=True):
    """An address that has refused mail: how often in a row, and since when it rests.

    A suspect address has sent something back; to a suppressed one nothing goes.
    `failures` are those of a mailbox that is not there, `soft_failures` those of one
    that may take the next mail, the last of them at `last_soft_at`.
    """

    __tablename__ = "mailbox"

    address: str = Field(primary_key=True)
    failures: int
    last_error: str
    last_failure_at: datetime
    suspect_since: datetime | None
    suppressed_at: datetime | None
    suppressed_by: str
    soft_failures: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    last_soft_at: datetime | None = None


class Incoming(SQLModel, table=True):
    """A mail that came in, kept before it was moved; `digest` is its SHA-256.

    `content` may be cut (`is_cut`) to what `size` octets would not need. `absent_from`
    and `absent_until` are what an out-of-office notice seems to say.
    """

    __table_args__ = (
        UniqueConstraint("digest"),
        CheckConstraint(one_of("kind", IncomingKind), name="kind"),
        Index("ix_incoming_post_id", "post_id"),
        partial("ix_incoming_id", "id", where="handled_at IS NULL"),
    )

    id: int = own_key()
    digest: str
    stored_at: datetime
    sent_at: datetime | None
    sender: str
    subject: str
    size: int
    content: bytes
    is_cut: bool
    kind: str
    answers: str | None
    tries: int
    handled_at: datetime | None
    result: str
    post_id: int | None = Field(foreign_key="post.id")
    person: str
    absent_from: date | None
    absent_until: date | None


class Comment(SQLModel, table=True):
    """What somebody said about a version of a post; the whole text is kept.

    What is `internal` only the coordinators see. `mentions` are the keys of the people
    named with @, with a comma after each. `sender_check` is a `SenderCheck`, `gateway`
    the server that has found it, if one has; both are empty of what came by no mail.
    """

    __table_args__ = (
        UniqueConstraint("incoming_id"),
        Index("ix_comment_post_id", "post_id"),
    )

    id: int = own_key()
    post_id: int = Field(foreign_key="post.id")
    version: int
    step_id: int | None = Field(foreign_key="step.id")
    house: str
    author: str
    author_key: str
    address: str
    text: str
    whole: str
    said_at: datetime
    incoming_id: int | None = Field(foreign_key="incoming.id")
    internal: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    mentions: str = Field(default="", sa_column_kwargs={"server_default": sql("''")})
    sender_check: str = Field(
        default="", sa_column_kwargs={"server_default": sql("''")}
    )
    gateway: str = Field(default="", sa_column_kwargs={"server_default": sql("''")})
    own_account: str = Field(default="", sa_column_kwargs={"server_default": sql("''")})


class Absence(SQLModel, table=True):
    """Working days on which a person is away and the deputy is asked instead.

    `came_by` is `link` or `mail` if it did not come from an account alone; then
    coordinators see it on Today until one has seen it, at `seen_at`.
    """

    __table_args__ = (
        CheckConstraint("first_day <= last_day", name="days"),
        Index("ix_absence_person", "person"),
    )

    id: int = own_key()
    person: str
    first_day: date
    last_day: date
    set_by: str
    set_at: datetime
    comment: str
    ended_at: datetime | None
    came_by: str = Field(default="", sa_column_kwargs={"server_default": sql("''")})
    seen_at: datetime | None = None
