"""The table of the restoration: what waits for a person since a backup was restored."""

from datetime import datetime

from sqlalchemy import CheckConstraint
from sqlmodel import SQLModel

from vorlauf.db.columns import own_key


class Restoration(SQLModel, table=True):
    """The archive that this database comes from, if it comes from one.

    The archive was made at `made_at` and ended with `head`. Until `mails_at`,
    `moves_at` and `publications_at` nothing of that kind goes on by itself.
    """

    __table_args__ = (CheckConstraint("id = 1", name="single"),)

    id: int = own_key()
    made_at: datetime
    restored_at: datetime
    head: str
    mails_at: datetime | None = None
    moves_at: datetime | None = None
    publications_at: datetime | None = None
