"""The dashboard: accounts and their sessions, and what its pages look for."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

_TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    _create_accounts()
    op.add_column(
        "post",
        sa.Column(
            "channels", sa.String(), server_default=sa.text("''"), nullable=False
        ),
    )
    op.add_column(
        "step", sa.Column("short_by", sa.Integer(), server_default="0", nullable=False)
    )
    _create_indexes()
    _fill_channels()


def _create_accounts() -> None:
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
        "sign_in_link",
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("made_at", _TIME, nullable=False),
        sa.Column("ends_at", _TIME, nullable=False),
        sa.Column("used_at", _TIME, nullable=True),
        sa.CheckConstraint(
            "purpose IN ('invitation', 'sign_in')",
            name=op.f("ck_sign_in_link_purpose"),
        ),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_sign_in_link")),
    )
    op.create_index("ix_sign_in_link_person", "sign_in_link", ["person"], unique=False)
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
        "saved_view",
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("page", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("query", sa.String(), nullable=False),
        sa.Column("saved_at", _TIME, nullable=False),
        sa.PrimaryKeyConstraint("person", "page", "name", name=op.f("pk_saved_view")),
    )


def _create_indexes() -> None:
    op.create_index(
        "ix_post_state_slot_at",
        "post",
        ["state", "slot_at", "request_by", "wants_graphics"],
        unique=False,
    )
    op.create_index("ix_post_title", "post", ["title"], unique=False)
    op.create_index(
        "ix_post_house_house_post_id",
        "post_house",
        ["house", "post_id"],
        unique=False,
    )
    op.create_index("ix_notice_settled_at", "notice", ["settled_at"], unique=False)
    lost = sa.text("state IN ('dead', 'unknown')")
    op.create_index(
        "ix_notice_lost",
        "notice",
        ["settled_at"],
        unique=False,
        sqlite_where=lost,
        postgresql_where=lost,
    )
    for name, columns, where in (
        ("ix_step_asked_due_at", ["asked", "due_at", "kind"], "closed_at IS NULL"),
        ("ix_step_house_due_at", ["house", "due_at"], "closed_at IS NULL"),
        ("ix_step_open_post_id", ["post_id"], "closed_at IS NULL"),
        ("ix_step_short_by", ["due_at"], "closed_at IS NULL AND short_by > 0"),
        ("ix_step_house_closed_at", ["house", "closed_at"], "closed_at IS NOT NULL"),
    ):
        op.create_index(
            name,
            "step",
            columns,
            unique=False,
            sqlite_where=sa.text(where),
            postgresql_where=sa.text(where),
        )

    op.create_index(
        "ix_audit_by_hand",
        "audit",
        ["at"],
        unique=False,
        sqlite_where=sa.text("event = 'remind_now'"),
        postgresql_where=sa.text("event = 'remind_now'"),
    )


def _fill_channels() -> None:
    connection = op.get_bind()
    version = sa.table(
        "version",
        sa.column("post_id", sa.Integer),
        sa.column("number", sa.Integer),
        sa.column("content", sa.JSON),
    )
    post = sa.table(
        "post",
        sa.column("id", sa.Integer),
        sa.column("version", sa.Integer),
        sa.column("channels", sa.String),
    )
    current = sa.select(post.c.id, version.c.content).join(
        version,
        (version.c.post_id == post.c.id) & (version.c.number == post.c.version),
    )
    rows = [
        {
            "key": row.id,
            "written": "".join(
                f"{name},"
                for name, text in sorted(row.content["texts"].items())
                if text
            ),
        }
        for row in connection.execute(current)
    ]
    if rows:
        connection.execute(
            sa.update(post)
            .where(post.c.id == sa.bindparam("key"))
            .values(channels=sa.bindparam("written")),
            rows,
        )
