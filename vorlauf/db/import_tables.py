"""The tables of imported plans: what imports have made, and mapped columns."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Index, text
from sqlmodel import Field, SQLModel

from vorlauf.db.columns import own_key


class MappingUse(StrEnum):
    """What the files are that a mapping of columns is for."""

    PLAN = "plan"
    FIGURES = "figures"


class PlanImport(SQLModel, table=True):
    """One file that was taken into the plan; `undone_at` says that it was taken back.

    `sha256` is that of the file. The counts are posts, `refused` those that were left
    out. `imported_by` and `undone_by` are names as text.
    """

    __tablename__ = "plan_import"

    id: int = own_key()
    file_name: str
    sha256: str
    imported_at: datetime
    imported_by: str
    imported_by_key: str
    added: int
    changed: int
    unchanged: int
    refused: int
    undone_at: datetime | None = None
    undone_by: str = Field(default="", sa_column_kwargs={"server_default": text("''")})


class PlanImportPost(SQLModel, table=True):
    """A post that an import has added or changed.

    `row_version` is that of the post right afterwards: with another one somebody has
    touched it since. `before` is what the import has overwritten, empty for a new one.
    """

    __tablename__ = "plan_import_post"
    __table_args__ = (Index("ix_plan_import_post_post_id", "post_id"),)

    import_id: int = Field(primary_key=True, foreign_key="plan_import.id")
    post_id: int = Field(primary_key=True, foreign_key="post.id")
    is_new: bool
    row_version: int
    before: dict[str, Any] = Field(sa_type=JSON)


class KeptMapping(SQLModel, table=True):
    """What people have said about the columns and words of files with one header.

    `signature` is the SHA-256 of the names of its columns, for figures with that use
    before them; `header` are these names for people. `kept_by` is a name as text.
    """

    __tablename__ = "column_mapping"
    __table_args__ = (CheckConstraint("length(signature) = 64", name="signature"),)

    id: int = own_key()
    signature: str = Field(unique=True)
    header: str
    mapping: dict[str, Any] = Field(sa_type=JSON)
    kept_at: datetime
    kept_by: str
    kept_by_key: str
    use: str = Field(default="plan", sa_column_kwargs={"server_default": "plan"})
