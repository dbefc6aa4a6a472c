"""Hold upkeep: holds end at their date, and hold what falls under them later."""

from collections.abc import Collection
from datetime import datetime
from typing import Final

from vorlauf.db.call import Call
from vorlauf.db.hold_tables import HoldScope
from vorlauf.db.unit_of_work import UnitOfWork
from vorlauf.posts import hold_queries
from vorlauf.posts.hold_queries import HoldRow
from vorlauf.posts.slots import closed_because
from vorlauf.scheduling import holds
from vorlauf.workflow.actors import TIMETABLE

_FOLLOWS: Final = frozenset(
    {HoldScope.WEEK, HoldScope.CHANNEL, HoldScope.HOUSE, HoldScope.ALL}
)


def is_needed(call: Call) -> bool:
    """Say whether `keep_up` would change anything now; reads only."""
    open_ = hold_queries.open_holds(call.connection)
    return any(_has_ended(hold, call.now) or any(_moves(call, hold)) for hold in open_)


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
            released = holds.end(work, hold, TIMETABLE)
            done.append(f"hold {hold.id} has ended: {len(released.numbers)} posts")
            continue
        coming, going = _moves(call, hold, only)
        if coming:
            holds.cover(work, hold, dict.fromkeys(sorted(coming)), TIMETABLE)
        if going:
            holds.uncover(work, hold, going, TIMETABLE)
        if hold.scope is HoldScope.CLOSED_DAYS and going == _members(call, hold):
            hold_queries.end_hold(call.connection, hold.id, TIMETABLE.name, call.now)
        done += [f"hold {hold.id}: {len(coming)} more posts"] if coming else []
    work.write()
    return done


def _has_ended(hold: HoldRow, now: datetime) -> bool:
    return hold.ends_at is not None and hold.ends_at <= now


def _members(call: Call, hold: HoldRow) -> set[int]:
    return hold_queries.members(call.connection, hold.id)


def _moves(
    call: Call, hold: HoldRow, only: Collection[int] | None = None
) -> tuple[set[int], set[int]]:
    """Return which posts come under a hold, and which leave it."""
    inside = _members(call, hold)
    if hold.scope in _FOLLOWS:
        wanted = set(holds.posts_in(call, hold.scope, hold.what))
    elif hold.scope is HoldScope.CLOSED_DAYS:
        wanted = _still_closed(call, hold)
    else:
        wanted = inside - hold_queries.over(call.connection, hold.id)
    coming, going = wanted - inside, inside - wanted
    if only is not None:
        coming, going = coming & set(only), going & set(only)
    return coming, going


def _still_closed(call: Call, hold: HoldRow) -> set[int]:
    over = hold_queries.over(call.connection, hold.id)
    office = call.directory.agency.office
    return {
        one.post_id
        for one in hold_queries.held_slots(call.connection, hold.id)
        if one.post_id not in over
        and closed_because(office.day_of(one.slot_at), call.directory)
    }
