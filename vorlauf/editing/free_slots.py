"""Free slots: which slot is taken, and which is the next one that a post can have."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from states.messages import Message, Several, msg
from vorlauf.db import post_snapshots
from vorlauf.db.call import Call
from vorlauf.db.post_snapshots import PostSnapshot
from vorlauf.directory.model import Directory
from vorlauf.editing.slot_previews import earliest_possible
from vorlauf.errors import NotFoundError
from vorlauf.posts import slot_queries
from vorlauf.posts.channels import channels_of
from vorlauf.posts.slot_queries import TakenSlot
from vorlauf.posts.slots import HOURS, free_day_after


def clashes(
    call: Call, slot_at: datetime, channels: Sequence[str], *, but: int | None = None
) -> list[TakenSlot]:
    """Return the posts that have this slot (aware) and a channel of these.

    Without channels any post clashes, as a text may come for each of them. `but` is
    the key of a post that does not count.
    """
    return [
        one
        for one in slot_queries.taken(call.connection, slot_at, slot_at)
        if one.post_id != but and _shares(one, channels)
    ]


def next_free(
    call: Call,
    slot_at: datetime,
    channels: Sequence[str],
    *,
    but: int | None = None,
    given: Collection[datetime] = (),
) -> datetime:
    """Return the first slot from `slot_at` (aware) on that no other post has, in UTC.

    The usual hours later on the same day come first, then the next days at its own.
    Slots that are `given` to others count as taken.
    """
    office = call.directory.agency.office
    hour, day = office.hour_of(slot_at), office.day_of(slot_at)
    for candidate in _candidates(call, day, hour):
        is_later = candidate >= slot_at and candidate > call.now
        if (
            is_later
            and candidate not in given
            and not clashes(call, candidate, channels, but=but)
        ):
            return candidate
    raise AssertionError  # the candidates do not end


def _candidates(call: Call, day: date, hour: time) -> Iterator[datetime]:
    office = call.directory.agency.office
    while True:
        yield office.at(day, hour)
        for usual in HOURS:
            if usual > hour:
                yield office.at(day, usual)
        day = free_day_after(day, call.directory)


@dataclass(frozen=True, kw_only=True)
class SlotClash:
    """The posts that have the slot already, and the next free one (aware UTC)."""

    others: tuple[TakenSlot, ...]
    next_free: datetime


def clash_of(call: Call, post: PostSnapshot) -> SlotClash | None:
    """Return with which posts a post shares slot and channel; None with none.

    That is allowed, but seldom meant.
    """
    if not post.state.is_open or post.slot_at <= call.now:
        return None
    channels = channels_of(post, call.directory)
    others = clashes(call, post.slot_at, channels, but=post.id)
    if not others:
        return None
    free = next_free(call, post.slot_at, channels, but=post.id)
    return SlotClash(others=tuple(others), next_free=free)


def warning_of(clash: SlotClash, directory: Directory) -> Message:
    """Return the sentence that warns of a clash."""
    free = clash.next_free.astimezone(directory.campaign.zone)
    return msg(
        "{numbers} has the same slot on the same channel; the next free slot is "
        "{free}.",
        numbers=Several(tuple(one.number for one in clash.others)),
        free=free,
    )


def free_slots(call: Call, posts: Sequence[int]) -> dict[int, datetime | None]:
    """Return by post (key) the next slot that it can have, no two of them the same.

    None if stakeholders.toml no longer has one of its houses.
    """
    found: dict[int, datetime | None] = {}
    given: set[datetime] = set()
    for post in _by_slot(call, posts):
        slot_at = next_slot(call, post, given)
        if slot_at is not None:
            given.add(slot_at)
        found[post.id] = slot_at
    return found


def next_slot(
    call: Call, post: PostSnapshot, given: Collection[datetime] = ()
) -> datetime | None:
    """Return the next slot that an open post can be moved to, meet, and have alone.

    Slots that are `given` to others count as taken.
    """
    channels = channels_of(post, call.directory)
    try:
        slot_at = earliest_possible(post, call.directory, call.now)
    except NotFoundError:
        return None
    return next_free(call, slot_at, channels, but=post.id, given=given)


def _by_slot(call: Call, posts: Sequence[int]) -> list[PostSnapshot]:
    found = post_snapshots.posts_by_id(call.connection, posts).values()
    return sorted(found, key=lambda post: (post.slot_at, post.id))


def _shares(one: TakenSlot, channels: Sequence[str]) -> bool:
    return (
        not one.channels or not channels or not set(channels).isdisjoint(one.channels)
    )
