"""Columns: keys, checks and indexes that the tables declare alike.

SQLModel classes do not validate their values, so a CHECK or a key refuses whatever must
never be stored.
"""

from enum import StrEnum
from functools import cache

from sqlalchemy import Connection, Index, Select, Table, func, select, text
from sqlmodel import Field, SQLModel

from vorlauf.db.post_snapshots import NOTICE, POST, STEP

NAMES = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
SQLModel.metadata.naming_convention = NAMES
METADATA = SQLModel.metadata


def one_of(column: str, values: type[StrEnum]) -> str:
    """Return the SQL condition that the column holds one of the values."""
    listed = ", ".join(f"'{value}'" for value in values)
    return f"{column} IN ({listed})"


def partial(name: str, *columns: str, where: str, unique: bool = False) -> Index:
    """Return an index over the few rows that a sweep looks for."""
    condition = text(where)
    return Index(
        name,
        *columns,
        unique=unique,
        sqlite_where=condition,
        postgresql_where=condition,
    )


def own_key() -> int:
    """Declare a number that the engine gives out itself, under the audit lock."""
    key: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    return key


def table_of(model: type[SQLModel]) -> Table:
    """Return the Core table behind a model, for prebuilt statements."""
    return METADATA.tables[str(model.__tablename__)]


@cache
def _next(table: Table) -> Select[int]:
    return select(func.coalesce(func.max(table.c.id), 0) + 1)


_NEXT_DUTIES = select(_next(STEP).scalar_subquery(), _next(NOTICE).scalar_subquery())


def next_id(connection: Connection, table: Table) -> int:
    """Return the next free key of a table; ask only while the audit log is locked."""
    return int(connection.execute(_next(table)).scalar_one())


def next_duties(connection: Connection) -> tuple[int, int]:
    """Return the next free keys of a step and of a notice; ask as for `next_id`."""
    step_id, notice_id = connection.execute(_NEXT_DUTIES).one()
    return int(step_id), int(notice_id)


def last_number(connection: Connection, year: int) -> int:
    """Return the highest running number of the posts of a year, 0 if there is none."""
    rows = connection.execute(
        select(POST.c.number).where(POST.c.number.startswith(f"{year}-"))
    )
    return max((int(row.number.partition("-")[2]) for row in rows), default=0)
