"""Changed rows: which covered rows a transaction has written, so that the log says so.

Every statement of a writing transaction passes by here. What it writes is noted by
table and primary key; the next line of the log carries the digests of these rows.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any, Final

from sqlalchemy import (
    Column,
    Connection,
    Delete,
    Engine,
    Insert,
    Table,
    Update,
    event,
    select,
)
from sqlalchemy.sql.elements import BinaryExpression, BindParameter, ColumnElement
from sqlalchemy.sql.operators import eq

from vorlauf.db.coverage import covered_columns, covered_tables

Key = tuple[Any, ...]
# The rows of one transaction, by table; a dict keeps the order in which they came.
Rows = dict[Table, dict[Key, None]]

_NOTED: Final = "changed_rows"
_AT: Final = "changed_rows_at"
_WRITES: Final = (Insert, Update, Delete)


def watch(engine: Engine) -> None:
    """Note from now on what the statements of `writing` transactions change."""

    @event.listens_for(engine, "before_execute")
    def before(
        connection: Connection,
        statement: object,
        many: Sequence[Mapping[str, Any]],
        one: Mapping[str, Any],
        _options: object,
    ) -> None:
        if isinstance(statement, _WRITES):
            note(connection, statement, many or [one])


@contextmanager
def noted(connection: Connection) -> Iterator[None]:
    """Note what is changed in one transaction, and forget it at its end."""
    connection.info[_NOTED] = {}
    try:
        yield
    finally:
        connection.info.pop(_NOTED, None)
        connection.info.pop(_AT, None)


def date(connection: Connection, now: datetime) -> None:
    """Note the instant (aware UTC) of what this transaction changes."""
    connection.info[_AT] = now


def instant(connection: Connection) -> datetime | None:
    """Return the instant of what this transaction changes, if somebody has said it."""
    return connection.info.get(_AT)


def are_any(connection: Connection) -> bool:
    """Say whether a row was changed that no line of the log tells of yet."""
    return any(connection.info.get(_NOTED, {}).values())


def add(connection: Connection, table: Table, keys: Iterable[Key]) -> None:
    """Note rows of which the next line of the log shall tell, changed or not."""
    noted: Rows = connection.info[_NOTED]
    noted.setdefault(table, {}).update(dict.fromkeys(keys))


def take(connection: Connection) -> Rows:
    """Return what was changed since the transaction began, or since it was asked."""
    noted: Rows = connection.info.get(_NOTED, {})
    if noted:
        connection.info[_NOTED] = {}
    return noted


def note(
    connection: Connection,
    statement: Insert | Update | Delete,
    rows: Sequence[Mapping[str, Any]],
) -> None:
    """Note the rows that a statement is about to change with these parameters."""
    noted: Rows | None = connection.info.get(_NOTED)
    table = statement.table
    if noted is None or not isinstance(table, Table) or not _matters(statement, table):
        return
    keys = noted.setdefault(table, {})
    keys.update(dict.fromkeys(_keys(connection, statement, table, rows)))


# The library has no public name for what an UPDATE sets and for its conditions.
def _set_by(statement: Insert | Update) -> dict[str, Any]:
    values: Mapping[Any, Any] = statement._values or {}  # noqa: SLF001
    return {getattr(one, "name", one): bound for one, bound in values.items()}


def _conditions_of(statement: Update | Delete) -> tuple[ColumnElement[Any], ...]:
    return statement._where_criteria  # noqa: SLF001


def _matters(statement: Insert | Update | Delete, table: Table) -> bool:
    if table not in covered_tables():
        return False
    if not isinstance(statement, Update):
        return True
    changed = _set_by(statement).keys()
    return any(column.name in changed for column in covered_columns(table))


def _keys(
    connection: Connection,
    statement: Insert | Update | Delete,
    table: Table,
    rows: Sequence[Mapping[str, Any]],
) -> Iterable[Key]:
    """Return the keys of the rows that the statement changes with these parameters."""
    columns = tuple(table.primary_key)
    if isinstance(statement, Insert):
        said = {n: getattr(v, "value", None) for n, v in _set_by(statement).items()}
        names = [column.name for column in columns]
        return [tuple([row[n] if n in row else said[n] for n in names]) for row in rows]
    conditions = _conditions_of(statement)
    bound = _named(conditions, columns[0]) if len(columns) == 1 else None
    if bound is not None:
        return [(row.get(bound.key, bound.value),) for row in rows]
    # Asked beforehand: afterwards the condition may hold for other rows.
    which = select(*columns).where(*conditions)
    return [tuple(key) for row in rows for key in connection.execute(which, row)]


def _named(
    conditions: Iterable[ColumnElement[Any]], key: Column[Any]
) -> BindParameter[Any] | None:
    """Return the parameter that names the one key; None if conditions name more."""
    for one in conditions:
        if (
            isinstance(one, BinaryExpression)
            and one.operator is eq
            and one.left is key
            and isinstance(one.right, BindParameter)
        ):
            return one.right
    return None
