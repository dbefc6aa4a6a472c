"""Questions to the store for the list of consents: which posts have the pictures."""

from dataclasses import dataclass

from sqlalchemy import Connection, or_, select

from states.post import PostState
from vorlauf.db.post_snapshots import CONSENT, PICTURE, POST
from vorlauf.db.tables import ReviewAnswer


@dataclass(frozen=True, kw_only=True)
class PostNamed:
    """A post by its number, title and state."""

    number: str
    title: str
    state: PostState


def posts_by_picture(connection: Connection) -> dict[str, list[PostNamed]]:
    """Return the posts that have a picture with a consent, by its SHA-256.

    Pictures that were sent back do not count.
    """
    wanted = (
        select(PICTURE.c.sha256, POST.c.number, POST.c.title, POST.c.state)
        .join(POST, POST.c.id == PICTURE.c.post_id)
        .where(
            PICTURE.c.sha256.in_(select(CONSENT.c.picture)),
            or_(PICTURE.c.answer.is_(None), PICTURE.c.answer == ReviewAnswer.ACCEPTED),
        )
        .order_by(POST.c.slot_at, POST.c.id)
        .distinct()
    )
    found: dict[str, list[PostNamed]] = {}
    for row in connection.execute(wanted.add_columns(POST.c.slot_at, POST.c.id)):
        named = PostNamed(
            number=row.number, title=row.title, state=PostState(row.state)
        )
        found.setdefault(row.sha256, []).append(named)
    return found
