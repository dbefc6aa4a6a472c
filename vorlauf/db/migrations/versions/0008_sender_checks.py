"""What is known of the sender of a mail, and by what a message is found again."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

_TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("message", sa.Column("handle", sa.String(), nullable=True))
    op.create_index("ix_message_handle", "message", ["handle"], unique=False)
    op.add_column(
        "mailbox",
        sa.Column("soft_failures", sa.Integer(), server_default="0", nullable=False),
    )
    op.add_column("mailbox", sa.Column("last_soft_at", _TIME, nullable=True))
    for name in ("sender_check", "gateway"):
        empty = sa.text("''")
        column = sa.Column(name, sa.String(), server_default=empty, nullable=False)
        op.add_column("comment", column)
    # Until now the address alone said who wrote a mail.
    op.execute(
        "UPDATE comment SET sender_check = 'unverified' WHERE incoming_id IS NOT NULL"
    )
