"""Questions and statements about briefs: what material a post needs."""

from sqlalchemy import Connection, delete, insert, select

from vorlauf.db.post_snapshots import BRIEF
from vorlauf.db.tables import Brief


def brief_of(connection: Connection, post_id: int) -> Brief | None:
    """Return the brief of a post, None if nobody has written one."""
    wanted = select(BRIEF).where(BRIEF.c.post_id == post_id)
    row = connection.execute(wanted).one_or_none()
    return None if row is None else Brief(**row._asdict())


def keep(connection: Connection, brief: Brief) -> None:
    """Write the brief of a post in the place of an earlier one."""
    same = delete(BRIEF).where(BRIEF.c.post_id == brief.post_id)
    connection.execute(same)
    connection.execute(insert(BRIEF).values(**brief.model_dump()))
