"""Topics are gathered before they become posts, and houses propose some by a link."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"

_TIME = sa.DateTime(timezone=True)
_STATES = ("proposed", "open", "taken", "dropped")


def _texts(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.String(), nullable=False) for name in names]


def upgrade() -> None:
    _links()
    _topics()
    op.create_table(
        "topic_post",
        sa.Column("topic_id", sa.Integer(), nullable=False),
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("taken_at", _TIME, nullable=False),
        *_texts("taken_by"),
        sa.Column("undone_at", _TIME, nullable=True),
        sa.ForeignKeyConstraint(
            ["topic_id"], ["topic.id"], name=op.f("fk_topic_post_topic_id_topic")
        ),
        sa.ForeignKeyConstraint(
            ["post_id"], ["post.id"], name=op.f("fk_topic_post_post_id_post")
        ),
        sa.PrimaryKeyConstraint("topic_id", "post_id", name=op.f("pk_topic_post")),
    )
    op.create_index("ix_topic_post_post_id", "topic_post", ["post_id"])


def _links() -> None:
    op.create_table(
        "topic_link",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        *_texts("digest", "house", "label"),
        sa.Column("made_at", _TIME, nullable=False),
        *_texts("made_by"),
        sa.Column("ends_at", _TIME, nullable=False),
        sa.Column("revoked_at", _TIME, nullable=True),
        sa.UniqueConstraint("digest", name=op.f("uq_topic_link_digest")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_topic_link")),
    )


def _topics() -> None:
    op.create_table(
        "topic",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        *_texts("title", "note", "houses", "theme", "format", "channels"),
        sa.Column("wants_picture", sa.Boolean(), nullable=False),
        sa.Column("not_before", sa.Date(), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        *_texts("season", "day_rule", "series"),
        sa.Column("part", sa.Integer(), nullable=False),
        sa.Column("parts", sa.Integer(), nullable=False),
        *_texts("state", "reason"),
        *_texts("proposed_by", "proposed_by_key", "proposed_house", "capacity"),
        sa.Column("link_id", sa.Integer(), nullable=True),
        sa.Column("proposed_at", _TIME, nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        *_texts("before"),
        sa.CheckConstraint(
            f"state IN ({', '.join(map(repr, _STATES))})", name=op.f("ck_topic_state")
        ),
        sa.CheckConstraint("row_version > 0", name=op.f("ck_topic_counters")),
        sa.CheckConstraint("part BETWEEN 1 AND parts", name=op.f("ck_topic_parts")),
        sa.ForeignKeyConstraint(
            ["link_id"], ["topic_link.id"], name=op.f("fk_topic_link_id_topic_link")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_topic")),
    )
    op.create_index("ix_topic_state", "topic", ["state"])
    came_by_link = sa.text("link_id IS NOT NULL")
    op.create_index(
        "ix_topic_link_id",
        "topic",
        ["link_id", "proposed_at"],
        sqlite_where=came_by_link,
        postgresql_where=came_by_link,
    )
