"""Posts are sorted by number as numbers: 2027-1000 comes after 2027-999."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    """Add a column, filled from the number, and an index over it."""
    column = sa.Column(
        "number_order", sa.BigInteger(), server_default=sa.text("0"), nullable=False
    )
    op.add_column("post", column)
    op.execute(
        "UPDATE post SET number_order = CAST(substr(number, 1, 4) AS BIGINT) * 1000000 "
        "+ CAST(substr(number, 6) AS BIGINT)"
    )
    op.create_index("ix_post_number_order", "post", ["number_order"])
