"""A coordinator records what somebody decided by phone or in a meeting."""

import sqlalchemy as sa
from alembic import op

from vorlauf.db.migrations.widening import widen

revision = "0014"
down_revision = "0013"

_BEFORE = (
    *("material_request", "submit_request", "review_request", "approval_request"),
    *("publish_request", "retrospective_request", "reminder", "escalation"),
    *("changes_requested", "decision_received", "published", "comment_received"),
    *("reply_received", "absence_offered", "bounce_report", "overview", "mentioned"),
    *("corrected", "link_renewed", "take_down_request"),
    *("absence_noted", "absence_told", "audit_head"),
)


def upgrade() -> None:
    """Add columns and a word; all decisions so far were made by those who made them."""
    for column in ("way", "recorded_by"):
        empty = sa.text("''")
        added = sa.Column(column, sa.String(), nullable=False, server_default=empty)
        op.add_column("step", added)
    op.add_column(
        "step", sa.Column("said_at", sa.DateTime(timezone=True), nullable=True)
    )
    widen("notice", "purpose", _BEFORE, (*_BEFORE, "decision_recorded"))
