"""The tables, with the rules that the database itself keeps.

SQLModel classes do not validate on their way in, so whatever must never be
stored is refused by a CHECK or a key.
"""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, CheckConstraint, Index, Table, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from states.post import PostState, StepKind

NAMES = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
SQLModel.metadata.naming_convention = NAMES
METADATA = SQLModel.metadata


class Outcome(StrEnum):
    """How a step ended."""

    DONE = "done"
    DELIVERED = "delivered"
    ENDORSED = "endorsed"
    APPROVED = "approved"
    CHANGES_REQUESTED = "changes_requested"
    VOID = "void"


class NoticeState(StrEnum):
    """What has become of a notice."""

    QUEUED = "queued"
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


class Purpose(StrEnum):
    """What a notice is for."""

    MATERIAL_REQUEST = "material_request"
    SUBMIT_REQUEST = "submit_request"
    REVIEW_REQUEST = "review_request"
    APPROVAL_REQUEST = "approval_request"
    PUBLISH_REQUEST = "publish_request"
    RETROSPECTIVE_REQUEST = "retrospective_request"
    REMINDER = "reminder"
    ESCALATION = "escalation"
    CHANGES_REQUESTED = "changes_requested"


def one_of(column: str, values: type[StrEnum]) -> str:
    """Return the SQL condition that the column holds one of the values."""
    listed = ", ".join(f"'{value}'" for value in values)
    return f"{column} IN ({listed})"


def _partial(name: str, column: str, where: str) -> Index:
    """Return an index over the few rows that a sweep looks for."""
    condition = text(where)
    return Index(name, column, sqlite_where=condition, postgresql_where=condition)


def _key() -> int:
    """Declare a number that the engine gives out itself, under the audit lock."""
    key: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    return key


class Post(SQLModel, table=True):
    """A post as it stands now; its past is in `audit` and `version`."""

    __table_args__ = (
        CheckConstraint(one_of("state", PostState), name="state"),
        CheckConstraint("version > 0 AND row_version > 0", name="counters"),
        _partial(
            "ix_post_request_by",
            "request_by",
            "state = 'draft' AND request_by IS NOT NULL",
        ),
        Index("ix_post_slot_at", "slot_at"),
    )

    id: int = _key()
    number: str = Field(unique=True)
    title: str
    author: str
    state: str
    slot_at: datetime
    first_slot_at: datetime
    request_by: datetime | None
    wants_assets: bool
    wants_graphics: bool
    version: int
    fingerprint: str
    row_version: int
    overridden: bool
    created_at: datetime
    published_at: datetime | None


class PostHouse(SQLModel, table=True):
    """A house that takes part in a post."""

    __tablename__ = "post_house"

    post_id: int = Field(primary_key=True, foreign_key="post.id")
    house: str = Field(primary_key=True)


class Version(SQLModel, table=True):
    """The content of a post under one fingerprint; never changed."""

    post_id: int = Field(primary_key=True, foreign_key="post.id")
    number: int = Field(primary_key=True)
    fingerprint: str
    content: dict[str, object] = Field(sa_type=JSON)
    author: str
    saved_at: datetime


class Picture(SQLModel, table=True):
    """A picture that a house or the graphics agency has delivered."""

    __table_args__ = (UniqueConstraint("post_id", "house", "sha256"),)

    id: int = _key()
    post_id: int = Field(foreign_key="post.id")
    house: str
    name: str
    sha256: str
    alt_text: str
    consent: str
    delivered_by: str
    delivered_at: datetime


class Proof(SQLModel, table=True):
    """Where a post can be seen on one channel, or what proves it was."""

    post_id: int = Field(primary_key=True, foreign_key="post.id")
    channel: str = Field(primary_key=True)
    permalink: str
    recorded_by: str
    recorded_at: datetime


class Step(SQLModel, table=True):
    """One duty of one stakeholder while a post is in a state."""

    __table_args__ = (
        CheckConstraint(one_of("kind", StepKind), name="kind"),
        CheckConstraint(one_of("outcome", Outcome), name="outcome"),
        CheckConstraint("(closed_at IS NULL) = (outcome IS NULL)", name="closed"),
        Index("ix_step_post_id", "post_id"),
        *(
            _partial(f"ix_step_{column}", column, "closed_at IS NULL")
            for column in ("due_at", "escalate_at")
        ),
    )

    id: int = _key()
    post_id: int = Field(foreign_key="post.id")
    version: int
    kind: str
    house: str
    asked: str
    retrospective: bool
    opened_at: datetime
    due_at: datetime
    escalate_at: datetime | None
    escalation: int
    closed_at: datetime | None
    outcome: str | None
    decided_by: str | None
    on_behalf_of: str | None
    comment: str


class Notice(SQLModel, table=True):
    """A message owed: to whom, what for, when, and what became of it."""

    __table_args__ = (
        UniqueConstraint("step_id", "version", "purpose", "recipient", "n"),
        CheckConstraint(one_of("state", NoticeState), name="state"),
        CheckConstraint(one_of("medium", Medium), name="medium"),
        CheckConstraint(one_of("purpose", Purpose), name="purpose"),
        Index("ix_notice_post_id", "post_id"),
        _partial("ix_notice_due_at", "due_at", "state IN ('queued', 'retry')"),
        _partial("ix_notice_lease_until", "lease_until", "state = 'sending'"),
    )

    id: int = _key()
    step_id: int = Field(foreign_key="step.id")
    post_id: int = Field(foreign_key="post.id")
    version: int
    purpose: str
    medium: str
    recipient: str
    house: str
    n: int
    due_at: datetime
    state: str
    claims: int
    attempts: int
    lease_owner: str | None
    lease_until: datetime | None
    message_id: str | None
    subject: str | None
    rendered: bytes | None
    dated_at: datetime | None
    settled_at: datetime | None
    error: str | None


class Audit(SQLModel, table=True):
    """One line of the file: append-only, chained by hashes, names as text."""

    __table_args__ = (
        UniqueConstraint("post_id", "row_version"),
        Index("ix_audit_post_id", "post_id"),
    )

    id: int = _key()
    post_id: int | None = Field(foreign_key="post.id")
    number: str
    row_version: int | None
    at: datetime
    event: str
    source: str
    dest: str
    actor: str
    actor_key: str
    capacity: str
    on_behalf_of: str
    house: str
    version: int | None
    fingerprint: str
    comment: str
    details: str
    previous: str
    hash: str = Field(unique=True)


class AuditHead(SQLModel, table=True):
    """The end of the chain; whoever writes locks this one row first."""

    __tablename__ = "audit_head"
    __table_args__ = (CheckConstraint("id = 1", name="single"),)

    id: int = _key()
    last_id: int
    last_hash: str


class HouseRules(SQLModel, table=True):
    """The rules under which the open steps of a house were planned."""

    __tablename__ = "house_rules"

    house: str = Field(primary_key=True)
    digest: str
    applied_at: datetime


class Bookmark(SQLModel, table=True):
    """How far something that reads the audit log has come."""

    name: str = Field(primary_key=True)
    position: int


def table_of(model: type[SQLModel]) -> Table:
    """Return the Core table behind a model, for prebuilt statements."""
    return METADATA.tables[str(model.__tablename__)]
