"""Recorded decisions: how many of a post were told by phone or in a meeting."""

from collections.abc import Mapping

from sqlalchemy import func, select

from vorlauf.db.post_snapshots import POST, STEP
from vorlauf.readmodels.scope import ReadScope, within


def recorded_decisions(scope: ReadScope) -> Mapping[int, int]:
    """Count the recorded decisions by post (key); posts without one are left out."""
    rows = scope.connection.execute(
        select(STEP.c.post_id, func.count().label("decisions"))
        .join(POST, POST.c.id == STEP.c.post_id)
        .where(STEP.c.way != "", within(scope.visibility))
        .group_by(STEP.c.post_id)
    )
    return {row.post_id: int(row.decisions) for row in rows}
