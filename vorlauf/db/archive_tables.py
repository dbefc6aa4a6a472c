"""The table of archive marks: what became of posts that are no longer needed."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field, SQLModel

from vorlauf.db.columns import one_of, own_key


class ArchiveState(StrEnum):
    """How far the records of a post are on their way to the archive."""

    OFFERED = "offered"
    TAKEN_OVER = "taken_over"
    NOT_WORTH_KEEPING = "not_worth_keeping"
    DELETED = "deleted"


class ArchiveMark(SQLModel, table=True):
    """One mark of a post; the last counts, and without one the post is still needed.

    `reference` is what the archive has written, as the number of its letter.
    `marked_by` is a name as text.
    """

    __tablename__ = "archive_mark"
    __table_args__ = (
        CheckConstraint(one_of("state", ArchiveState), name="state"),
        Index("ix_archive_mark_post_id", "post_id"),
    )

    id: int = own_key()
    post_id: int = Field(foreign_key="post.id")
    state: str
    reference: str
    marked_at: datetime
    marked_by: str
    marked_by_key: str
