"""Statements that write another key of a person wherever a row names them."""

from collections.abc import Iterator
from typing import Final

from sqlalchemy import Column, Connection, Table, select, update
from sqlalchemy.exc import IntegrityError

from vorlauf.db.tables import METADATA

# The columns that hold the key of a person. Names stay as they were written, and so do
# versions, messages and the log, which are never changed.
_COLUMNS: Final = {
    "absence": ("person", "set_by"),
    "account": ("person", "invited_by", "disabled_by"),
    "api_token": ("person", "made_by"),
    "calendar_feed": ("person", "made_by"),
    "comment": ("author_key",),
    "follow_up": ("written_by_key",),
    "hold": ("held_by_key",),
    "incoming": ("person",),
    "known_browser": ("person",),
    "notice": ("recipient",),
    "post": ("author", "owner", "next_owner"),
    "saved_view": ("person",),
    "sign_in_link": ("person",),
    "stakeholders_file": ("written_by",),
    "step": ("asked", "issued_to"),
    "step_link": ("recipient",),
    "visit": ("person",),
}


def is_named(connection: Connection, key: str) -> bool:
    """Say whether a row names this key."""
    return any(
        connection.execute(select(1).where(column == key).limit(1)).first()
        for _, column in _columns()
    )


def rename(connection: Connection, old: str, new: str) -> None:
    """Write the new key in place of the old one.

    Where both have a row that can be there only once, such as an account, that of the
    new key holds.
    """
    for table, column in _columns():
        statement = update(table).where(column == old).values({column.name: new})
        try:
            with connection.begin_nested():
                connection.execute(statement)
        except IntegrityError:
            continue


def _columns() -> Iterator[tuple[Table, Column[object]]]:
    for name, columns in _COLUMNS.items():
        table = METADATA.tables[name]
        yield from ((table, table.c[column]) for column in columns)
