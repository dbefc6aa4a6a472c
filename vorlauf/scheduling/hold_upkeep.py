"""Hold upkeep: holds end at their date, and hold what falls under them later."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from vorlauf.db.call import Call
from vorlauf.db.hold_tables import HoldScope
from vorlauf.db.unit_of_work import UnitOfWork
from vorlauf.directory.model import Directory
from vorlauf.posts import hold_queries
from vorlauf.posts.hold_queries import HeldSlot, HoldRow
from vorlauf.posts.slots import closed_because
from vorlauf.scheduling import hold_releases, holds
from vorlauf.scheduling.hold_orders import scope_of
from vorlauf.workflow.actors import TIMETABLE

_FOLLOWS: Final = frozenset(
    {HoldScope.WEEK, HoldScope.CHANNEL, HoldScope.HOUSE, HoldScope.ALL}
)


@dataclass(frozen=True)
class _Due:
    """What is to be done about a hold: which posts come under it, and which leave."""

    hold: HoldRow
    coming: frozenset[int]
    going: frozenset[int]
    is_empty: bool


def is_needed(call: Call) -> bool:
    """Say whether `keep_up` would change anything now; reads only."""
    open_ = hold_queries.open_holds(call.connection)
    if any(_has_ended(hold, call.now) for hold in open_):
        return True
    return any(due.coming or due.going for due in _due(call, open_))


def keep_up(call: Call, only: Collection[int] | None = None) -> list[str]:
    """End what is over, and hold what falls under a hold; return what was done.

    `only` looks at these posts (keys) alone. Harmless when called again.
    """
    open_ = hold_queries.open_holds(call.connection)
    if not open_:
        return []
    work = UnitOfWork(call)
    done = []
    for hold in open_:
        if _has_ended(hold, call.now):
            released = hold_releases.end(work, hold, TIMETABLE)
            done.append(f"hold {hold.id} has ended: {len(released.numbers)} posts")
    lasting = [hold for hold in open_ if not _has_ended(hold, call.now)]
    for due in _due(call, lasting, only):
        hold = due.hold
        if due.coming:
            holds.cover(work, hold, dict.fromkeys(sorted(due.coming)), TIMETABLE)
            done.append(f"hold {hold.id}: {len(due.coming)} more posts")
        if due.going:
            hold_releases.uncover(work, hold, set(due.going), TIMETABLE)
        if hold.scope is HoldScope.CLOSED_DAYS and due.is_empty:
            hold_queries.end_hold(call.connection, hold.id, TIMETABLE.name, call.now)
    work.write()
    return done


def _has_ended(hold: HoldRow, now: datetime) -> bool:
    return hold.ends_at is not None and hold.ends_at <= now


def _due(
    call: Call, lasting: Sequence[HoldRow], only: Collection[int] | None = None
) -> list[_Due]:
    """Return what is to be done about each hold; two questions for all of them."""
    held = hold_queries.held_slots(call.connection, [hold.id for hold in lasting])
    covered = hold_queries.open_posts_of(
        call.connection,
        {
            hold.id: scope_of(call.directory, hold.scope, hold.what)
            for hold in lasting
            if hold.scope in _FOLLOWS
        },
    )
    return [
        _due_of(hold, held[hold.id], _wanted(hold, held, covered, call.directory), only)
        for hold in lasting
    ]


def _wanted(
    hold: HoldRow,
    held: Mapping[int, Sequence[HeldSlot]],
    covered: Mapping[int, Collection[int]],
    directory: Directory,
) -> frozenset[int]:
    """Return the posts that a hold is to hold."""
    if hold.id in covered:
        return frozenset(covered[hold.id])
    still_open = [one for one in held[hold.id] if one.state.is_open]
    if hold.scope is HoldScope.CLOSED_DAYS:
        still_open = list(_on_closed_days(still_open, directory))
    return frozenset(one.post_id for one in still_open)


def _on_closed_days(
    slots: Iterable[HeldSlot], directory: Directory
) -> Iterable[HeldSlot]:
    office = directory.agency.office
    return (
        one for one in slots if closed_because(office.day_of(one.slot_at), directory)
    )


def _due_of(
    hold: HoldRow,
    held: Sequence[HeldSlot],
    wanted: frozenset[int],
    only: Collection[int] | None,
) -> _Due:
    inside = frozenset(one.post_id for one in held)
    coming, going = wanted - inside, inside - wanted
    if only is not None:
        coming, going = coming & set(only), going & set(only)
    return _Due(hold, coming, going, is_empty=going == inside)
