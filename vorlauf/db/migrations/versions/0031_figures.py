"""Figures of networks are imported, each file as a snapshot."""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"

_TIME = sa.DateTime(timezone=True)
_MATCHED_BY = ("", "permalink", "external_id", "time", "text", "by_hand")


def _texts(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.String(), nullable=False) for name in names]


def _import_id(table: str) -> list[sa.schema.SchemaItem]:
    name = op.f(f"fk_{table}_import_id_figure_import")
    return [
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["import_id"], ["figure_import.id"], name=name),
    ]


def upgrade() -> None:
    op.create_table(
        "figure_import",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        *_texts("kind", "channel"),
        sa.Column("as_of", _TIME, nullable=False),
        *_texts("file_name", "sha256"),
        sa.Column("taken_at", _TIME, nullable=False),
        *_texts("taken_by", "taken_by_key"),
        sa.Column("undone_at", _TIME, nullable=True),
        sa.Column(
            "undone_by", sa.String(), server_default=sa.text("''"), nullable=False
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_figure_import")),
    )
    op.create_index(
        "ix_figure_import_channel_as_of", "figure_import", ["channel", "as_of"]
    )
    _posts()
    op.create_table(
        "figure_series",
        *_import_id("figure_series"),
        *_texts("metric", "share"),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("days", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint(
            "import_id", "metric", "share", name=op.f("pk_figure_series")
        ),
    )
    _uses()


def _posts() -> None:
    op.create_table(
        "figure_post",
        *_import_id("figure_post"),
        sa.Column("row", sa.Integer(), nullable=False),
        *_texts("place", "permalink", "external_id", "excerpt"),
        sa.Column("day", sa.Date(), nullable=True),
        *_texts("share", "campaign"),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.Column("post_id", sa.Integer(), nullable=True),
        *_texts("matched_by"),
        sa.Column("certainty", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            f"matched_by IN ({', '.join(map(repr, _MATCHED_BY))})",
            name=op.f("ck_figure_post_matched_by"),
        ),
        sa.CheckConstraint(
            "certainty BETWEEN 0 AND 100", name=op.f("ck_figure_post_certainty")
        ),
        sa.CheckConstraint(
            "(post_id IS NULL) = (matched_by = '')", name=op.f("ck_figure_post_matched")
        ),
        sa.ForeignKeyConstraint(
            ["post_id"], ["post.id"], name=op.f("fk_figure_post_post_id_post")
        ),
        sa.PrimaryKeyConstraint("import_id", "row", name=op.f("pk_figure_post")),
    )
    op.create_index("ix_figure_post_post_id", "figure_post", ["post_id"])


def _uses() -> None:
    """Say of the mappings that there are that they are for plans."""
    use = sa.Column("use", sa.String(), server_default="plan", nullable=False)
    op.add_column("column_mapping", use)
