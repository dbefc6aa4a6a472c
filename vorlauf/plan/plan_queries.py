"""Questions about a plan: which posts it has, and which of them were asked for."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, and_, select

from states.post import PostState, StepKind
from vorlauf.db.post_snapshots import POST, STEP

# Steps that the coordinating agency does itself, before anybody else is asked.
_OWN = (StepKind.DRAFT, StepKind.SUBMIT)

_HAS_SLOT = and_(POST.c.state != PostState.WITHDRAWN, POST.c.is_reserve.is_(False))


def keys_between(
    connection: Connection, first: datetime, last: datetime | None
) -> list[int]:
    """Return the keys of the posts with a slot from `first` to before `last`, by slot.

    Without `last`, of all later ones. Withdrawn posts and reserves have no slot.
    """
    wanted = select(POST.c.id).where(POST.c.slot_at >= first, _HAS_SLOT)
    if last is not None:
        wanted = wanted.where(POST.c.slot_at < last)
    return list(
        connection.execute(wanted.order_by(POST.c.slot_at, POST.c.id)).scalars()
    )


def asked_for(connection: Connection, keys: Sequence[int]) -> frozenset[int]:
    """Return which of these posts (keys) another house has ever been asked for."""
    if not keys:
        return frozenset()
    first, last = min(keys), max(keys)
    wanted = (
        select(STEP.c.post_id)
        .where(STEP.c.post_id >= first, STEP.c.post_id <= last)
        .where(STEP.c.kind.not_in(_OWN))
        .distinct()
    )
    found = frozenset(connection.execute(wanted).scalars())
    return found.intersection(keys)
