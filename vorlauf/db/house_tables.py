"""The tables of the rules of houses, and of the file that they come from."""

from datetime import datetime

from sqlalchemy import text
from sqlmodel import Field, SQLModel


class HouseRules(SQLModel, table=True):
    """The rules under which the open steps of a house were planned.

    `rules` are the rules themselves, as JSON. While its steps are being planned again
    `rules_before` are those from before, and `replanned_to` is the post that it has
    come to (its key); None when all are planned.
    """

    __tablename__ = "house_rules"

    house: str = Field(primary_key=True)
    digest: str
    applied_at: datetime
    rules: str = Field(default="", sa_column_kwargs={"server_default": text("''")})
    rules_before: str = Field(
        default="", sa_column_kwargs={"server_default": text("''")}
    )
    replanned_to: int | None = None


class StakeholdersRow(SQLModel, table=True):
    """What a machine has found last in its stakeholders.toml.

    `digest` is the SHA-256 of its last text without a fault, `previous` that of the one
    before, empty if it cannot be brought back. `written_by` is the key of who wrote it
    on a page, empty for a hand edit. `faulty_since` is set while it has a fault, and
    `told_at` once the coordinator was told of that.
    """

    __tablename__ = "stakeholders_file"

    place: str = Field(primary_key=True)
    digest: str
    previous: str
    written_by: str
    noted_at: datetime
    faulty_since: datetime | None
    told_at: datetime | None
