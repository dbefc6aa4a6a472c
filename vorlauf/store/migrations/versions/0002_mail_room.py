"""The mail room: messages that carry several notices, mail that comes in, absences.

The notices are put aside and back, for neither database can change their checks, nor
SQLite its columns, where they stand.
"""

import sqlalchemy as sa
from alembic import op

from vorlauf.store import triggers

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    _create_mail_room()
    op.execute("CREATE TABLE notice_before AS SELECT * FROM notice")
    op.drop_table("notice")
    _create_notice()
    op.execute(
        "INSERT INTO message (message_id, recipient, address, subject, content, dated_at) "
        "SELECT message_id, recipient, '', coalesce(subject, ''), rendered, dated_at "
        "FROM notice_before WHERE message_id IS NOT NULL "
        "AND rendered IS NOT NULL AND dated_at IS NOT NULL"
    )
    kept = (
        "id, step_id, post_id, version, purpose, medium, recipient, house, n, due_at, "
        "state, claims, attempts, lease_owner, lease_until, settled_at, error"
    )
    op.execute(
        f"INSERT INTO notice ({kept}, planned_at, doubts, message_id) "
        f"SELECT {kept}, due_at, 0, "
        "(SELECT m.message_id FROM message m WHERE m.message_id = b.message_id) "
        "FROM notice_before b"
    )
    op.drop_table("notice_before")
    triggers.create(op.get_bind())


def _create_mail_room() -> None:
    op.create_table(
        "absence",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("set_by", sa.String(), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("comment", sa.String(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("first_day <= last_day", name=op.f("ck_absence_days")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_absence")),
    )
    op.create_index("ix_absence_person", "absence", ["person"], unique=False)
    op.create_table(
        "mailbox",
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("last_error", sa.String(), nullable=False),
        sa.Column("last_failure_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("suspect_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("suppressed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("suppressed_by", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("address", name=op.f("pk_mailbox")),
    )
    op.create_table(
        "message",
        sa.Column("message_id", sa.String(), nullable=False),
        sa.Column("recipient", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("dated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("message_id", name=op.f("pk_message")),
    )
    op.create_index("ix_message_recipient", "message", ["recipient"], unique=False)
    op.create_table(
        "incoming",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("stored_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sender", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("is_cut", sa.Boolean(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("answers", sa.String(), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("handled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("result", sa.String(), nullable=False),
        sa.Column("post_id", sa.Integer(), nullable=True),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("absent_from", sa.Date(), nullable=True),
        sa.Column("absent_until", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('bounce', 'delay', 'reply', 'out_of_office', 'automatic', 'unrelated', 'unreadable')",
            name=op.f("ck_incoming_kind"),
        ),
        sa.ForeignKeyConstraint(
            ["post_id"], ["post.id"], name=op.f("fk_incoming_post_id_post")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incoming")),
        sa.UniqueConstraint("digest", name=op.f("uq_incoming_digest")),
    )
    op.create_index(
        "ix_incoming_id",
        "incoming",
        ["id"],
        unique=False,
        sqlite_where=sa.text("handled_at IS NULL"),
        postgresql_where=sa.text("handled_at IS NULL"),
    )
    op.create_index("ix_incoming_post_id", "incoming", ["post_id"], unique=False)
    op.create_table(
        "comment",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("step_id", sa.Integer(), nullable=True),
        sa.Column("house", sa.String(), nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("author_key", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("whole", sa.String(), nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("incoming_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["incoming_id"],
            ["incoming.id"],
            name=op.f("fk_comment_incoming_id_incoming"),
        ),
        sa.ForeignKeyConstraint(
            ["post_id"], ["post.id"], name=op.f("fk_comment_post_id_post")
        ),
        sa.ForeignKeyConstraint(
            ["step_id"], ["step.id"], name=op.f("fk_comment_step_id_step")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comment")),
        sa.UniqueConstraint("incoming_id", name=op.f("uq_comment_incoming_id")),
    )
    op.create_index("ix_comment_post_id", "comment", ["post_id"], unique=False)


def _create_notice() -> None:
    op.create_table(
        "notice",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("step_id", sa.Integer(), nullable=True),
        sa.Column("post_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("medium", sa.String(), nullable=False),
        sa.Column("recipient", sa.String(), nullable=False),
        sa.Column("house", sa.String(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("planned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("claims", sa.Integer(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("doubts", sa.Integer(), nullable=False),
        sa.Column("lease_owner", sa.String(), nullable=True),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("message_id", sa.String(), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("error", sa.String(), nullable=True),
        sa.CheckConstraint(
            "(step_id IS NULL) = (purpose = 'overview') AND (post_id IS NULL) = (step_id IS NULL)",
            name=op.f("ck_notice_about"),
        ),
        sa.CheckConstraint("medium IN ('mail', 'chat')", name=op.f("ck_notice_medium")),
        sa.CheckConstraint(
            "purpose IN ('material_request', 'submit_request', 'review_request', 'approval_request', 'publish_request', 'retrospective_request', 'reminder', 'escalation', 'changes_requested', 'decision_received', 'published', 'comment_received', 'reply_received', 'absence_offered', 'bounce_report', 'overview')",
            name=op.f("ck_notice_purpose"),
        ),
        sa.CheckConstraint(
            "state IN ('queued', 'leased', 'sending', 'sent', 'retry', 'unknown', 'dead', 'cancelled')",
            name=op.f("ck_notice_state"),
        ),
        sa.ForeignKeyConstraint(
            ["message_id"],
            ["message.message_id"],
            name=op.f("fk_notice_message_id_message"),
        ),
        sa.ForeignKeyConstraint(
            ["post_id"], ["post.id"], name=op.f("fk_notice_post_id_post")
        ),
        sa.ForeignKeyConstraint(
            ["step_id"], ["step.id"], name=op.f("fk_notice_step_id_step")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
        sa.UniqueConstraint(
            "step_id",
            "version",
            "purpose",
            "recipient",
            "n",
            name=op.f("uq_notice_step_id_version_purpose_recipient_n"),
        ),
    )
    op.create_index(
        "ix_notice_due_at",
        "notice",
        ["due_at"],
        unique=False,
        sqlite_where=sa.text("state IN ('queued', 'retry')"),
        postgresql_where=sa.text("state IN ('queued', 'retry')"),
    )
    op.create_index(
        "ix_notice_lease_until",
        "notice",
        ["lease_until"],
        unique=False,
        sqlite_where=sa.text("state IN ('leased', 'sending')"),
        postgresql_where=sa.text("state IN ('leased', 'sending')"),
    )
    op.create_index("ix_notice_message_id", "notice", ["message_id"], unique=False)
    op.create_index("ix_notice_post_id", "notice", ["post_id"], unique=False)
    op.create_index(
        "uq_notice_overview",
        "notice",
        ["recipient", "n"],
        unique=True,
        sqlite_where=sa.text("purpose = 'overview'"),
        postgresql_where=sa.text("purpose = 'overview'"),
    )
