"""Coordinators write follow-up notes on posts, for a day."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"

_TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "follow_up",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        *(
            sa.Column(name, sa.String(), nullable=False)
            for name in ("words", "written_by", "written_by_key")
        ),
        sa.Column("written_at", _TIME, nullable=False),
        sa.Column("done_at", _TIME, nullable=True),
        sa.Column("done_by", sa.String(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(
            ["post_id"], ["post.id"], name=op.f("fk_follow_up_post_id_post")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_follow_up")),
    )
    op.create_index("ix_follow_up_post_id", "follow_up", ["post_id"])
    waits = sa.text("done_at IS NULL")
    op.create_index(
        "ix_follow_up_day",
        "follow_up",
        ["day"],
        sqlite_where=waits,
        postgresql_where=waits,
    )
