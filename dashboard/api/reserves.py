"""Reserves by the API: which there are, marking one, and its swap."""

from datetime import date, datetime

from pydantic import StrictBool

from dashboard.api.caller import Calls
from dashboard.api.edit_previews import ConsequencesOut, outcome
from dashboard.api.values import Counter, Day, Instant, Key, Number, Text, Value
from states.post import PostState
from vorlauf.db.engine import trying, writing
from vorlauf.db.post_snapshots import PostSnapshot
from vorlauf.plan.reserves import marking, swaps
from vorlauf.plan.reserves.offers import LatePost, all_reserves, late_posts
from vorlauf.workflow.undo import UNDO_FOR


class ReserveOut(Value):
    """A reserve, and from which day to which it may appear; null is no limit."""

    number: str
    title: str
    state: PostState
    houses: tuple[str, ...]
    first_day: date | None
    last_day: date | None


class ReserveOfferOut(Value):
    """A reserve that could take a slot, or why it cannot, and what differs."""

    number: str
    why_not: list[str]
    remarks: list[str]


class LatePostOut(Value):
    """A post that will not make its slot, with the reserves that could take it."""

    number: str
    title: str
    slot_at: datetime
    offers: list[ReserveOfferOut]


class ReservesOut(Value):
    """The reserves, and the posts whose slot they could take soon."""

    reserves: list[ReserveOut]
    late: list[LatePostOut]


class ReserveIn(Value):
    """The days on which a reserve may appear, or the slot of one that is none any more.

    With `dry_run` it is only said what comes of it.
    """

    seen_row_version: Counter
    first_day: Day | None = None
    last_day: Day | None = None
    slot_at: Instant | None = None
    comment: Text = ""
    dry_run: StrictBool = False


class SwapIn(Value):
    """A late post and the reserve that takes its slot (numbers)."""

    late: Key
    reserve: Key
    dry_run: StrictBool = False


class SwapBackIn(Value):
    """The posts of the swap that is taken back (numbers)."""

    late: Key
    reserve: Key


class SwappedOut(Value):
    """The slot that the reserve has, and the one to which the late post goes."""

    late: str
    reserve: str
    slot_at: datetime
    to: datetime
    voids_decisions: bool
    version: int
    remarks: list[str]
    newly_found: list[str]


class SwappedBackOut(Value):
    """The post that has its slot again."""

    late: str
    slot_at: datetime


def reserves(calls: Calls) -> ReservesOut:
    """Return the reserves, and the posts whose slot they could take soon."""
    with calls.reading() as connection:
        call = calls.call(connection)
        found, late = all_reserves(call), late_posts(call)
    return ReservesOut(
        reserves=[_reserve(post) for post in found], late=[_late(one) for one in late]
    )


def set_reserve(calls: Calls, number: Number, wanted: ReserveIn) -> ConsequencesOut:
    """Make a draft a reserve without a date, or a reserve a post with a slot."""
    actor, seen = calls.person.key, wanted.seen_row_version
    if wanted.slot_at is not None:
        ordinary = marking.Unmarking(
            number=number,
            actor=actor,
            slot_at=wanted.slot_at,
            comment=wanted.comment,
            seen_row_version=seen,
        )
        return outcome(
            calls,
            number,
            lambda call: marking.unmark(call, ordinary),
            is_kept=not wanted.dry_run,
        )
    wish = marking.Marking(
        number=number,
        actor=actor,
        first_day=wanted.first_day,
        last_day=wanted.last_day,
        comment=wanted.comment,
        seen_row_version=seen,
    )
    return outcome(
        calls,
        number,
        lambda call: marking.mark(call, wish),
        is_kept=not wanted.dry_run,
    )


def swap(calls: Calls, wanted: SwapIn) -> SwappedOut:
    """Let a reserve take the slot of a late post, or only say what would come of it."""
    wish = _wish(calls, wanted.late, wanted.reserve)
    engine = calls.parts.wiring.engine
    with calls.naming(), (trying if wanted.dry_run else writing)(engine) as connection:
        found = swaps.swap(calls.call(connection), wish)
    return SwappedOut(
        late=found.late,
        reserve=found.reserve,
        slot_at=found.slot_at,
        to=found.to,
        voids_decisions=found.voids_decisions,
        version=found.version,
        remarks=[str(one) for one in found.remarks],
        newly_found=[str(one) for one in found.newly_found],
    )


def swap_back(calls: Calls, wanted: SwapBackIn) -> SwappedBackOut:
    """Take a swap back while nobody has heard of it."""
    wish = _wish(calls, wanted.late, wanted.reserve)
    with calls.naming(), calls.writing() as connection:
        swaps.take_back(calls.call(connection), wish)
        post = calls.post(connection, wanted.late)
    return SwappedBackOut(late=post.number, slot_at=post.slot_at)


def _wish(calls: Calls, late: str, reserve: str) -> swaps.Swap:
    return swaps.Swap(
        late=late, reserve=reserve, actor=calls.person.key, say=str, hold=UNDO_FOR
    )


def _reserve(post: PostSnapshot) -> ReserveOut:
    return ReserveOut(
        number=post.number,
        title=post.title,
        state=post.state,
        houses=post.houses,
        first_day=post.reserve_from,
        last_day=post.reserve_until,
    )


def _late(one: LatePost) -> LatePostOut:
    return LatePostOut(
        number=one.post.number,
        title=one.post.title,
        slot_at=one.post.slot_at,
        offers=[
            ReserveOfferOut(
                number=offer.post.number,
                why_not=[str(why) for why in offer.why_not],
                remarks=[str(remark) for remark in offer.remarks],
            )
            for offer in one.offers
        ],
    )
