"""Posts are marked: offered to the archive, taken over, not worth keeping, deleted."""

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"

_STATES = "state IN ('offered', 'taken_over', 'not_worth_keeping', 'deleted')"


def upgrade() -> None:
    texts = ("reference", "marked_by", "marked_by_key")
    op.create_table(
        "archive_mark",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("marked_at", sa.DateTime(timezone=True), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in texts[1:]),
        sa.CheckConstraint(_STATES, name=op.f("ck_archive_mark_state")),
        sa.ForeignKeyConstraint(
            ["post_id"], ["post.id"], name=op.f("fk_archive_mark_post_id_post")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_archive_mark")),
    )
    op.create_index("ix_archive_mark_post_id", "archive_mark", ["post_id"])
