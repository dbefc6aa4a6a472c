"""Posts can be put on hold, and mails tell of that and of missed slots."""

import sqlalchemy as sa
from alembic import op

from vorlauf.db.migrations.widening import reword, widen

revision = "0017"
down_revision = "0016"

_BEFORE = (
    *("material_request", "submit_request", "review_request", "approval_request"),
    *("publish_request", "retrospective_request", "reminder", "escalation"),
    *("changes_requested", "decision_received", "published", "comment_received"),
    *("reply_received", "absence_offered", "bounce_report", "overview", "mentioned"),
    *("corrected", "link_renewed", "take_down_request"),
    *("absence_noted", "absence_told", "audit_head", "decision_recorded"),
    "due_changed",
)
_OF_NO_POST = "(step_id IS NULL) = ({which}) AND (post_id IS NULL) = (step_id IS NULL)"
_SCOPES = "scope IN ('posts', 'week', 'channel', 'house', 'all', 'closed_days')"
_TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "hold",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        *(
            sa.Column(name, sa.String(), nullable=False)
            for name in ("scope", "what", "reason", "held_by", "held_by_key")
        ),
        sa.Column("begun_at", _TIME, nullable=False),
        sa.Column("ends_at", _TIME, nullable=True),
        sa.Column("ended_at", _TIME, nullable=True),
        sa.Column("ended_by", sa.String(), server_default="", nullable=False),
        sa.CheckConstraint(_SCOPES, name=op.f("ck_hold_scope")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hold")),
    )
    is_open = sa.text("ended_at IS NULL")
    op.create_index(
        "ix_hold_open",
        "hold",
        ["id"],
        sqlite_where=is_open,
        postgresql_where=is_open,
    )
    op.create_table(
        "post_hold",
        sa.Column("hold_id", sa.Integer(), nullable=False),
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("proposed_at", _TIME, nullable=True),
        sa.ForeignKeyConstraint(
            ["hold_id"], ["hold.id"], name=op.f("fk_post_hold_hold_id_hold")
        ),
        sa.ForeignKeyConstraint(
            ["post_id"], ["post.id"], name=op.f("fk_post_hold_post_id_post")
        ),
        sa.PrimaryKeyConstraint("hold_id", "post_id", name=op.f("pk_post_hold")),
    )
    op.create_index("ix_post_hold_post_id", "post_hold", ["post_id"])
    op.add_column("post", sa.Column("held_since", _TIME, nullable=True))
    op.add_column(
        "post",
        sa.Column("hold_kind", sa.String(), server_default="", nullable=False),
    )
    after = (*_BEFORE, "slot_missed", "on_hold", "resumed", "hold_report")
    widen("notice", "purpose", _BEFORE, after)
    reword(
        "notice",
        "about",
        _OF_NO_POST.format(which="purpose IN ('overview', 'audit_head')"),
        _OF_NO_POST.format(
            which="purpose IN ('overview', 'audit_head', 'hold_report')"
        ),
    )
    op.create_index(
        "uq_notice_hold_report",
        "notice",
        ["recipient", "n"],
        unique=True,
        sqlite_where=sa.text("purpose = 'hold_report'"),
        postgresql_where=sa.text("purpose = 'hold_report'"),
    )
