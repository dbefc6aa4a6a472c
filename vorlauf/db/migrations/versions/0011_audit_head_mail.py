"""The head of the audit log goes by mail to auditors who want it."""

import sqlalchemy as sa
from alembic import op

from vorlauf.db.migrations.widening import reword, widen

revision = "0011"
down_revision = "0010"

_BEFORE = (
    *("material_request", "submit_request", "review_request", "approval_request"),
    *("publish_request", "retrospective_request", "reminder", "escalation"),
    *("changes_requested", "decision_received", "published", "comment_received"),
    *("reply_received", "absence_offered", "bounce_report", "overview", "mentioned"),
    *("corrected", "link_renewed", "take_down_request"),
    *("absence_noted", "absence_told"),
)
_OF_NO_POST = "(step_id IS NULL) = ({which}) AND (post_id IS NULL) = (step_id IS NULL)"


def upgrade() -> None:
    op.add_column(
        "account",
        sa.Column(
            "daily_head", sa.Boolean(), nullable=False, server_default=sa.false()
        ),
    )
    widen("notice", "purpose", _BEFORE, (*_BEFORE, "audit_head"))
    reword(
        "notice",
        "about",
        _OF_NO_POST.format(which="purpose = 'overview'"),
        _OF_NO_POST.format(which="purpose IN ('overview', 'audit_head')"),
    )
    op.create_index(
        "uq_notice_audit_head",
        "notice",
        ["recipient", "n"],
        unique=True,
        sqlite_where=sa.text("purpose = 'audit_head'"),
        postgresql_where=sa.text("purpose = 'audit_head'"),
    )
