"""Keep who acted by a link by own account, and how an absence came in."""

import sqlalchemy as sa
from alembic import op

from vorlauf.db.migrations.widening import widen

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_TIME = sa.DateTime(timezone=True)
_PURPOSES = (
    *("material_request", "submit_request", "review_request", "approval_request"),
    *("publish_request", "retrospective_request", "reminder", "escalation"),
    *("changes_requested", "decision_received", "published", "comment_received"),
    *("reply_received", "absence_offered", "bounce_report", "overview", "mentioned"),
    *("corrected", "link_renewed", "take_down_request"),
)
_LINKS = ("decide", "deliver", "receipt", "object")


def upgrade() -> None:
    """Add columns and words; what stands there was entered by people on file."""
    for table in ("step", "picture", "comment", "consent"):
        _add(table, "own_account")
    _add("step", "issued_to")
    _add("absence", "came_by")
    op.add_column("absence", sa.Column("seen_at", _TIME, nullable=True))
    told = (*_PURPOSES, "absence_noted", "absence_told")
    widen("notice", "purpose", _PURPOSES, told)
    widen("step_link", "kind", _LINKS, (*_LINKS, "absence"))


def _add(table: str, column: str) -> None:
    empty = sa.text("''")
    added = sa.Column(column, sa.String(), nullable=False, server_default=empty)
    op.add_column(table, added)
