"""Swaps: a reserve takes the slot of a late post, which gets its earliest one."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from states.messages import Message, msg, sentences
from states.post import PostState
from vorlauf.db import audit_log, post_snapshots
from vorlauf.db.call import Call
from vorlauf.db.post_snapshots import PostSnapshot
from vorlauf.db.unit_of_work import UnitOfWork
from vorlauf.editing import edits
from vorlauf.editing.edits import Edit
from vorlauf.editing.free_slots import next_free, next_slot
from vorlauf.editing.reserve_days import ReserveWish
from vorlauf.editing.slot_previews import voids_decisions
from vorlauf.errors import RefusedError
from vorlauf.plan.comparison import newly_found
from vorlauf.plan.finding_words import words_of
from vorlauf.plan.reserves.marking import ready_by
from vorlauf.plan.reserves.offers import offer_of
from vorlauf.plan.reserves.upkeep import hold_in_reserve, own_hold
from vorlauf.posts.channels import channels_of
from vorlauf.posts.slots import free_day_after
from vorlauf.scheduling import hold_releases
from vorlauf.workflow.actors import actor_of, check_seen
from vorlauf.workflow.undo import undo


@dataclass(frozen=True, kw_only=True)
class Swap:
    """A late post and the reserve that takes its slot (numbers), and who does it.

    `say` speaks the language of the actor; mails wait for `hold`.
    """

    late: str
    reserve: str
    actor: str
    say: Callable[[Message], str]
    seen_late: int | None = None
    seen_reserve: int | None = None
    hold: timedelta = timedelta(0)


@dataclass(frozen=True, kw_only=True)
class Swapped:
    """The slot (aware UTC) that the reserve has now, and where the late post goes.

    `voids_decisions` says whether the late post is decided on again; `version` of the
    reserve stays as it was approved. `newly_found` is what a check of the plan finds
    now and did not before, `remarks` what differs between the two.
    """

    late: str
    reserve: str
    slot_at: datetime
    to: datetime
    voids_decisions: bool
    version: int
    remarks: tuple[Message, ...]
    newly_found: tuple[Message, ...]


def swap(call: Call, wish: Swap) -> Swapped:
    """Let a reserve take the slot of a late post; both in one act, or neither.

    Raises `RefusedError` for a post that is approved already, a slot that has come, a
    reserve that cannot appear then, and as `edits.save`; `ConflictError` if somebody
    was faster.
    """
    late, reserve = _read(call, wish)
    check_seen(late, wish.seen_late)
    check_seen(reserve, wish.seen_reserve)
    offer = offer_of(call, late, reserve)
    _check(call, late, offer.why_not)
    to = _next_slot(call, late)
    with newly_found(call) as newly:
        _move(call, wish, late, to)
        _use(call, wish, reserve, late)
        found = newly()
    return Swapped(
        late=late.number,
        reserve=reserve.number,
        slot_at=late.slot_at,
        to=to,
        voids_decisions=voids_decisions(late, call.directory, to),
        version=reserve.version,
        remarks=offer.remarks,
        newly_found=tuple(words_of(found, call.directory)),
    )


def take_back(call: Call, wish: Swap) -> None:
    """Take a swap back while nobody has heard of it, as every move can be.

    Raises `RefusedError` if that is over, or if something else has happened since.
    """
    late, reserve = _read(call, wish)
    if reserve.is_reserve or reserve.state is not PostState.SCHEDULED:
        raise RefusedError(
            msg(
                "{number} has taken no slot that it could give back.",
                number=wish.reserve,
            )
        )
    taken = reserve.slot_at
    undo(
        call,
        late.number,
        wish.actor,
        seen_row_version=wish.seen_late,
        swap=(late.number, reserve.number),
    )
    back = post_snapshots.post_of(call.connection, late.number)
    if back.slot_at != taken:
        raise RefusedError(
            msg(
                "{reserve} did not take the slot of {late} last.",
                reserve=wish.reserve,
                late=wish.late,
            )
        )
    edits.save(
        call,
        Edit(
            number=reserve.number,
            actor=wish.actor,
            slot_at=ready_by(reserve, call.directory, call.now),
            reserve=_days(reserve, is_reserve=True),
            comment=wish.say(msg("{late} has its slot again.", late=late.number)),
            seen_row_version=wish.seen_reserve,
        ),
    )
    hold_in_reserve(call, post_snapshots.post_of(call.connection, reserve.number))


def _read(call: Call, wish: Swap) -> tuple[PostSnapshot, PostSnapshot]:
    """Return the late post and the reserve; nobody else changes them meanwhile."""
    audit_log.lock(call.connection)
    late = post_snapshots.post_of(call.connection, wish.late)
    return late, post_snapshots.post_of(call.connection, wish.reserve)


def _check(call: Call, late: PostSnapshot, why_not: tuple[Message, ...]) -> None:
    if not late.state.is_open or late.state is PostState.SCHEDULED:
        raise RefusedError(
            msg(
                "{number} is in state {state}; only a post that is not approved yet "
                "leaves its slot to a reserve.",
                number=late.number,
                state=late.state,
            )
        )
    if late.is_reserve or late.slot_at <= call.now:
        raise RefusedError(
            msg("{number} has no slot that lies ahead.", number=late.number)
        )
    if why_not:
        raise RefusedError(sentences(why_not))


def _next_slot(call: Call, late: PostSnapshot) -> datetime:
    """Return the earliest free slot that a post can meet, after the one it has."""
    found = next_slot(call, late)
    if found is None:
        raise RefusedError(
            msg(
                "{number} has a house that stakeholders.toml does not know; no slot "
                "can be found for it.",
                number=late.number,
            )
        )
    office = call.directory.agency.office
    day = office.day_of(late.slot_at)
    if office.day_of(found) > day:
        return found
    after = office.at(free_day_after(day, call.directory), office.hour_of(found))
    return next_free(call, after, channels_of(late, call.directory), but=late.id)


def _move(call: Call, wish: Swap, late: PostSnapshot, to: datetime) -> None:
    because = msg("The reserve {number} takes its slot.", number=wish.reserve)
    edits.save(
        call,
        Edit(
            number=late.number,
            actor=wish.actor,
            slot_at=to,
            swap=(late.number, wish.reserve),
            comment=wish.say(because),
            hold=wish.hold,
        ),
    )


def _use(call: Call, wish: Swap, reserve: PostSnapshot, late: PostSnapshot) -> None:
    """Give a reserve its slot; what was approved has no date and stays approved."""
    because = msg(
        "It takes the slot of {late}; version {version} was approved without a date, "
        "and stays approved.",
        late=late.number,
        version=reserve.version,
    )
    edits.save(
        call,
        Edit(
            number=reserve.number,
            actor=wish.actor,
            slot_at=late.slot_at,
            reserve=_days(reserve, is_reserve=False),
            swap=(late.number, reserve.number),
            comment=wish.say(because),
            hold=wish.hold,
        ),
    )
    used = post_snapshots.post_of(call.connection, reserve.number)
    if (hold := own_hold(call, used)) is not None:
        work = UnitOfWork(call)
        actor = actor_of(used, call.directory, wish.actor)
        hold_releases.end(work, hold, actor)
        work.write()


def _days(post: PostSnapshot, *, is_reserve: bool) -> ReserveWish:
    return ReserveWish(
        is_reserve=is_reserve,
        first_day=post.reserve_from,
        last_day=post.reserve_until,
    )
