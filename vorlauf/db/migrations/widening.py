"""Widening a check in place: a column may hold more than before."""

from collections.abc import Sequence

from alembic import op


def widen(table: str, column: str, before: Sequence[str], after: Sequence[str]) -> None:
    """Let a column hold the words of `after`, which has all of `before` and more.

    Raises `RuntimeError` if the check is not the one of `before`, in its order.
    """
    old, new = (", ".join(f"'{word}'" for word in words) for words in (before, after))
    reword(table, column, f"{column} IN ({old})", f"{column} IN ({new})")


def reword(table: str, name: str, before: str, after: str) -> None:
    """Put another condition in the place of a check, which no row breaks.

    SQLite cannot change a check, but reads it from the text of its own schema, which
    may be changed where no row becomes wrong by it (sqlite.org, ALTER TABLE, 7). Raises
    `RuntimeError` if the check is not `before`.
    """
    connection = op.get_bind()
    check = op.f(f"ck_{table}_{name}")
    if connection.dialect.name != "sqlite":
        op.drop_constraint(check, table, type_="check")
        op.create_check_constraint(check, table, after)
        return
    version = connection.exec_driver_sql("PRAGMA schema_version").scalar_one()
    connection.exec_driver_sql("PRAGMA writable_schema = ON")
    changed = connection.exec_driver_sql(
        "UPDATE sqlite_master SET sql = replace(sql, ?, ?) "
        "WHERE type = 'table' AND name = ? AND instr(sql, ?)",
        (f"({before})", f"({after})", table, f"({before})"),
    )
    connection.exec_driver_sql(f"PRAGMA schema_version = {version + 1}")
    connection.exec_driver_sql("PRAGMA writable_schema = OFF")
    if changed.rowcount != 1:
        msg = f"the check of {table}.{name} is not as an earlier version made it"
        raise RuntimeError(msg)
