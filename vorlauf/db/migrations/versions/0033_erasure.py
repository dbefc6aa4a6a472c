"""Who wrote a version may be erased; nothing else of it may be changed."""

from alembic import op

from vorlauf.db import triggers

revision = "0033"
down_revision = "0032"


def upgrade() -> None:
    triggers.create(op.get_bind())
