"""Every token for programs ends; a browser that has signed in has a counter of its own.

Tokens that had no end get one, ninety days from now.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from alembic import context, op
from sqlalchemy.engine import RowMapping

revision = "0010"
down_revision = "0009"

_TIME = sa.DateTime(timezone=True)
_LEFT = timedelta(days=90)


def upgrade() -> None:
    end = (context.config.attributes["now"] or datetime.now(UTC)) + _LEFT
    # SQLite can add no column that must be filled, and both tables are small.
    tokens, links = _taken_out("api_token"), _taken_out("sign_in_link")
    token, link = _create_tokens(), _create_links()
    _put_back(
        token,
        [{**row, "ends_at": row["ends_at"] or end, "told_at": None} for row in tokens],
    )
    _put_back(link, [{**row, "browser": ""} for row in links])
    op.create_table(
        "known_browser",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("locked_until", _TIME, nullable=True),
        sa.Column("failed_at", _TIME, nullable=False),
        sa.CheckConstraint("failures > 0", name=op.f("ck_known_browser_failures")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_known_browser")),
    )


def _taken_out(name: str) -> Sequence[RowMapping]:
    connection = op.get_bind()
    table = sa.Table(name, sa.MetaData(), autoload_with=connection)
    rows = connection.execute(sa.select(table)).mappings().all()
    op.drop_table(name)
    return rows


def _put_back(table: sa.Table, rows: list[dict[str, Any]]) -> None:
    if rows:
        op.bulk_insert(table, rows)


def _create_tokens() -> sa.Table:
    return op.create_table(
        "api_token",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("made_at", _TIME, nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.Column("ends_at", _TIME, nullable=False),
        sa.Column("used_at", _TIME, nullable=True),
        sa.Column("revoked_at", _TIME, nullable=True),
        sa.Column("told_at", _TIME, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_token")),
        sa.UniqueConstraint("digest", name=op.f("uq_api_token_digest")),
    )


def _create_links() -> sa.Table:
    table = op.create_table(
        "sign_in_link",
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("made_at", _TIME, nullable=False),
        sa.Column("ends_at", _TIME, nullable=False),
        sa.Column("used_at", _TIME, nullable=True),
        sa.Column("browser", sa.String(), nullable=False),
        sa.CheckConstraint(
            "purpose IN ('invitation', 'sign_in')", name=op.f("ck_sign_in_link_purpose")
        ),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_sign_in_link")),
    )
    op.create_index("ix_sign_in_link_person", "sign_in_link", ["person"], unique=False)
    return table
