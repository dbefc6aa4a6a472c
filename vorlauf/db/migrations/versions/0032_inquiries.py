"""The register of inquiries."""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"

_TIME = sa.DateTime(timezone=True)
_CHECKS = {
    "kind": "kind IN ('minor', 'major', 'question_time', 'transparency')",
    "state": "state IN ('open', 'frozen', 'released', 'dropped')",
    "counters": "row_version > 0",
    "extended": "extended >= 0",
}


def _texts(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.String(), nullable=False) for name in names]


def upgrade() -> None:
    op.create_table(
        "inquiry",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        *_texts("kind", "drs", "topic", "asked_by", "predecessor", "series"),
        *_texts("house", "file_number"),
        *(
            sa.Column(name, sa.Date(), nullable=True)
            for name in ("dispatched", "received", "answer_on")
        ),
        sa.Column("extended", sa.Integer(), nullable=False),
        *_texts("preface", "note"),
        sa.Column("questions", sa.JSON(), nullable=False),
        *_texts("state", "reason"),
        sa.Column("added_at", _TIME, nullable=False),
        *_texts("added_by"),
        sa.Column("row_version", sa.Integer(), nullable=False),
        *_texts("before"),
        *(
            sa.CheckConstraint(rule, name=op.f(f"ck_inquiry_{name}"))
            for name, rule in _CHECKS.items()
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inquiry")),
    )
    op.create_index("ix_inquiry_state", "inquiry", ["state"])
