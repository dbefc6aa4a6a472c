"""Statements that write another key of a person wherever a row names them."""

from collections.abc import Collection, Iterator
from typing import Any, Final

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    and_,
    delete,
    select,
    true,
    update,
)
from sqlalchemy.exc import IntegrityError

from vorlauf.db.tables import METADATA, Medium

# The columns that hold the key of a person. Names stay as they were written, and so do
# versions, messages and the log, which are never changed, and links, which are signed.
_COLUMNS: Final = {
    "absence": ("person", "set_by"),
    "account": ("person", "invited_by", "disabled_by"),
    "api_token": ("person", "made_by"),
    "calendar_feed": ("person", "made_by"),
    "column_mapping": ("kept_by_key",),
    "comment": ("author_key",),
    "figure_import": ("taken_by_key",),
    "follow_up": ("written_by_key",),
    "hold": ("held_by_key",),
    "incoming": ("person",),
    "known_browser": ("person",),
    "notice": ("recipient",),
    "plan_import": ("imported_by_key",),
    "post": ("author", "owner", "next_owner"),
    "saved_view": ("person",),
    "sign_in_link": ("person",),
    "stakeholders_file": ("written_by",),
    "step": ("asked", "issued_to"),
    "visit": ("person",),
}


# Where the new key has a row already, that one holds and the old one goes.
_ONE_EACH: Final = frozenset({"account", "saved_view"})


def named(connection: Connection, keys: Collection[str]) -> frozenset[str]:
    """Return which of these keys a row names."""
    if not keys:
        return frozenset()
    return frozenset(
        key
        for column, is_theirs in _columns()
        for key in connection.execute(
            select(column).distinct().where(column.in_(keys), is_theirs)
        ).scalars()
    )


def rename(connection: Connection, old: str, new: str) -> bool:
    """Write the new key in place of the old one; say whether a row has changed.

    Where both have a row that can be there only once, such as an account, that of the
    new key holds.
    """
    moved = 0
    for column, is_theirs in _columns():
        table = column.table
        condition = and_(column == old, is_theirs)
        try:
            with connection.begin_nested():
                written = update(table).where(condition).values({column.name: new})
                moved += connection.execute(written).rowcount
        except IntegrityError:
            moved += _one_by_one(connection, column, condition, new)
    return moved > 0


def _one_by_one(
    connection: Connection,
    column: Column[Any],
    condition: ColumnElement[bool],
    new: str,
) -> int:
    """Move the rows that can be moved; return how many."""
    table, moved = column.table, 0
    key = tuple(table.primary_key.columns)
    for values in connection.execute(select(*key).where(condition)).all():
        row = and_(*(one == value for one, value in zip(key, values, strict=True)))
        try:
            with connection.begin_nested():
                connection.execute(update(table).where(row).values({column.name: new}))
            moved += 1
        except IntegrityError:
            if table.name in _ONE_EACH:
                connection.execute(delete(table).where(row))
    return moved


def _columns() -> Iterator[tuple[Column[Any], ColumnElement[bool]]]:
    """Yield the columns, each with the condition that its rows name people."""
    for name, columns in _COLUMNS.items():
        table = METADATA.tables[name]
        # A hint to a room goes to a house.
        is_mail = table.c.medium == Medium.MAIL if name == "notice" else true()
        yield from ((table.c[column], is_mail) for column in columns)
