"""Every table, and what a database from before the first release lacks of them."""

import sqlalchemy as sa
from alembic import context, op

from vorlauf.db import audit_rewrite, triggers

revision = "0007"
down_revision = None

_TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    there = sa.inspect(op.get_bind()).get_table_names()
    if "audit" in there:
        _complete(there)
    else:
        _create_tables()
        _create_link_key()
        _create_audit()
        _write_first_rows()
    triggers.create(op.get_bind())


def _complete(there: list[str]) -> None:
    """Bring a database of schema 0004, 0005 or 0006 here; its audit log is rewritten."""
    connection = op.get_bind()
    columns = {one["name"] for one in sa.inspect(connection).get_columns("message")}
    if "places" not in columns:
        op.add_column("message", sa.Column("places", sa.JSON(), nullable=True))
    if "link_key" not in there:
        _create_link_key()
    told = context.config.attributes
    before = audit_rewrite.read(connection, told["came_from"])
    op.drop_table("audit")
    _create_audit()
    audit_rewrite.write(connection, before, told["now"])


def _create_audit() -> None:
    op.create_table(
        "audit",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("post_id", sa.Integer(), nullable=True),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=True),
        sa.Column("at", _TIME, nullable=False),
        sa.Column("event", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("dest", sa.String(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("actor_key", sa.String(), nullable=False),
        sa.Column("capacity", sa.String(), nullable=False),
        sa.Column("on_behalf_of", sa.String(), nullable=False),
        sa.Column("house", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=True),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("comment", sa.String(), nullable=False),
        sa.Column("details", sa.String(), nullable=False),
        sa.Column("format", sa.Integer(), nullable=False),
        sa.Column("commitments", sa.String(), nullable=False),
        sa.Column("salts", sa.String(), nullable=False),
        sa.Column("previous", sa.String(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["post_id"], ["post.id"], name=op.f("fk_audit_post_id_post")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit")),
        sa.UniqueConstraint("hash", name=op.f("uq_audit_hash")),
        sa.UniqueConstraint(
            "post_id", "row_version", name=op.f("uq_audit_post_id_row_version")
        ),
    )
    op.create_index(
        "ix_audit_by_hand",
        "audit",
        ["at"],
        unique=False,
        sqlite_where=sa.text("event = 'remind_now'"),
        postgresql_where=sa.text("event = 'remind_now'"),
    )
    op.create_index("ix_audit_post_id", "audit", ["post_id"], unique=False)


def _create_link_key() -> None:
    op.create_table(
        "link_key",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("host", sa.String(), nullable=False),
        sa.Column("known_since", _TIME, nullable=False),
        sa.Column("replaced_at", _TIME, nullable=True),
        sa.CheckConstraint("id = 1", name=op.f("ck_link_key_single")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_link_key")),
    )


def _write_first_rows() -> None:
    op.execute(
        f"INSERT INTO audit_head (id, last_id, last_hash) VALUES (1, 0, '{'0' * 64}')"
    )
    op.execute("INSERT INTO bookmark (name, position) VALUES ('prefect', 0)")


def _create_tables() -> None:
    op.create_table(
        "absence",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("set_by", sa.String(), nullable=False),
        sa.Column("set_at", _TIME, nullable=False),
        sa.Column("comment", sa.String(), nullable=False),
        sa.Column("ended_at", _TIME, nullable=True),
        sa.CheckConstraint("first_day <= last_day", name=op.f("ck_absence_days")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_absence")),
    )
    op.create_index("ix_absence_person", "absence", ["person"], unique=False)
    op.create_table(
        "account",
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("invited_at", _TIME, nullable=False),
        sa.Column("invited_by", sa.String(), nullable=False),
        sa.Column("disabled_at", _TIME, nullable=True),
        sa.Column("disabled_by", sa.String(), nullable=False),
        sa.Column("password", sa.String(), nullable=True),
        sa.Column("password_set_at", _TIME, nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("locked_until", _TIME, nullable=True),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("theme", sa.String(), nullable=False),
        sa.Column("shortcuts", sa.Boolean(), nullable=False),
        sa.CheckConstraint("failures >= 0", name=op.f("ck_account_failures")),
        sa.PrimaryKeyConstraint("person", name=op.f("pk_account")),
    )
    op.create_table(
        "api_token",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("made_at", _TIME, nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.Column("ends_at", _TIME, nullable=True),
        sa.Column("used_at", _TIME, nullable=True),
        sa.Column("revoked_at", _TIME, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_token")),
        sa.UniqueConstraint("digest", name=op.f("uq_api_token_digest")),
    )
    op.create_table(
        "audit_head",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("last_id", sa.Integer(), nullable=False),
        sa.Column("last_hash", sa.String(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_audit_head_single")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_head")),
    )
    op.create_table(
        "bookmark",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_bookmark")),
    )
    op.create_table(
        "consent",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("picture", sa.String(), nullable=False),
        sa.Column("people", sa.String(), nullable=False),
        sa.Column("channels", sa.String(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=True),
        sa.Column("form", sa.String(), nullable=False),
        sa.Column("kept_at", sa.String(), nullable=False),
        sa.Column("recorded_by", sa.String(), nullable=False),
        sa.Column("recorded_at", _TIME, nullable=False),
        sa.Column("withdrawn_at", _TIME, nullable=True),
        sa.Column("withdrawn_by", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.CheckConstraint(
            "(withdrawn_at IS NULL) = (withdrawn_by = '')",
            name=op.f("ck_consent_withdrawn"),
        ),
        sa.CheckConstraint(
            "last_day IS NULL OR first_day <= last_day", name=op.f("ck_consent_days")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent")),
    )
    op.create_index("ix_consent_last_day", "consent", ["last_day"], unique=False)
    op.create_index("ix_consent_picture", "consent", ["picture"], unique=False)
    op.create_table(
        "house_rules",
        sa.Column("house", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("applied_at", _TIME, nullable=False),
        sa.PrimaryKeyConstraint("house", name=op.f("pk_house_rules")),
    )
    op.create_table(
        "mailbox",
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("last_error", sa.String(), nullable=False),
        sa.Column("last_failure_at", _TIME, nullable=False),
        sa.Column("suspect_since", _TIME, nullable=True),
        sa.Column("suppressed_at", _TIME, nullable=True),
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
        sa.Column("dated_at", _TIME, nullable=False),
        sa.Column("places", sa.JSON(), nullable=True),
        sa.PrimaryKeyConstraint("message_id", name=op.f("pk_message")),
    )
    op.create_index("ix_message_recipient", "message", ["recipient"], unique=False)
    op.create_table(
        "post",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("slot_at", _TIME, nullable=False),
        sa.Column("first_slot_at", _TIME, nullable=False),
        sa.Column("request_by", _TIME, nullable=True),
        sa.Column("wants_assets", sa.Boolean(), nullable=False),
        sa.Column("wants_graphics", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.Column("overridden", sa.Boolean(), nullable=False),
        sa.Column("created_at", _TIME, nullable=False),
        sa.Column("published_at", _TIME, nullable=True),
        sa.Column(
            "channels", sa.String(), server_default=sa.text("''"), nullable=False
        ),
        sa.CheckConstraint(
            "state IN ('draft', 'asset_requested', 'ministry_review', 'staatskanzlei_approval', 'scheduled', 'published', 'withdrawn')",
            name=op.f("ck_post_state"),
        ),
        sa.CheckConstraint(
            "version > 0 AND row_version > 0", name=op.f("ck_post_counters")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_post")),
        sa.UniqueConstraint("number", name=op.f("uq_post_number")),
    )
    op.create_index(
        "ix_post_request_by",
        "post",
        ["request_by"],
        unique=False,
        sqlite_where=sa.text("state = 'draft' AND request_by IS NOT NULL"),
        postgresql_where=sa.text("state = 'draft' AND request_by IS NOT NULL"),
    )
    op.create_index("ix_post_slot_at", "post", ["slot_at"], unique=False)
    op.create_index(
        "ix_post_state_slot_at",
        "post",
        ["state", "slot_at", "request_by", "wants_graphics"],
        unique=False,
    )
    op.create_index("ix_post_title", "post", ["title"], unique=False)
    op.create_table(
        "saved_view",
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("page", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("query", sa.String(), nullable=False),
        sa.Column("saved_at", _TIME, nullable=False),
        sa.PrimaryKeyConstraint("person", "page", "name", name=op.f("pk_saved_view")),
    )
    op.create_table(
        "sign_in_link",
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("made_at", _TIME, nullable=False),
        sa.Column("ends_at", _TIME, nullable=False),
        sa.Column("used_at", _TIME, nullable=True),
        sa.CheckConstraint(
            "purpose IN ('invitation', 'sign_in')", name=op.f("ck_sign_in_link_purpose")
        ),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_sign_in_link")),
    )
    op.create_index("ix_sign_in_link_person", "sign_in_link", ["person"], unique=False)
    op.create_table(
        "stored_file",
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("original", sa.String(), nullable=False),
        sa.Column("has_original", sa.Boolean(), nullable=False),
        sa.Column("variants", sa.JSON(), nullable=False),
        sa.Column("stored_at", _TIME, nullable=False),
        sa.Column("stored_by", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_stored_file")),
    )
    op.create_index(
        "ix_stored_file_original", "stored_file", ["original"], unique=False
    )
    op.create_table(
        "visit",
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("began_at", _TIME, nullable=False),
        sa.Column("seen_at", _TIME, nullable=False),
        sa.Column("ends_at", _TIME, nullable=False),
        sa.Column("ended_at", _TIME, nullable=True),
        sa.Column("way", sa.String(), nullable=False),
        sa.Column("device", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_visit")),
    )
    op.create_index("ix_visit_person", "visit", ["person"], unique=False)
    op.create_table(
        "brief",
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("people", sa.String(), nullable=False),
        sa.Column("formats", sa.JSON(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("template", sa.String(), nullable=False),
        sa.Column("written_by", sa.String(), nullable=False),
        sa.Column("written_at", _TIME, nullable=False),
        sa.CheckConstraint(
            "kind IN ('photo', 'portrait', 'graphic', 'video')",
            name=op.f("ck_brief_kind"),
        ),
        sa.CheckConstraint(
            "people IN ('yes', 'no', 'either')", name=op.f("ck_brief_people")
        ),
        sa.CheckConstraint("number BETWEEN 1 AND 20", name=op.f("ck_brief_number")),
        sa.ForeignKeyConstraint(
            ["post_id"], ["post.id"], name=op.f("fk_brief_post_id_post")
        ),
        sa.PrimaryKeyConstraint("post_id", name=op.f("pk_brief")),
    )
    op.create_table(
        "incoming",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("stored_at", _TIME, nullable=False),
        sa.Column("sent_at", _TIME, nullable=True),
        sa.Column("sender", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("is_cut", sa.Boolean(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("answers", sa.String(), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("handled_at", _TIME, nullable=True),
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
        "picture",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("house", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("alt_text", sa.String(), nullable=False),
        sa.Column("consent", sa.String(), nullable=False),
        sa.Column("delivered_by", sa.String(), nullable=False),
        sa.Column("delivered_at", _TIME, nullable=False),
        sa.Column("credit", sa.String(), server_default=sa.text("''"), nullable=False),
        sa.Column("answer", sa.String(), nullable=True),
        sa.Column(
            "answer_comment", sa.String(), server_default=sa.text("''"), nullable=False
        ),
        sa.Column(
            "answered_by", sa.String(), server_default=sa.text("''"), nullable=False
        ),
        sa.Column("answered_at", _TIME, nullable=True),
        sa.CheckConstraint(
            "answer IN ('accepted', 'insufficient', 'declined')",
            name=op.f("ck_picture_answer"),
        ),
        sa.ForeignKeyConstraint(
            ["post_id"], ["post.id"], name=op.f("fk_picture_post_id_post")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_picture")),
        sa.UniqueConstraint(
            "post_id", "house", "sha256", name=op.f("uq_picture_post_id_house_sha256")
        ),
    )
    op.create_index("ix_picture_sha256", "picture", ["sha256"], unique=False)
    op.create_table(
        "post_house",
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("house", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["post_id"], ["post.id"], name=op.f("fk_post_house_post_id_post")
        ),
        sa.PrimaryKeyConstraint("post_id", "house", name=op.f("pk_post_house")),
    )
    op.create_index(
        "ix_post_house_house_post_id", "post_house", ["house", "post_id"], unique=False
    )
    op.create_table(
        "proof",
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("permalink", sa.String(), nullable=False),
        sa.Column("recorded_by", sa.String(), nullable=False),
        sa.Column("recorded_at", _TIME, nullable=False),
        sa.ForeignKeyConstraint(
            ["post_id"], ["post.id"], name=op.f("fk_proof_post_id_post")
        ),
        sa.PrimaryKeyConstraint("post_id", "channel", name=op.f("pk_proof")),
    )
    op.create_table(
        "step",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("house", sa.String(), nullable=False),
        sa.Column("asked", sa.String(), nullable=False),
        sa.Column("retrospective", sa.Boolean(), nullable=False),
        sa.Column("opened_at", _TIME, nullable=False),
        sa.Column("due_at", _TIME, nullable=False),
        sa.Column("escalate_at", _TIME, nullable=True),
        sa.Column("escalation", sa.Integer(), nullable=False),
        sa.Column("closed_at", _TIME, nullable=True),
        sa.Column("outcome", sa.String(), nullable=True),
        sa.Column("decided_by", sa.String(), nullable=True),
        sa.Column("on_behalf_of", sa.String(), nullable=True),
        sa.Column("comment", sa.String(), nullable=False),
        sa.Column("short_by", sa.Integer(), server_default="0", nullable=False),
        sa.CheckConstraint(
            "kind IN ('draft', 'assets', 'graphics', 'submit', 'review', 'approval', 'publish', 'take_down')",
            name=op.f("ck_step_kind"),
        ),
        sa.CheckConstraint(
            "outcome IN ('done', 'delivered', 'endorsed', 'approved', 'changes_requested', 'void')",
            name=op.f("ck_step_outcome"),
        ),
        sa.CheckConstraint(
            "(closed_at IS NULL) = (outcome IS NULL)", name=op.f("ck_step_closed")
        ),
        sa.ForeignKeyConstraint(
            ["post_id"], ["post.id"], name=op.f("fk_step_post_id_post")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_step")),
    )
    op.create_index(
        "ix_step_asked_due_at",
        "step",
        ["asked", "due_at", "kind"],
        unique=False,
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.create_index(
        "ix_step_due_at",
        "step",
        ["due_at"],
        unique=False,
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.create_index(
        "ix_step_escalate_at",
        "step",
        ["escalate_at"],
        unique=False,
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.create_index(
        "ix_step_house_closed_at",
        "step",
        ["house", "closed_at"],
        unique=False,
        sqlite_where=sa.text("closed_at IS NOT NULL"),
        postgresql_where=sa.text("closed_at IS NOT NULL"),
    )
    op.create_index(
        "ix_step_house_due_at",
        "step",
        ["house", "due_at"],
        unique=False,
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.create_index(
        "ix_step_open_post_id",
        "step",
        ["post_id"],
        unique=False,
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.create_index("ix_step_post_id", "step", ["post_id"], unique=False)
    op.create_index(
        "ix_step_short_by",
        "step",
        ["due_at"],
        unique=False,
        sqlite_where=sa.text("closed_at IS NULL AND short_by > 0"),
        postgresql_where=sa.text("closed_at IS NULL AND short_by > 0"),
    )
    op.create_table(
        "version",
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("saved_at", _TIME, nullable=False),
        sa.Column("corrects", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["post_id"], ["post.id"], name=op.f("fk_version_post_id_post")
        ),
        sa.PrimaryKeyConstraint("post_id", "number", name=op.f("pk_version")),
    )
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
        sa.Column("said_at", _TIME, nullable=False),
        sa.Column("incoming_id", sa.Integer(), nullable=True),
        sa.Column("internal", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column(
            "mentions", sa.String(), server_default=sa.text("''"), nullable=False
        ),
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
        sa.Column("planned_at", _TIME, nullable=False),
        sa.Column("due_at", _TIME, nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("claims", sa.Integer(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("doubts", sa.Integer(), nullable=False),
        sa.Column("lease_owner", sa.String(), nullable=True),
        sa.Column("lease_until", _TIME, nullable=True),
        sa.Column("message_id", sa.String(), nullable=True),
        sa.Column("settled_at", _TIME, nullable=True),
        sa.Column("error", sa.String(), nullable=True),
        sa.CheckConstraint(
            "(step_id IS NULL) = (purpose = 'overview') AND (post_id IS NULL) = (step_id IS NULL)",
            name=op.f("ck_notice_about"),
        ),
        sa.CheckConstraint("medium IN ('mail', 'chat')", name=op.f("ck_notice_medium")),
        sa.CheckConstraint(
            "purpose IN ('material_request', 'submit_request', 'review_request', 'approval_request', 'publish_request', 'retrospective_request', 'reminder', 'escalation', 'changes_requested', 'decision_received', 'published', 'comment_received', 'reply_received', 'absence_offered', 'bounce_report', 'overview', 'mentioned', 'corrected', 'link_renewed', 'take_down_request')",
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
    op.create_index(
        "ix_notice_lost",
        "notice",
        ["settled_at"],
        unique=False,
        sqlite_where=sa.text("state IN ('dead', 'unknown')"),
        postgresql_where=sa.text("state IN ('dead', 'unknown')"),
    )
    op.create_index("ix_notice_message_id", "notice", ["message_id"], unique=False)
    op.create_index("ix_notice_post_id", "notice", ["post_id"], unique=False)
    op.create_index("ix_notice_settled_at", "notice", ["settled_at"], unique=False)
    op.create_index(
        "uq_notice_overview",
        "notice",
        ["recipient", "n"],
        unique=True,
        sqlite_where=sa.text("purpose = 'overview'"),
        postgresql_where=sa.text("purpose = 'overview'"),
    )
    op.create_table(
        "step_link",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("nonce", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("step_id", sa.Integer(), nullable=False),
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("recipient", sa.String(), nullable=False),
        sa.Column("made_at", _TIME, nullable=False),
        sa.Column("ends_at", _TIME, nullable=False),
        sa.Column("ended_at", _TIME, nullable=True),
        sa.Column("ended_how", sa.String(), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "ended_how IN ('reissued', 'locked')", name=op.f("ck_step_link_ended_how")
        ),
        sa.CheckConstraint(
            "kind IN ('decide', 'deliver', 'receipt', 'object')",
            name=op.f("ck_step_link_kind"),
        ),
        sa.CheckConstraint(
            "(ended_at IS NULL) = (ended_how IS NULL)", name=op.f("ck_step_link_ended")
        ),
        sa.CheckConstraint("tries >= 0", name=op.f("ck_step_link_tries")),
        sa.ForeignKeyConstraint(
            ["post_id"], ["post.id"], name=op.f("fk_step_link_post_id_post")
        ),
        sa.ForeignKeyConstraint(
            ["step_id"], ["step.id"], name=op.f("fk_step_link_step_id_step")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_step_link")),
        sa.UniqueConstraint("digest", name=op.f("uq_step_link_digest")),
    )
    op.create_index("ix_step_link_step_id", "step_link", ["step_id"], unique=False)
    op.create_index(
        "uq_step_link_live",
        "step_link",
        ["step_id", "version", "kind", "recipient"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
