"""Answers of inquiries, frozen with the state of the data."""

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"

_TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "inquiry_answer",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("inquiry_id", sa.Integer(), nullable=False),
        sa.Column("document", sa.JSON(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("frozen_at", _TIME, nullable=False),
        sa.Column("frozen_by", sa.String(), nullable=False),
        sa.Column("thawed_at", _TIME, nullable=True),
        sa.Column("released_at", _TIME, nullable=True),
        sa.Column("released_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["inquiry_id"],
            ["inquiry.id"],
            name=op.f("fk_inquiry_answer_inquiry_id_inquiry"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inquiry_answer")),
    )
    op.create_index("ix_inquiry_answer_inquiry_id", "inquiry_answer", ["inquiry_id"])
