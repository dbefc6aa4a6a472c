"""Widening a check: a column that holds one of several words may hold more of them."""

from collections.abc import Sequence

from alembic import op


def widen(table: str, column: str, before: Sequence[str], after: Sequence[str]) -> None:
    """Let a column hold the words of `after`, which has all of `before` and more.

    SQLite cannot change a check, but reads it from the text of its own schema, which
    may be changed where no row becomes wrong by it (sqlite.org, ALTER TABLE, 7). Raises
    `RuntimeError` if the check is not the one of `before`, in its order.
    """
    old, new = (", ".join(f"'{word}'" for word in words) for words in (before, after))
    connection = op.get_bind()
    name = f"ck_{table}_{column}"
    if connection.dialect.name != "sqlite":
        op.drop_constraint(op.f(name), table, type_="check")
        op.create_check_constraint(op.f(name), table, f"{column} IN ({new})")
        return
    version = connection.exec_driver_sql("PRAGMA schema_version").scalar_one()
    connection.exec_driver_sql("PRAGMA writable_schema = ON")
    changed = connection.exec_driver_sql(
        "UPDATE sqlite_master SET sql = replace(sql, ?, ?) "
        "WHERE type = 'table' AND name = ? AND instr(sql, ?)",
        (f"({old})", f"({new})", table, f"({old})"),
    )
    connection.exec_driver_sql(f"PRAGMA schema_version = {version + 1}")
    connection.exec_driver_sql("PRAGMA writable_schema = OFF")
    if changed.rowcount != 1:
        msg = f"the check of {table}.{column} is not as an earlier version made it"
        raise RuntimeError(msg)
