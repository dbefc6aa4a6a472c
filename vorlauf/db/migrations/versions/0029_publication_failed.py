"""Coordinators get a mail about what could not be published by itself."""

from vorlauf.db.migrations.widening import widen

revision = "0029"
down_revision = "0028"

_BEFORE = (
    *("material_request", "submit_request", "review_request", "approval_request"),
    *("publish_request", "retrospective_request", "reminder", "escalation"),
    *("changes_requested", "decision_received", "published", "comment_received"),
    *("reply_received", "absence_offered", "bounce_report", "overview", "mentioned"),
    *("corrected", "link_renewed", "take_down_request"),
    *("absence_noted", "absence_told", "audit_head", "decision_recorded"),
    *("due_changed", "slot_missed", "on_hold", "resumed", "hold_report"),
    *("nobody_there", "no_longer_asked"),
)


def upgrade() -> None:
    """Add a word; no mail so far was of this kind."""
    widen("notice", "purpose", _BEFORE, (*_BEFORE, "publication_failed"))
