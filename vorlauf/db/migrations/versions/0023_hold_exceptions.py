"""Single posts go on although a hold of a house, a week or everything lasts."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"


def upgrade() -> None:
    op.create_table(
        "hold_exception",
        sa.Column("hold_id", sa.Integer(), nullable=False),
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["hold_id"], ["hold.id"], name=op.f("fk_hold_exception_hold_id_hold")
        ),
        sa.ForeignKeyConstraint(
            ["post_id"], ["post.id"], name=op.f("fk_hold_exception_post_id_post")
        ),
        sa.PrimaryKeyConstraint("hold_id", "post_id", name=op.f("pk_hold_exception")),
    )
