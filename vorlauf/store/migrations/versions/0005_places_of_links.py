"""Where the links of a message belong, beside its bytes."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.add_column("message", sa.Column("places", sa.JSON(), nullable=True))
