"""Triggers that protect the audit log: what is written there stays as it is.

A migration that rebuilds a table silently drops its triggers, so each such migration
ends with `create(connection)`.
"""

from collections.abc import Sequence

from sqlalchemy import Connection, inspect

from vorlauf.db import erasure_guard

# Table → what may never happen to its rows, and the words of the refusal.
_KEPT = {
    "audit": (("UPDATE", "DELETE"), "the audit log is append-only"),
    "version": (("UPDATE", "DELETE"), "a version is never changed"),
    "post": (("DELETE",), "posts are never deleted"),
    "message": (("UPDATE",), "a message is never changed"),
}


# The table whose rows may be changed by an erasure, and by nothing else.
_ERASED_IN = "audit"


def create(connection: Connection) -> None:
    """Create every trigger anew, on SQLite or PostgreSQL, for the tables there are."""
    build = _sqlite if connection.dialect.name == "sqlite" else _postgresql
    inspector = inspect(connection)
    for table in _KEPT.keys() & inspector.get_table_names():
        operations, words = _KEPT[table]
        columns = [column["name"] for column in inspector.get_columns(table)]
        for statement in build(table, operations, words, columns):
            connection.exec_driver_sql(statement)


def _sqlite(
    table: str, operations: tuple[str, ...], words: str, columns: Sequence[str]
) -> list[str]:
    statements = []
    for operation in operations:
        name = f"{table}_no_{operation.lower()}"
        unless = ""
        if table == _ERASED_IN and operation == "UPDATE":
            unless = f"WHEN NOT ({erasure_guard.sqlite_condition(columns)}) "
        statements += [
            f"DROP TRIGGER IF EXISTS {name}",
            (
                f"CREATE TRIGGER {name} BEFORE {operation} ON {table} {unless}"
                f"BEGIN SELECT RAISE(ABORT, '{words}'); END"
            ),
        ]
    return statements


def _postgresql(
    table: str, operations: tuple[str, ...], words: str, columns: Sequence[str]
) -> list[str]:
    function = f"{table}_is_kept"
    events = " OR ".join(operations)
    body = f"BEGIN RAISE EXCEPTION '{words}'; END"
    if table == _ERASED_IN:
        body = erasure_guard.postgresql_body(columns, words)
    return [
        (
            f"CREATE OR REPLACE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql "
            f"AS $$ {body} $$"
        ),
        f"DROP TRIGGER IF EXISTS {table}_rows ON {table}",
        (
            f"CREATE TRIGGER {table}_rows BEFORE {events} ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION {function}()"
        ),
        f"DROP TRIGGER IF EXISTS {table}_whole ON {table}",
        (
            f"CREATE TRIGGER {table}_whole BEFORE TRUNCATE ON {table} "
            f"FOR EACH STATEMENT EXECUTE FUNCTION {function}()"
        ),
    ]
