"""Each notice keeps the date that its mail has named, each house its last rules."""

import sqlalchemy as sa
from alembic import op

from vorlauf.db.migrations.widening import widen

revision = "0015"
down_revision = "0014"

_BEFORE = (
    *("material_request", "submit_request", "review_request", "approval_request"),
    *("publish_request", "retrospective_request", "reminder", "escalation"),
    *("changes_requested", "decision_received", "published", "comment_received"),
    *("reply_received", "absence_offered", "bounce_report", "overview", "mentioned"),
    *("corrected", "link_renewed", "take_down_request"),
    *("absence_noted", "absence_told", "audit_head", "decision_recorded"),
)
# What was sent before has named the date that its step has now, as far as is known.
_TOLD = """
UPDATE notice SET told_due_at = (SELECT due_at FROM step WHERE step.id = step_id)
WHERE state IN ('sending', 'sent', 'unknown') AND medium = 'mail' AND purpose IN (
    'material_request', 'submit_request', 'review_request', 'approval_request',
    'publish_request', 'retrospective_request', 'take_down_request', 'reminder'
)
"""


def upgrade() -> None:
    widen("notice", "purpose", _BEFORE, (*_BEFORE, "due_changed"))
    op.add_column(
        "notice", sa.Column("told_due_at", sa.DateTime(timezone=True), nullable=True)
    )
    op.execute(_TOLD)
    for name in ("rules", "rules_before"):
        column = sa.Column(name, sa.String(), server_default="", nullable=False)
        op.add_column("house_rules", column)
    op.add_column("house_rules", sa.Column("replanned_to", sa.Integer()))
