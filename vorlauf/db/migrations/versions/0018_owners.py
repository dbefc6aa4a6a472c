"""Each post may have an owner among the coordinators, and another one from a day on."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    """Add columns; the owner of a post so far is its author."""
    for name in ("owner", "next_owner"):
        column = sa.Column(
            name, sa.String(), server_default=sa.text("''"), nullable=False
        )
        op.add_column("post", column)
    op.add_column("post", sa.Column("next_owner_from", sa.Date(), nullable=True))
    op.create_index(
        "ix_post_next_owner_from",
        "post",
        ["next_owner_from"],
        sqlite_where=sa.text("next_owner_from IS NOT NULL"),
        postgresql_where=sa.text("next_owner_from IS NOT NULL"),
    )
