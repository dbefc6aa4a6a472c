"""Marking: a post becomes a reserve, which is decided on without a date, or ends it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from states.messages import msg
from states.post import PostState
from vorlauf.db import audit_log, post_snapshots
from vorlauf.db.call import Call
from vorlauf.db.post_snapshots import PostSnapshot
from vorlauf.directory.model import Directory
from vorlauf.editing import edits
from vorlauf.editing.edits import Edit, SavedEdit
from vorlauf.editing.reserve_days import ReserveWish
from vorlauf.editing.slot_previews import earliest_possible
from vorlauf.errors import BadInputError, RefusedError

# Working days that a reserve has more than its lead times need: nobody waits for it,
# and its dates need not move every day while nobody goes on with it.
SPARE: Final = 5
_BEFORE_DECISIONS: Final = (PostState.DRAFT, PostState.ASSET_REQUESTED)


@dataclass(frozen=True, kw_only=True)
class Marking:
    """Which post becomes a reserve, and from which day to which it may appear.

    None is no limit. Mails wait for `hold`, so that it can be undone meanwhile.
    """

    number: str
    actor: str
    first_day: date | None = None
    last_day: date | None = None
    comment: str = ""
    seen_row_version: int | None = None
    hold: timedelta = timedelta(0)


def mark(call: Call, wish: Marking) -> SavedEdit:
    """Make a post a reserve: it loses its slot, and is reviewed as any other.

    Its dates are planned as for the first slot that it could meet, and some days more.
    Raises `RefusedError` for a post that somebody has been asked to decide on, and as
    `edits.save`; `BadInputError` for days that are none.
    """
    audit_log.lock(call.connection)
    post = post_snapshots.post_of(call.connection, wish.number)
    _check_days(call, wish)
    if post.state not in _BEFORE_DECISIONS:
        raise RefusedError(
            msg(
                "{number} is in state {state}: it is decided on with its date. Only a "
                "draft, or a post whose material is asked for, becomes a reserve.",
                number=post.number,
                state=post.state,
            )
        )
    days = ReserveWish(
        is_reserve=True, first_day=wish.first_day, last_day=wish.last_day
    )
    edit = Edit(
        number=post.number,
        actor=wish.actor,
        slot_at=None if post.is_reserve else ready_by(post, call.directory, call.now),
        reserve=days,
        comment=wish.comment,
        seen_row_version=wish.seen_row_version,
        hold=wish.hold,
    )
    return edits.save(call, edit)


@dataclass(frozen=True, kw_only=True)
class Unmarking:
    """Which reserve becomes an ordinary post, with which slot (aware)."""

    number: str
    actor: str
    slot_at: datetime
    comment: str = ""
    seen_row_version: int | None = None
    hold: timedelta = timedelta(0)


def unmark(call: Call, wish: Unmarking) -> SavedEdit:
    """Make a reserve an ordinary post with a slot, which belongs to what is decided on.

    So decisions fall, as they do when a slot moves to another day; to keep them, let it
    take the slot of another post. Raises `RefusedError` for a post that is no reserve,
    and as `edits.save`.
    """
    audit_log.lock(call.connection)
    post = post_snapshots.post_of(call.connection, wish.number)
    if not post.is_reserve:
        raise RefusedError(msg("{number} is no reserve.", number=post.number))
    edit = Edit(
        number=post.number,
        actor=wish.actor,
        slot_at=wish.slot_at,
        reserve=ReserveWish(
            is_reserve=False,
            first_day=post.reserve_from,
            last_day=post.reserve_until,
            is_timeless=False,
        ),
        comment=wish.comment,
        seen_row_version=wish.seen_row_version,
        hold=wish.hold,
    )
    return edits.save(call, edit)


def ready_by(post: PostSnapshot, directory: Directory, now: datetime) -> datetime:
    """Return when a reserve is to be ready (aware UTC), if it is gone on with now."""
    office = directory.agency.office
    first = earliest_possible(post, directory, now)
    day = office.calendar.add(office.day_of(first), SPARE)
    while directory.campaign.blackout_on(day):
        day = office.calendar.add(day, 1)
    return office.at(day, office.hour_of(first))


def _check_days(call: Call, wish: Marking) -> None:
    first, last = wish.first_day, wish.last_day
    today = call.directory.agency.office.day_of(call.now)
    if first and last and last < first:
        raise BadInputError(
            msg(
                "The days from {first} to {last} end before they begin; correct one of "
                "them.",
                first=first,
                last=last,
            )
        )
    if last and last <= today:
        raise BadInputError(
            msg("{last} is over; write a later last day, or none.", last=last)
        )
