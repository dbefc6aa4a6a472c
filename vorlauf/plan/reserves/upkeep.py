"""Upkeep of reserves: approved they rest, and until then they are never too late."""

from typing import Final

from states.post import PostState
from vorlauf.db import audit_log
from vorlauf.db.call import Call
from vorlauf.db.hold_tables import HoldScope
from vorlauf.db.post_snapshots import PostSnapshot, posts_by_id
from vorlauf.db.unit_of_work import UnitOfWork
from vorlauf.editing import edits
from vorlauf.editing.feasibility import outlook
from vorlauf.plan.reserves import reserve_queries
from vorlauf.plan.reserves.marking import ready_by
from vorlauf.posts import hold_queries
from vorlauf.posts.hold_queries import IN_RESERVE, HoldRow, NewHold
from vorlauf.scheduling import hold_releases, holds
from vorlauf.workflow.actors import TIMETABLE
from vorlauf.workflow.steps import houses_gone

# As people read it on the red bar; one language, as all that is kept in the log.
_REASON: Final = "Reserve: erscheint, wenn ein anderer Beitrag nicht fertig wird"


def needing(call: Call) -> list[int]:
    """Return the posts (keys) for which `keep` would change something; reads only."""
    found = [key for key, _ in reserve_queries.held_but_none(call.connection)]
    found += reserve_queries.to_be_held(call.connection)
    keys = reserve_queries.undecided_reserves(call.connection)
    posts = posts_by_id(call.connection, keys).values() if keys else ()
    found += [post.id for post in posts if _needs_time(post, call)]
    return list(dict.fromkeys(found))


def keep(call: Call, post_id: int) -> str | None:
    """Let an approved reserve rest, or give another one a later date; say what was.

    Nobody is late for a date that no slot asks for: a draft moves with the days, and
    what others were asked for gets another date only when the old one is over. A hold
    ends with what it keeps. None if somebody else has done it meanwhile.
    """
    audit_log.lock(call.connection)
    (post,) = posts_by_id(call.connection, [post_id]).values()
    hold = own_hold(call, post)
    if not post.is_reserve:
        return _let_go(call, post, hold) if hold else None
    if post.state is PostState.SCHEDULED:
        if hold is not None:
            return None
        hold_in_reserve(call, post)
        return f"{post.number} rests in reserve"
    if not post.state.is_open or post.held_since or not _needs_time(post, call):
        return None
    slot_at = ready_by(post, call.directory, call.now)
    edits.reschedule(call, post, slot_at, TIMETABLE, _REASON)
    return f"{post.number} is to be ready later"


def _let_go(call: Call, post: PostSnapshot, hold: HoldRow) -> str:
    work = UnitOfWork(call)
    hold_releases.end(work, hold, TIMETABLE)
    work.write()
    return f"{post.number} is no reserve any more"


def hold_in_reserve(call: Call, post: PostSnapshot) -> None:
    """Put an approved reserve on hold until it is used."""
    work = UnitOfWork(call)
    new = NewHold(
        scope=HoldScope.POSTS,
        what=IN_RESERVE,
        reason=_REASON,
        held_by=TIMETABLE.name,
        held_by_key=TIMETABLE.key,
        begun_at=call.now,
        ends_at=None,
    )
    holds.begin(work, new, {post.id: None}, TIMETABLE)
    work.write()


def own_hold(call: Call, post: PostSnapshot) -> HoldRow | None:
    """Return the hold that keeps a reserve until it is used, if it rests."""
    found = hold_queries.holds_of(call.connection, [post.id]).get(post.id, ())
    return next((one for one in found if one.what == IN_RESERVE), None)


def _needs_time(post: PostSnapshot, call: Call) -> bool:
    if houses_gone(post, call.directory):
        return False
    if post.slot_at <= call.now:
        return True
    # Whoever is asked for something keeps the date that they know.
    if post.state is not PostState.DRAFT:
        return False
    seen = outlook(post, call.directory, call.now)
    return seen is not None and not seen.feasibility.met
