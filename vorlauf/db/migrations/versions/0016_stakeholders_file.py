"""What each machine has read last of its stakeholders.toml."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"

_TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "stakeholders_file",
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("previous", sa.String(), nullable=False),
        sa.Column("written_by", sa.String(), nullable=False),
        sa.Column("noted_at", _TIME, nullable=False),
        sa.Column("faulty_since", _TIME, nullable=True),
        sa.Column("told_at", _TIME, nullable=True),
        sa.PrimaryKeyConstraint("place", name=op.f("pk_stakeholders_file")),
    )
