"""What waits for a person since a backup was restored."""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"

_TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "restoration",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("made_at", _TIME, nullable=False),
        sa.Column("restored_at", _TIME, nullable=False),
        sa.Column("head", sa.String(), nullable=False),
        *(
            sa.Column(name, _TIME, nullable=True)
            for name in ("mails_at", "moves_at", "publications_at")
        ),
        sa.CheckConstraint("id = 1", name=op.f("ck_restoration_single")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_restoration")),
    )
