"""The tables of links: who may answer a step by a link, and which key signed it."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field, SQLModel

from vorlauf.db.columns import one_of, own_key, partial


class LinkKind(StrEnum):
    """What a link opens: a decision, an upload, a receipt, an objection, an absence."""

    DECIDE = "decide"
    DELIVER = "deliver"
    RECEIPT = "receipt"
    OBJECT = "object"
    ABSENCE = "absence"


class LinkEnd(StrEnum):
    """Why a link ended before its time: a newer one was sent, or wrong codes came."""

    REISSUED = "reissued"
    LOCKED = "locked"


class StepLink(SQLModel, table=True):
    """A link by which `recipient` (a person's key) may answer one step on one version.

    `nonce` are 16 random bytes (hex), one half of the link; the other is made with a
    key that is not in the database. `digest` is the SHA-256 of the whole. `tries`
    counts wrong codes.
    """

    __tablename__ = "step_link"
    __table_args__ = (
        CheckConstraint(one_of("kind", LinkKind), name="kind"),
        CheckConstraint(one_of("ended_how", LinkEnd), name="ended_how"),
        CheckConstraint("(ended_at IS NULL) = (ended_how IS NULL)", name="ended"),
        CheckConstraint("tries >= 0", name="tries"),
        Index("ix_step_link_step_id", "step_id"),
        partial(
            "uq_step_link_live",
            "step_id",
            "version",
            "kind",
            "recipient",
            where="ended_at IS NULL",
            unique=True,
        ),
    )

    id: int = own_key()
    digest: str = Field(unique=True)
    nonce: str
    kind: str
    step_id: int = Field(foreign_key="step.id")
    post_id: int = Field(foreign_key="post.id")
    version: int
    recipient: str
    made_at: datetime
    ends_at: datetime
    ended_at: datetime | None
    ended_how: str | None
    tries: int


class LinkKey(SQLModel, table=True):
    """Which key the links of this database are made with: its digest, never the key.

    One row, written by the machine (`host`) that used the key first, at `known_since`.
    `replaced_at` is when links that were sent before were given up for this key.
    """

    __tablename__ = "link_key"
    __table_args__ = (CheckConstraint("id = 1", name="single"),)

    id: int = own_key()
    digest: str
    host: str
    known_since: datetime
    replaced_at: datetime | None
