"""The tables of topics: ideas before posts, their posts, and links of houses."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from vorlauf.db.columns import one_of, own_key, partial


class TopicState(StrEnum):
    """Where a topic stands; one that came by a link waits for a coordinator first."""

    PROPOSED = "proposed"
    OPEN = "open"
    TAKEN = "taken"
    DROPPED = "dropped"


class Topic(SQLModel, table=True):
    """An idea for a post, before it has a slot.

    `houses` and `channels` are keys with commas between them. `season` is the part of
    each year in which it fits, as `03-01/05-31`; `not_before` and `until` are days.
    `day_rule` is a recurring day: a key of the list or a rule. Of a series it is the
    `part`-th of so many `parts`. `reason` says why it was dropped. `proposed_by` is a
    name as text, `capacity` as what they spoke; `link_id` is the link it came by.
    `before` holds what the last change has changed, as JSON, so that it can be undone.
    """

    __table_args__ = (
        CheckConstraint(one_of("state", TopicState), name="state"),
        CheckConstraint("row_version > 0", name="counters"),
        CheckConstraint("part BETWEEN 1 AND parts", name="parts"),
        Index("ix_topic_state", "state"),
        partial(
            "ix_topic_link_id", "link_id", "proposed_at", where="link_id IS NOT NULL"
        ),
    )

    id: int = own_key()
    title: str
    note: str
    houses: str
    theme: str
    format: str
    channels: str
    wants_picture: bool
    not_before: date | None
    until: date | None
    season: str
    day_rule: str
    series: str
    part: int
    parts: int
    state: str
    reason: str
    proposed_by: str
    proposed_by_key: str
    proposed_house: str
    capacity: str
    link_id: int | None = Field(foreign_key="topic_link.id")
    proposed_at: datetime
    row_version: int
    before: str


class TopicPost(SQLModel, table=True):
    """The post that was made of a topic; `day` is the recurring day that it is for.

    `undone_at` is when that was taken back.
    """

    __tablename__ = "topic_post"
    __table_args__ = (Index("ix_topic_post_post_id", "post_id"),)

    topic_id: int = Field(primary_key=True, foreign_key="topic.id")
    post_id: int = Field(primary_key=True, foreign_key="post.id")
    day: date | None
    taken_at: datetime
    taken_by: str
    undone_at: datetime | None = None


class TopicLink(SQLModel, table=True):
    """A link by which a house proposes topics; `digest` is its secret's SHA-256.

    It opens nothing from `ends_at` on, nor after it was revoked.
    """

    __tablename__ = "topic_link"
    __table_args__ = (UniqueConstraint("digest"),)

    id: int = own_key()
    digest: str
    house: str
    label: str
    made_at: datetime
    made_by: str
    ends_at: datetime
    revoked_at: datetime | None = None
