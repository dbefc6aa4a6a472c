"""A line of the audit log can stand in an excerpt by its hash, without its content."""

import sqlalchemy as sa
from alembic import op

from vorlauf.db import triggers

revision = "0030"
down_revision = "0029"


def upgrade() -> None:
    """Add a column; older lines have one hash over all and stay without."""
    column = sa.Column(
        "content_hash", sa.String(), server_default=sa.text("''"), nullable=False
    )
    op.add_column("audit", column)
    triggers.create(op.get_bind())
