"""The kinds of mail, as words."""

from enum import StrEnum


class MailKind(StrEnum):
    """The kind of a notice; its values stand in the database."""

    MATERIAL_REQUEST = "material_request"
    SUBMIT_REQUEST = "submit_request"
    REVIEW_REQUEST = "review_request"
    APPROVAL_REQUEST = "approval_request"
    PUBLISH_REQUEST = "publish_request"
    RETROSPECTIVE_REQUEST = "retrospective_request"
    REMINDER = "reminder"
    ESCALATION = "escalation"
    CHANGES_REQUESTED = "changes_requested"
    DECISION_RECEIVED = "decision_received"
    PUBLISHED = "published"
    COMMENT_RECEIVED = "comment_received"
    REPLY_RECEIVED = "reply_received"
    ABSENCE_OFFERED = "absence_offered"
    BOUNCE_REPORT = "bounce_report"
    OVERVIEW = "overview"
    MENTIONED = "mentioned"
    CORRECTED = "corrected"
    LINK_RENEWED = "link_renewed"
    TAKE_DOWN_REQUEST = "take_down_request"
    ABSENCE_NOTED = "absence_noted"
    ABSENCE_TOLD = "absence_told"
    AUDIT_HEAD = "audit_head"
    DECISION_RECORDED = "decision_recorded"
    DUE_CHANGED = "due_changed"
