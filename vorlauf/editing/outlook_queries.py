"""Questions of the kept outlooks: which posts are open, and which have changed."""

from sqlalchemy import Connection, bindparam, select

from states.post import PostState
from vorlauf.db.post_snapshots import POST
from vorlauf.db.tables import Audit, table_of

_AUDIT = table_of(Audit)
_OPEN = select(POST.c.id).where(
    POST.c.state.in_([state for state in PostState if state.is_open])
)
_CHANGED = select(_AUDIT.c.post_id).where(_AUDIT.c.id > bindparam("last")).distinct()


def open_keys(connection: Connection) -> list[int]:
    """Return the keys of the posts that are neither out nor withdrawn."""
    return list(connection.execute(_OPEN).scalars())


def changed_since(connection: Connection, last: int) -> list[int | None]:
    """Return the keys of the posts that entries after this one are about.

    None is among them for an entry that is about no post.
    """
    return list(connection.execute(_CHANGED, {"last": last}).scalars())
