"""Offers: a reserve for the slot of a post that will not make it."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Final

from states.messages import Message, Several, channels, msg
from states.post import PostState
from vorlauf.db.call import Call
from vorlauf.db.post_snapshots import PostSnapshot, posts_by_id
from vorlauf.editing.feasibility import outlook
from vorlauf.editing.reserve_days import is_possible
from vorlauf.errors import NotFoundError
from vorlauf.plan.chances import chance_of
from vorlauf.plan.reserves import reserve_queries
from vorlauf.plan.turnarounds import Turnarounds, turnarounds
from vorlauf.posts.channels import channels_of
from vorlauf.posts.picture_checks import ended

# Made in fewer cases of a hundred, a slot is taken to be missed.
_UNLIKELY: Final = 50


@dataclass(frozen=True, kw_only=True)
class ReserveOffer:
    """A reserve that could take a slot, or `why_not`; `remarks` say what differs."""

    post: PostSnapshot
    why_not: tuple[Message, ...] = ()
    remarks: tuple[Message, ...] = ()


@dataclass(frozen=True, kw_only=True)
class LatePost:
    """A post that will not make its slot, with the reserves that could take it."""

    post: PostSnapshot
    offers: tuple[ReserveOffer, ...]


def late_posts(
    call: Call, known_by: Callable[[Call], Turnarounds] = turnarounds
) -> list[LatePost]:
    """Return the posts with a slot soon that will not make it, each with its offers.

    Soon is within the working days of `reserve_days`; `known_by` says how long the
    houses take. Empty without approved reserves.
    """
    ready = _ready(call)
    if not ready:
        return []
    office = call.directory.agency.office
    days = call.directory.campaign.reserve_days
    last = office.calendar.add(office.day_of(call.now), days + 1)
    keys = reserve_queries.undecided(
        call.connection, call.now, office.at(last, time.min)
    )
    posts = posts_by_id(call.connection, keys) if keys else {}
    known = known_by(call) if keys else {}
    unsure = [posts[key] for key in keys if _will_miss(posts[key], call, known)]
    return [
        LatePost(post=post, offers=tuple(_offers(post, ready, call))) for post in unsure
    ]


def all_reserves(call: Call) -> list[PostSnapshot]:
    """Return all reserves, the approved ones first."""
    keys = reserve_queries.reserves(call.connection)
    found = posts_by_id(call.connection, keys).values() if keys else ()
    return sorted(found, key=lambda one: (one.state is not PostState.SCHEDULED, one.id))


def offers_for(call: Call, post: PostSnapshot) -> list[ReserveOffer]:
    """Return all approved reserves, those that fit the slot of a post best first."""
    return list(_offers(post, _ready(call), call))


def offer_of(call: Call, post: PostSnapshot, reserve: PostSnapshot) -> ReserveOffer:
    """Return whether a reserve can take the slot of a post, and why not."""
    held = reserve_queries.approved(call.connection)
    return _offer(call, post, reserve, is_held=held.get(reserve.id, False))


@dataclass(frozen=True, kw_only=True)
class _Ready:
    """An approved reserve, and whether it is on hold otherwise."""

    post: PostSnapshot
    is_held: bool


def _offer(
    call: Call, post: PostSnapshot, reserve: PostSnapshot, *, is_held: bool
) -> ReserveOffer:
    held = [msg("{number} is on hold.", number=reserve.number)] if is_held else []
    return ReserveOffer(
        post=reserve,
        why_not=(*_why_not(reserve, post.slot_at, call), *held),
        remarks=tuple(_remarks(post, reserve, call)),
    )


def _ready(call: Call) -> list[_Ready]:
    held = reserve_queries.approved(call.connection)
    found = posts_by_id(call.connection, list(held)) if held else {}
    return [_Ready(post=post, is_held=held[key]) for key, post in found.items()]


def _will_miss(post: PostSnapshot, call: Call, known: Turnarounds) -> bool:
    try:
        seen = outlook(post, call.directory, call.now)
    except NotFoundError:  # every house has left stakeholders.toml
        return True
    if seen is not None and not seen.feasibility.met:
        return True
    chance = chance_of(post, call, known)
    percent = chance.percent if chance else None
    return percent is not None and percent < _UNLIKELY


def _offers(
    post: PostSnapshot, ready: Sequence[_Ready], call: Call
) -> Iterator[ReserveOffer]:
    found = [_offer(call, post, one.post, is_held=one.is_held) for one in ready]
    yield from sorted(
        found, key=lambda one: (bool(one.why_not), len(one.remarks), one.post.id)
    )


def _why_not(reserve: PostSnapshot, slot_at: datetime, call: Call) -> Iterator[Message]:
    day = call.directory.agency.office.day_of(slot_at)
    if not reserve.is_reserve or reserve.state is not PostState.SCHEDULED:
        yield msg("{number} is no approved reserve.", number=reserve.number)
    if not is_possible(reserve, day):
        yield msg(
            "It may appear from {first} to {last} only.",
            first=reserve.reserve_from or "…",
            last=reserve.reserve_until or "…",
        )
    for picture, _ in ended(reserve, day):
        yield msg("No consent for {name} holds on {day}.", name=picture.name, day=day)


def _remarks(
    post: PostSnapshot, reserve: PostSnapshot, call: Call
) -> Iterator[Message]:
    directory = call.directory
    if not set(post.houses) & set(reserve.houses):
        houses = tuple(key.upper() for key in reserve.houses)
        yield msg("It is about other houses: {houses}.", houses=Several(houses))
    theirs = channels_of(reserve, directory)
    missing = [key for key in channels_of(post, directory) if key not in theirs]
    if missing:
        yield msg("It has no text for {channels}.", channels=channels(missing))
