"""Questions about the notices that told somebody of a step."""

from datetime import datetime

from sqlalchemy import Connection, func, select

from states.purpose import MailKind
from vorlauf.db.post_snapshots import NOTICE


def count_since(
    connection: Connection,
    step_id: int,
    recipient: str,
    purpose: MailKind,
    since: datetime,
) -> int:
    """Count the notices of this kind about a step, planned since (aware UTC)."""
    wanted = select(func.count()).where(
        NOTICE.c.step_id == step_id,
        NOTICE.c.recipient == recipient,
        NOTICE.c.purpose == purpose,
        NOTICE.c.planned_at > since,
    )
    return int(connection.execute(wanted).scalar_one())
