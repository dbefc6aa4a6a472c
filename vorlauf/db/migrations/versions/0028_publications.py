"""Publications by adapters."""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"

_TIME = sa.DateTime(timezone=True)
_STATES = (
    *("waiting", "claimed", "sending", "accepted", "unknown"),
    *("done", "failed", "by_hand", "cancelled"),
)


def upgrade() -> None:
    listed = ", ".join(f"'{state}'" for state in _STATES)
    op.create_table(
        "publication",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        *(
            sa.Column(name, sa.Integer(), nullable=False)
            for name in ("post_id", "version")
        ),
        *(
            sa.Column(name, sa.String(), nullable=False)
            for name in ("channel", "fingerprint", "way", "key", "state")
        ),
        sa.Column("planned_at", _TIME, nullable=False),
        sa.Column("due_at", _TIME, nullable=True),
        sa.Column("claims", sa.Integer(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("begun_at", _TIME, nullable=True),
        sa.Column("lease_owner", sa.String(), nullable=True),
        sa.Column("lease_until", _TIME, nullable=True),
        sa.Column("settled_at", _TIME, nullable=True),
        sa.Column("permalink", sa.String(), server_default="", nullable=False),
        sa.Column("error", sa.String(), nullable=True),
        sa.Column("remote", sa.JSON(), nullable=False),
        sa.CheckConstraint(f"state IN ({listed})", name=op.f("ck_publication_state")),
        sa.ForeignKeyConstraint(
            ["post_id"], ["post.id"], name=op.f("fk_publication_post_id_post")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_publication")),
        sa.UniqueConstraint("key", name=op.f("uq_publication_key")),
        sa.UniqueConstraint(
            "post_id",
            "version",
            "channel",
            name=op.f("uq_publication_post_id_version_channel"),
        ),
    )
    for column, condition in (
        ("due_at", "due_at IS NOT NULL"),
        ("lease_until", "state IN ('claimed', 'sending')"),
        ("post_id", "state IN ('failed', 'unknown')"),
    ):
        name = "in_trouble" if column == "post_id" else column
        op.create_index(
            f"ix_publication_{name}",
            "publication",
            [column],
            sqlite_where=sa.text(condition),
            postgresql_where=sa.text(condition),
        )
