"""Which key links are made with."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

_TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "link_key",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("host", sa.String(), nullable=False),
        sa.Column("known_since", _TIME, nullable=False),
        sa.Column("replaced_at", _TIME, nullable=True),
        sa.CheckConstraint("id = 1", name=op.f("ck_link_key_single")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_link_key")),
    )
