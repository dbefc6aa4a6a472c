"""Questions to the store about posts that have to be taken down."""

from sqlalchemy import Connection, select

from vorlauf.db.tables import Audit, table_of

_AUDIT = table_of(Audit)
TAKE_DOWN = "take_down"


def reason_of(connection: Connection, post_id: int) -> str:
    """Return why a post has to be taken down, as the file says; empty if it has not."""
    wanted = (
        select(_AUDIT.c.comment)
        .where(_AUDIT.c.post_id == post_id, _AUDIT.c.event == TAKE_DOWN)
        .order_by(_AUDIT.c.id.desc())
        .limit(1)
    )
    found = connection.execute(wanted).scalar_one_or_none()
    return found or ""
