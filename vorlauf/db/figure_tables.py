"""The tables of figures: imports as snapshots, the posts and days that they tell of."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Index, text
from sqlmodel import Field, SQLModel

from vorlauf.db.columns import one_of, own_key

# The kind of an import whose figures were typed by hand.
TYPED = "typed"


class MatchedBy(StrEnum):
    """How the row of a file was matched to a post; `NOTHING` for one that is not."""

    NOTHING = ""
    PERMALINK = "permalink"
    EXTERNAL_ID = "external_id"
    TIME = "time"
    TEXT = "text"
    BY_HAND = "by_hand"


class FigureImport(SQLModel, table=True):
    """One file of figures, kept as a snapshot: so they were `as_of` an instant.

    `kind` is what file of which network it was (`FigureFile.kind`), or `TYPED`;
    `sha256` is that of the file. `taken_by` and `undone_by` are names as text.
    `undone_at` says that it was taken back; then it tells of nothing.
    """

    __tablename__ = "figure_import"
    __table_args__ = (Index("ix_figure_import_channel_as_of", "channel", "as_of"),)

    id: int = own_key()
    kind: str
    channel: str
    as_of: datetime
    file_name: str
    sha256: str
    taken_at: datetime
    taken_by: str
    taken_by_key: str
    undone_at: datetime | None = None
    undone_by: str = Field(default="", sa_column_kwargs={"server_default": text("''")})


class FigurePost(SQLModel, table=True):
    """The figures of one post in one row of a file; `place` is that row, for people.

    `figures` maps metrics to decimal numbers as text. A metric that is not there was
    not measured; null says that what was typed before was taken back. `excerpt` is the
    beginning of the text in the file. `certainty` is a percentage.
    """

    __tablename__ = "figure_post"
    __table_args__ = (
        CheckConstraint(one_of("matched_by", MatchedBy), name="matched_by"),
        CheckConstraint("certainty BETWEEN 0 AND 100", name="certainty"),
        CheckConstraint("(post_id IS NULL) = (matched_by = '')", name="matched"),
        Index("ix_figure_post_post_id", "post_id"),
    )

    import_id: int = Field(primary_key=True, foreign_key="figure_import.id")
    row: int = Field(primary_key=True)
    place: str
    permalink: str
    external_id: str
    excerpt: str
    day: date | None
    share: str
    campaign: str
    figures: dict[str, Any] = Field(sa_type=JSON)
    post_id: int | None = Field(foreign_key="post.id")
    matched_by: str
    certainty: int


class FigureSeries(SQLModel, table=True):
    """One metric of a channel day by day, as one file tells it.

    `days` maps days, as 2023-05-31, to decimal numbers as text.
    """

    __tablename__ = "figure_series"

    import_id: int = Field(primary_key=True, foreign_key="figure_import.id")
    metric: str = Field(primary_key=True)
    share: str = Field(primary_key=True)
    first_day: date
    last_day: date
    days: dict[str, Any] = Field(sa_type=JSON)
