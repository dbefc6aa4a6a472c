"""Mails may tell the coordinator that a slot was missed."""

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
    widen("notice", "purpose", _BEFORE, (*_BEFORE, "slot_missed"))
