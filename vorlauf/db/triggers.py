"""Triggers that protect the audit log: what is written there stays as it is.

A migration that rebuilds a table silently drops its triggers, so each such migration
ends with `create(connection)`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

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
# Columns that an UPDATE may change: who wrote a version gives way when they are erased.
_MAY_CHANGE: Final = {"version": ("author",)}
# PostgreSQL compares no JSON, only its text.
_PLAIN: Final = {"content": "::text"}


# On PostgreSQL a trigger is known by its name, whether it is on, what it listens to,
# its function, and what that does.
_THERE: Final = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
_THERE_ON_SERVER: Final = (
    "SELECT tgname AS name, tgenabled::text, tgtype::int, proname::text, prosrc "
    "FROM pg_trigger JOIN pg_proc ON pg_proc.oid = tgfoid "
    "JOIN pg_class ON pg_class.oid = tgrelid "
    "WHERE NOT tgisinternal AND relnamespace = current_schema()::regnamespace"
)
# The bits of pg_trigger.tgtype.
_BEFORE, _EACH_ROW, _TRUNCATE = 2, 1, 32
_BIT_OF: Final = {"DELETE": 8, "UPDATE": 16}


@dataclass(frozen=True)
class _KeptTable:
    """A table whose rows are kept: from what, with which words, and its columns."""

    table: str
    operations: tuple[str, ...]
    words: str
    columns: Sequence[str]


def create(connection: Connection) -> None:
    """Create every trigger anew, on SQLite or PostgreSQL, for the tables there are."""
    build = _sqlite if connection.dialect.name == "sqlite" else _postgresql
    for kept in _kept(connection):
        for statement in build(kept):
            connection.exec_driver_sql(statement)


def faults(connection: Connection) -> tuple[str, ...]:
    """Name every trigger that is gone, is not as it was made, or is none of ours."""
    if connection.dialect.name == "sqlite":
        found, wanted_of = connection.exec_driver_sql(_THERE), _wanted
    else:
        found, wanted_of = connection.exec_driver_sql(_THERE_ON_SERVER), _wanted_there
    there = {name: tuple(rest) for name, *rest in found}
    wanted: dict[str, tuple[object, ...]] = {}
    for kept in _kept(connection):
        wanted |= wanted_of(kept)
    return tuple(
        f"the trigger {name} {_fault(wanted.get(name), there.get(name))}"
        for name in sorted(wanted.keys() | there.keys())
        if wanted.get(name) != there.get(name)
    )


def _fault(wanted: object, there: object) -> str:
    if there is None:
        return "is gone"
    return "is none of ours" if wanted is None else "is not as it was made"


def _kept(connection: Connection) -> list[_KeptTable]:
    inspector = inspect(connection)
    return [
        _KeptTable(
            table, *_KEPT[table], [one["name"] for one in inspector.get_columns(table)]
        )
        for table in sorted(_KEPT.keys() & inspector.get_table_names())
    ]


def _sqlite(kept: _KeptTable) -> list[str]:
    statements = []
    for name, (made,) in _wanted(kept).items():
        statements += [f"DROP TRIGGER IF EXISTS {name}", str(made)]
    return statements


def _wanted(kept: _KeptTable) -> dict[str, tuple[object, ...]]:
    """Return the triggers of a table on SQLite: the statement of each, by name."""
    found: dict[str, tuple[object, ...]] = {}
    for operation in kept.operations:
        name = f"{kept.table}_no_{operation.lower()}"
        unless = ""
        if kept.table == _ERASED_IN and operation == "UPDATE":
            unless = f"WHEN NOT ({erasure_guard.sqlite_condition(kept.columns)}) "
        elif kept.table in _MAY_CHANGE and operation == "UPDATE":
            same = [f"NEW.{name} IS OLD.{name}" for name in _fixed(kept)]
            unless = f"WHEN NOT ({' AND '.join(same)}) "
        made = (
            f"CREATE TRIGGER {name} BEFORE {operation} ON {kept.table} {unless}"
            f"BEGIN SELECT RAISE(ABORT, '{kept.words}'); END"
        )
        found[name] = (made,)
    return found


def _postgresql(kept: _KeptTable) -> list[str]:
    table, function = kept.table, _function(kept)
    events = " OR ".join(kept.operations)
    return [
        (
            f"CREATE OR REPLACE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql "
            f"AS $$ {_body(kept)} $$"
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


def _wanted_there(kept: _KeptTable) -> dict[str, tuple[object, ...]]:
    """Return what PostgreSQL says of the triggers of a table, by name."""
    does = (_function(kept), f" {_body(kept)} ")
    of_rows = _BEFORE + _EACH_ROW + sum(_BIT_OF[one] for one in kept.operations)
    return {
        f"{kept.table}_rows": ("O", of_rows, *does),
        f"{kept.table}_whole": ("O", _BEFORE + _TRUNCATE, *does),
    }


def _function(kept: _KeptTable) -> str:
    return f"{kept.table}_is_kept"


def _body(kept: _KeptTable) -> str:
    if kept.table == _ERASED_IN:
        return erasure_guard.postgresql_body(kept.columns, kept.words)
    if kept.table in _MAY_CHANGE:
        new, old = (
            ", ".join(f"{row}.{name}{_PLAIN.get(name, '')}" for name in _fixed(kept))
            for row in ("NEW", "OLD")
        )
        return (
            f"BEGIN IF TG_OP = 'UPDATE' THEN IF ({new}) IS NOT DISTINCT FROM ({old}) "
            f"THEN RETURN NEW; END IF; END IF; RAISE EXCEPTION '{kept.words}'; END"
        )
    return f"BEGIN RAISE EXCEPTION '{kept.words}'; END"


def _fixed(kept: _KeptTable) -> list[str]:
    return [name for name in kept.columns if name not in _MAY_CHANGE[kept.table]]
