"""Links to answer a step, what material is wanted, files and consents."""

import sqlalchemy as sa
from alembic import op

from vorlauf.store.migrations.widening import widen

revision = "0004"
down_revision = "0003"

_TIME = sa.DateTime(timezone=True)
_EMPTY = sa.text("''")
# What a column could hold before, and what it can hold from now on.
_STEP_KINDS = ("draft", "assets", "graphics", "submit", "review", "approval", "publish")
_PURPOSES = (
    *("material_request", "submit_request", "review_request", "approval_request"),
    *("publish_request", "retrospective_request", "reminder", "escalation"),
    *("changes_requested", "decision_received", "published", "comment_received"),
    *("reply_received", "absence_offered", "bounce_report", "overview"),
)
_MORE_PURPOSES = ("mentioned", "corrected", "link_renewed", "take_down_request")


def upgrade() -> None:
    widen("step", "kind", _STEP_KINDS, (*_STEP_KINDS, "take_down"))
    widen("notice", "purpose", _PURPOSES, (*_PURPOSES, *_MORE_PURPOSES))
    _create_links()
    _create_material()
    op.add_column("version", sa.Column("corrects", sa.Integer(), nullable=True))
    for column in (
        sa.Column("internal", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("mentions", sa.String(), server_default=_EMPTY, nullable=False),
    ):
        op.add_column("comment", column)
    _add_to_pictures()


def _create_links() -> None:
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
            "kind IN ('decide', 'deliver', 'receipt', 'object')",
            name=op.f("ck_step_link_kind"),
        ),
        sa.CheckConstraint(
            "ended_how IN ('reissued', 'locked')",
            name=op.f("ck_step_link_ended_how"),
        ),
        sa.CheckConstraint(
            "(ended_at IS NULL) = (ended_how IS NULL)",
            name=op.f("ck_step_link_ended"),
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
    live = sa.text("ended_at IS NULL")
    op.create_index(
        "uq_step_link_live",
        "step_link",
        ["step_id", "version", "kind", "recipient"],
        unique=True,
        sqlite_where=live,
        postgresql_where=live,
    )


def _create_material() -> None:
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
            "last_day IS NULL OR first_day <= last_day", name=op.f("ck_consent_days")
        ),
        sa.CheckConstraint(
            "(withdrawn_at IS NULL) = (withdrawn_by = '')",
            name=op.f("ck_consent_withdrawn"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent")),
    )
    op.create_index("ix_consent_picture", "consent", ["picture"], unique=False)
    op.create_index("ix_consent_last_day", "consent", ["last_day"], unique=False)


def _add_to_pictures() -> None:
    """Put the pictures aside and back: SQLite cannot add a check to a table."""
    op.execute("CREATE TABLE picture_before AS SELECT * FROM picture")
    op.drop_table("picture")
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
        sa.Column("credit", sa.String(), server_default=_EMPTY, nullable=False),
        sa.Column("answer", sa.String(), nullable=True),
        sa.Column("answer_comment", sa.String(), server_default=_EMPTY, nullable=False),
        sa.Column("answered_by", sa.String(), server_default=_EMPTY, nullable=False),
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
    kept = (
        "id, post_id, house, name, sha256, alt_text, consent, delivered_by, "
        "delivered_at"
    )
    op.execute(f"INSERT INTO picture ({kept}) SELECT {kept} FROM picture_before")
    op.drop_table("picture_before")
