"""The tables of the audit log, and of what is read from it."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from vorlauf.db.columns import own_key, partial


class Audit(SQLModel, table=True):
    """One line of the file: append-only, chained by hashes, names as text.

    `commitments` and `salts` are JSON, by the place of each personal value, and
    `row_digests` by the place of each row that was written with it; `format` says what
    the hash covers. `content_hash` is all that the hash needs to know of what the line
    says, so that the line can stand in an excerpt without being told.
    """

    __table_args__ = (
        UniqueConstraint("post_id", "row_version"),
        Index("ix_audit_post_id", "post_id"),
        partial("ix_audit_by_hand", "at", where="event = 'remind_now'"),
    )

    id: int = own_key()
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
    format: int
    commitments: str
    salts: str
    row_digests: str = Field(sa_column_kwargs={"server_default": text("'{}'")})
    content_hash: str = Field(sa_column_kwargs={"server_default": text("''")})
    previous: str
    hash: str = Field(unique=True)


class AuditHead(SQLModel, table=True):
    """The end of the chain; whoever writes locks this one row first."""

    __tablename__ = "audit_head"
    __table_args__ = (CheckConstraint("id = 1", name="single"),)

    id: int = own_key()
    last_id: int
    last_hash: str


class Bookmark(SQLModel, table=True):
    """How far something that reads the audit log has come."""

    name: str = Field(primary_key=True)
    position: int
