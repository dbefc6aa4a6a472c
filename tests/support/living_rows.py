"""What is open, ahead or true of the posts of a desk."""

from sqlalchemy import select

from vorlauf.db.engine import reading
from vorlauf.db.post_snapshots import NOTICE, POST, STEP


def alive(desk):
    """Everything that is open, ahead or true of a post, but for the row version."""
    with reading(desk.engine) as connection:
        posts = connection.execute(select(POST).order_by(POST.c.id)).mappings().all()
        steps = connection.execute(select(STEP).where(STEP.c.closed_at.is_(None))).all()
        ahead = NOTICE.c.state.in_(("queued", "retry"))
        owed = connection.execute(select(NOTICE).where(ahead)).all()
    return [
        [{k: v for k, v in row.items() if k != "row_version"} for row in posts],
        sorted(steps),
        sorted(owed, key=lambda row: row.id),
    ]
