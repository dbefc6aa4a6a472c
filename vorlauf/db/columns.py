"""Columns: keys, checks and indexes that the tables declare alike.

SQLModel classes do not validate their values, so a CHECK or a key refuses whatever must
never be stored.
"""

from enum import StrEnum

from sqlalchemy import Index, Table, text
from sqlmodel import Field, SQLModel

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
