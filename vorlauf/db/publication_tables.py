"""The table of publications: what an adapter has published, or is about to."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from vorlauf.db.columns import one_of, own_key, partial


class PublicationState(StrEnum):
    """What has become of a publication.

    A worker that has `claimed` it does what can be taken back, and is `sending` from
    the moment on when that ends. A server that has `accepted` it says later where it
    is. It is `done`, or has `failed` for good; `unknown` means that an answer was lost.
    """

    WAITING = "waiting"
    CLAIMED = "claimed"
    SENDING = "sending"
    ACCEPTED = "accepted"
    UNKNOWN = "unknown"
    DONE = "done"
    FAILED = "failed"
    BY_HAND = "by_hand"
    CANCELLED = "cancelled"


class Publication(SQLModel, table=True):
    """One version of a post on one channel, published by an adapter (`way`).

    `key` is what the server knows the attempts by. `planned_at` is from when on it may
    be published, `due_at` when something is tried next, None if nothing is by itself.
    `claims` counts who took it in a row and came to no end, `attempts` what was tried.
    At `begun_at` began the first attempt that could not be taken back, while its
    outcome is open.
    `remote` is what the server has said, as keys of its own.
    """

    __table_args__ = (
        UniqueConstraint("post_id", "version", "channel"),
        CheckConstraint(one_of("state", PublicationState), name="state"),
        partial(
            "ix_publication_due_at",
            "due_at",
            where="due_at IS NOT NULL",
        ),
        partial(
            "ix_publication_lease_until",
            "lease_until",
            where="state IN ('claimed', 'sending')",
        ),
        partial(
            "ix_publication_in_trouble",
            "post_id",
            where="state IN ('failed', 'unknown')",
        ),
    )

    id: int = own_key()
    post_id: int = Field(foreign_key="post.id")
    version: int
    channel: str
    fingerprint: str
    way: str
    key: str = Field(unique=True)
    state: str
    planned_at: datetime
    due_at: datetime | None
    claims: int
    attempts: int
    begun_at: datetime | None
    lease_owner: str | None
    lease_until: datetime | None
    settled_at: datetime | None
    permalink: str = Field(default="", sa_column_kwargs={"server_default": text("''")})
    error: str | None
    remote: dict[str, Any] = Field(sa_type=JSON)
