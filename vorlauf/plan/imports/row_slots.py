"""Row slots: at which instant the rows of a plan want their post."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from states.messages import Message, msg
from vorlauf.db.call import Call
from vorlauf.db.post_snapshots import PostSnapshot
from vorlauf.errors import BadInputError
from vorlauf.plan.imports.matching import TakenHours
from vorlauf.plan.imports.wanted_posts import WantedPost
from vorlauf.posts.slots import HOURS, check_slot, closed_because

_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class RowSlot:
    """A slot (aware), why it cannot be, and what is worth knowing about it."""

    slot_at: datetime
    fault: Message | None = None
    remark: Message | None = None


def slot_of_known(wanted: WantedPost, post: PostSnapshot, call: Call) -> RowSlot:
    """Return the slot that rows want for a post; its own if they allow that."""
    office = call.directory.agency.office
    day, hour = office.day_of(post.slot_at), office.hour_of(post.slot_at)
    if wanted.first is None or wanted.last is None:
        return RowSlot(slot_at=post.slot_at)
    remark = None
    if not wanted.names(day):
        day, remark = _day_in(wanted.first, wanted.last, call)
    slot_at = office.at(day, wanted.at or hour)
    fault = _fault(slot_at, call) if slot_at != post.slot_at else None
    return RowSlot(slot_at=slot_at, fault=fault, remark=remark)


def slot_of_new(
    wanted: WantedPost, channels: Sequence[str], call: Call, taken: TakenHours
) -> RowSlot | None:
    """Return the slot of a new post, None for one without a day.

    Rows without a time get the first usual hour that no other post has in these
    channels; it is taken from then on.
    """
    if wanted.first is None or wanted.last is None:
        return None
    office = call.directory.agency.office
    day, remark = _day_in(wanted.first, wanted.last, call)
    hours = HOURS if wanted.at is None else (wanted.at,)
    slots = [office.at(day, hour) for hour in hours]
    ahead = [one for one in slots if one > call.now] or slots
    slot_at = next((one for one in ahead if taken.is_free(one, channels)), ahead[0])
    taken.take(slot_at, channels)
    return RowSlot(slot_at=slot_at, fault=_fault(slot_at, call), remark=remark)


def _day_in(first: date, last: date, call: Call) -> tuple[date, Message | None]:
    """Return the first day of a span on which something can be published."""
    office, day = call.directory.agency.office, first
    while day < last and (
        closed_because(day, call.directory) or office.at(day, HOURS[0]) <= call.now
    ):
        day += _DAY
    if first == last:
        return day, None
    return day, msg("Of the days that are named, {day} was taken.", day=day)


def _fault(slot_at: datetime, call: Call) -> Message | None:
    try:
        check_slot(slot_at, call.directory, call.now)
    except BadInputError as error:
        return error.message
    return None
