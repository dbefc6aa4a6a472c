"""The table of follow-up notes: what a coordinator comes back to, and when."""

from datetime import date, datetime

from sqlalchemy import text
from sqlmodel import Field, SQLModel

from vorlauf.db.columns import own_key, partial


class FollowUp(SQLModel, table=True):
    """A note on a post that stands on its owner's Today from `day` on until it is done.

    `day` is a day of the campaign's zone. `written_by` and `done_by` are names as text;
    `done_at` is None while the note waits.
    """

    __tablename__ = "follow_up"
    __table_args__ = (partial("ix_follow_up_day", "day", where="done_at IS NULL"),)

    id: int = own_key()
    post_id: int = Field(foreign_key="post.id", index=True)
    day: date
    words: str
    written_by: str
    written_by_key: str
    written_at: datetime
    done_at: datetime | None = None
    done_by: str = Field(default="", sa_column_kwargs={"server_default": text("''")})
