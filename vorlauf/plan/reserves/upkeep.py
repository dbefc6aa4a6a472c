"""Upkeep of reserves: approved they rest, and until then they are never too late."""

from typing import Final

from states.post import PostState
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
_IN_THE_MAKING: Final = (PostState.DRAFT, PostState.ASSET_REQUESTED)


def is_needed(call: Call) -> bool:
    """Say whether `keep_reserves` would change anything now; reads only."""
    return bool(
        _no_reserves(call) or reserve_queries.to_be_held(call.connection) or _late(call)
    )


def keep_reserves(call: Call) -> list[str]:
    """Let approved reserves rest, and give the others a later date; return what was.

    Nobody is late for a date that no slot asks for: while it is written it moves with
    the days, and a review gets another one only when the old one is over.
    """
    done = []
    for number, hold in _no_reserves(call):
        work = UnitOfWork(call)
        hold_releases.end(work, hold, TIMETABLE)
        work.write()
        done.append(f"{number} is no reserve any more")
    for key in reserve_queries.to_be_held(call.connection):
        (post,) = posts_by_id(call.connection, [key]).values()
        hold_in_reserve(call, post)
        done.append(f"{post.number} rests in reserve")
    for post in _late(call):
        slot_at = ready_by(post, call.directory, call.now)
        edits.reschedule(call, post, slot_at, TIMETABLE, _REASON)
        done.append(f"{post.number} is to be ready later")
    return done


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


def _no_reserves(call: Call) -> list[tuple[str, HoldRow]]:
    """Return the posts (numbers) that rest as reserves and are none, and their hold."""
    found = reserve_queries.held_but_none(call.connection)
    holds_of = {one.id: one for one in hold_queries.open_holds(call.connection)}
    return [(number, holds_of[key]) for number, key in found if key in holds_of]


def _late(call: Call) -> list[PostSnapshot]:
    keys = reserve_queries.undecided_reserves(call.connection)
    posts = posts_by_id(call.connection, keys).values() if keys else ()
    return [post for post in posts if _needs_time(post, call)]


def _needs_time(post: PostSnapshot, call: Call) -> bool:
    if houses_gone(post, call.directory):
        return False
    if post.slot_at <= call.now:
        return True
    if post.state not in _IN_THE_MAKING:
        return False
    seen = outlook(post, call.directory, call.now)
    return seen is not None and not seen.feasibility.met
