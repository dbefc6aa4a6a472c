"""Keep in which round of a post a step began, and whether the post's slot was missed."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"

# How often a post came back to draft until an instant, without what was undone.
_TIMES_BACK = """
    (SELECT count(*) FROM audit
     WHERE audit.post_id = {post} {until}
       AND audit.dest = 'draft' AND audit.source NOT IN ('', 'draft')
       AND audit.event <> 'undo')
    -
    (SELECT count(*) FROM audit
     WHERE audit.post_id = {post} {until}
       AND audit.source = 'draft' AND audit.dest <> 'draft' AND audit.event = 'undo')
"""


def upgrade() -> None:
    """Count the rounds from the audit log."""
    for table in ("post", "step"):
        column = sa.Column("round", sa.Integer(), nullable=False, server_default="1")
        op.add_column(table, column)
    op.add_column(
        "post",
        sa.Column(
            "slot_missed", sa.Boolean(), nullable=False, server_default=sa.false()
        ),
    )
    back = _TIMES_BACK.format(post="post.id", until="")
    op.execute(f"UPDATE post SET round = 1 + {back}")
    until = "AND audit.at <= step.opened_at"
    back = _TIMES_BACK.format(post="step.post_id", until=until)
    op.execute(f"UPDATE step SET round = 1 + {back}")
