"""Hours: at which hour of its new day a post is published, none twice on a channel."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Final

from vorlauf.db.post_snapshots import PostSnapshot
from vorlauf.plan.plans import Plan
from vorlauf.plan.proposals.problem import Placing
from vorlauf.plan.proposals.statement import StatedPlan
from vorlauf.posts.channels import channels_of
from vorlauf.posts.slots import HOURS

_HALF_AN_HOUR: Final = timedelta(minutes=30)

_Taken = dict[datetime, list[frozenset[str]]]


def slots_of(statement: StatedPlan, placing: Placing) -> Mapping[int, datetime]:
    """Return the slots (aware UTC) of the posts that move, by key.

    At their own hour if it is free, else at one of the usual hours or at another half
    hour. A slot that somebody else leaves is taken only where no other is free.
    """
    plan = statement.plan
    pairs = list(zip(statement.movable, placing.places, strict=True))
    moving = [(post, place.day) for post, place in pairs if place and not place.stays]
    keys = {post.id for post, _ in moving}
    after = _taken_by([post for post in plan.around if post.id not in keys], plan)
    before = _taken_by(plan.around, plan)
    slots: dict[int, datetime] = {}
    for post, day in moving:
        channels = frozenset(channels_of(post, plan.directory))
        free = [
            slot
            for slot in _candidates(post, day, plan)
            if slot > plan.now
            and slot != post.slot_at
            and _is_free(slot, channels, after)
        ]
        untouched = (slot for slot in free if _is_free(slot, channels, before))
        slot = next(untouched, None) or free[0]
        after[slot].append(channels)
        slots[post.id] = slot
    return slots


def _taken_by(posts: Sequence[PostSnapshot], plan: Plan) -> _Taken:
    taken: _Taken = defaultdict(list)
    for post in posts:
        taken[post.slot_at].append(frozenset(channels_of(post, plan.directory)))
    return taken


def _is_free(slot: datetime, channels: frozenset[str], taken: _Taken) -> bool:
    return all(channels.isdisjoint(others) for others in taken.get(slot, ()))


def _candidates(post: PostSnapshot, day: date, plan: Plan) -> Iterator[datetime]:
    office = plan.directory.agency.office
    yield office.at(day, office.hour_of(post.slot_at))
    for hour in HOURS:
        yield office.at(day, hour)
    instant, closes = office.at(day, office.opens), office.at(day, office.closes)
    while instant < closes:
        yield instant
        instant += _HALF_AN_HOUR
    # A day has never as many posts as minutes after noon.
    noon = office.at(day, time(12))
    yield from (noon + timedelta(minutes=n) for n in range(600))
