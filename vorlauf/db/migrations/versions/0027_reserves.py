"""Reserve posts: approved without a date, they take the slot of one that is late."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"


def upgrade() -> None:
    op.add_column(
        "post",
        sa.Column(
            "is_reserve", sa.Boolean(), nullable=False, server_default=sa.false()
        ),
    )
    for name in ("reserve_from", "reserve_until"):
        op.add_column("post", sa.Column(name, sa.Date(), nullable=True))
