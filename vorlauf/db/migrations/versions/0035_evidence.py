"""Evidence of inquiries, and what the campaign costs."""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"

_TIME = sa.DateTime(timezone=True)


def _texts(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.String(), nullable=False) for name in names]


def upgrade() -> None:
    _evidence()
    _costs()


def _evidence() -> None:
    op.create_table(
        "inquiry_evidence",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("inquiry_id", sa.Integer(), nullable=False),
        sa.Column("question", sa.Integer(), nullable=False),
        *_texts("query"),
        sa.Column("asked", sa.JSON(), nullable=False),
        sa.Column("result", sa.JSON(), nullable=False),
        sa.Column("as_of", _TIME, nullable=False),
        *_texts("saved_by"),
        sa.Column("head_id", sa.Integer(), nullable=False),
        *_texts("head_hash"),
        sa.Column("removed_at", _TIME, nullable=True),
        sa.ForeignKeyConstraint(
            ["inquiry_id"],
            ["inquiry.id"],
            name=op.f("fk_inquiry_evidence_inquiry_id_inquiry"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inquiry_evidence")),
    )
    op.create_index(
        "ix_inquiry_evidence_inquiry_id", "inquiry_evidence", ["inquiry_id"]
    )


def _costs() -> None:
    op.create_table(
        "cost_entry",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        *_texts("contractor", "contract", "award", "invoice"),
        sa.Column("gross_cents", sa.BigInteger(), nullable=False),
        *(
            sa.Column(name, sa.Date(), nullable=False)
            for name in ("first_day", "last_day")
        ),
        *_texts("house"),
        sa.Column("is_media", sa.Boolean(), nullable=False),
        sa.Column("posts", sa.JSON(), nullable=False),
        *_texts("note"),
        sa.Column("added_at", _TIME, nullable=False),
        *_texts("added_by"),
        sa.Column("removed_at", _TIME, nullable=True),
        sa.CheckConstraint("gross_cents > 0", name=op.f("ck_cost_entry_amount")),
        sa.CheckConstraint("first_day <= last_day", name=op.f("ck_cost_entry_period")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cost_entry")),
    )
    op.create_index("ix_cost_entry_first_day", "cost_entry", ["first_day"])
