"""Plans are imported from spreadsheets, and a post knows the key of its row."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"

_TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Add the key of a row, and what is kept of imports and of mapped columns."""
    key = sa.Column(
        "plan_key", sa.String(), server_default=sa.text("''"), nullable=False
    )
    op.add_column("post", key)
    op.create_index(
        "ix_post_plan_key",
        "post",
        ["plan_key"],
        sqlite_where=sa.text("plan_key <> ''"),
        postgresql_where=sa.text("plan_key <> ''"),
    )
    op.create_table(
        "plan_import",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        *(
            sa.Column(name, sa.String(), nullable=False)
            for name in ("file_name", "sha256")
        ),
        sa.Column("imported_at", _TIME, nullable=False),
        *(
            sa.Column(name, sa.String(), nullable=False)
            for name in ("imported_by", "imported_by_key")
        ),
        *(
            sa.Column(name, sa.Integer(), nullable=False)
            for name in ("added", "changed", "unchanged", "refused")
        ),
        sa.Column("undone_at", _TIME, nullable=True),
        sa.Column(
            "undone_by", sa.String(), server_default=sa.text("''"), nullable=False
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_import")),
    )
    op.create_table(
        "plan_import_post",
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("is_new", sa.Boolean(), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["import_id"],
            ["plan_import.id"],
            name=op.f("fk_plan_import_post_import_id_plan_import"),
        ),
        sa.ForeignKeyConstraint(
            ["post_id"], ["post.id"], name=op.f("fk_plan_import_post_post_id_post")
        ),
        sa.PrimaryKeyConstraint(
            "import_id", "post_id", name=op.f("pk_plan_import_post")
        ),
    )
    op.create_index("ix_plan_import_post_post_id", "plan_import_post", ["post_id"])
    op.create_table(
        "column_mapping",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        *(
            sa.Column(name, sa.String(), nullable=False)
            for name in ("signature", "header")
        ),
        sa.Column("mapping", sa.JSON(), nullable=False),
        sa.Column("kept_at", _TIME, nullable=False),
        *(
            sa.Column(name, sa.String(), nullable=False)
            for name in ("kept_by", "kept_by_key")
        ),
        sa.CheckConstraint(
            "length(signature) = 64", name=op.f("ck_column_mapping_signature")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_column_mapping")),
        sa.UniqueConstraint("signature", name=op.f("uq_column_mapping_signature")),
    )
