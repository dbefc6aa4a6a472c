"""Keep who decided, wrote or delivered by a link by own account."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add columns; what stands there already was entered by people on file."""
    for table in ("step", "picture", "comment", "consent"):
        _add(table, "own_account")
    _add("step", "issued_to")


def _add(table: str, column: str) -> None:
    empty = sa.text("''")
    added = sa.Column(column, sa.String(), nullable=False, server_default=empty)
    op.add_column(table, added)
