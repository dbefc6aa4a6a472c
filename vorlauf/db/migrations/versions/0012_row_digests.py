"""The audit log vouches for rows: each line has the digests of those written with it."""

import sqlalchemy as sa
from alembic import op

from vorlauf.db import triggers

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    connection = op.get_bind()
    nothing = sa.text("'{}'")
    column = sa.Column(
        "row_digests", sa.String(), server_default=nothing, nullable=False
    )
    op.add_column("audit", column)
    triggers.create(connection)
