"""The tables of holds: what is on hold, why, until when, and which posts are."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field, SQLModel

from vorlauf.db.columns import one_of, own_key, partial


class HoldScope(StrEnum):
    """What somebody puts on hold; days are closed by the calendar or by a blackout."""

    POSTS = "posts"
    WEEK = "week"
    CHANNEL = "channel"
    HOUSE = "house"
    ALL = "all"
    CLOSED_DAYS = "closed_days"


class Hold(SQLModel, table=True):
    """One act that put posts on hold; it holds until `ended_at`.

    `what` is the Monday of a week, a channel, a house, or the first and the last closed
    day with a slash between them; else it is empty. At `ends_at` it ends by itself.
    `ended_by` is the name of whoever ended it.
    """

    __table_args__ = (
        CheckConstraint(one_of("scope", HoldScope), name="scope"),
        partial("ix_hold_open", "id", where="ended_at IS NULL"),
    )

    id: int = own_key()
    scope: str
    what: str
    reason: str
    held_by: str
    held_by_key: str
    begun_at: datetime
    ends_at: datetime | None
    ended_at: datetime | None = None
    ended_by: str = Field(default="", sa_column_kwargs={"server_default": text("''")})


class HoldException(SQLModel, table=True):
    """A post that goes on by itself although a hold that lasts would cover it."""

    __tablename__ = "hold_exception"

    hold_id: int = Field(primary_key=True, foreign_key="hold.id")
    post_id: int = Field(primary_key=True, foreign_key="post.id")


class PostHold(SQLModel, table=True):
    """A post that a hold holds now; `proposed_at` is the next free slot then."""

    __tablename__ = "post_hold"
    __table_args__ = (Index("ix_post_hold_post_id", "post_id"),)

    hold_id: int = Field(primary_key=True, foreign_key="hold.id")
    post_id: int = Field(primary_key=True, foreign_key="post.id")
    proposed_at: datetime | None = None
