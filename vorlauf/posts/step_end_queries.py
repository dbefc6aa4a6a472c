"""Questions about ended steps: which of them ended by the same action."""

from datetime import datetime
from typing import Final

from sqlalchemy import Connection, bindparam, select

from states.post import StepKind
from vorlauf.db.post_snapshots import STEP
from vorlauf.db.tables import Outcome
from vorlauf.posts.step_queries import NoticeStep

DECIDED: Final = (Outcome.ENDORSED, Outcome.APPROVED, Outcome.CHANGES_REQUESTED)
_ENDED: Final = (
    select(*(STEP.c[name] for name in NoticeStep.__dataclass_fields__))
    .where(
        STEP.c.post_id == bindparam("post"),
        STEP.c.closed_at == bindparam("at"),
        STEP.c.outcome.in_([Outcome.VOID, *DECIDED]),
        STEP.c.decided_by == bindparam("by"),
    )
    .order_by(STEP.c.id)
)


def ended_by(
    connection: Connection, post_id: int, at: datetime, by: str
) -> list[NoticeStep]:
    """Return what this person decided at `at`, and what nobody was asked for then."""
    rows = connection.execute(_ENDED, {"post": post_id, "at": at, "by": by})
    return [NoticeStep(**{**row._asdict(), "kind": StepKind(row.kind)}) for row in rows]
