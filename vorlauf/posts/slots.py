"""Slots: which instants a post may be planned for."""

from datetime import date, datetime, time
from typing import Final

from states.deadlines import Office
from states.messages import Message, msg, phrase
from states.working_days import FIRST_YEAR, LAST_YEAR
from vorlauf.directory.model import Directory
from vorlauf.errors import BadInputError

# At these hours a plan puts the first, second and third post of a day.
HOURS: Final = (time(10), time(13), time(15, 30))

_WEEKDAYS: Final = (
    phrase("weekday", "a Monday"),
    phrase("weekday", "a Tuesday"),
    phrase("weekday", "a Wednesday"),
    phrase("weekday", "a Thursday"),
    phrase("weekday", "a Friday"),
    phrase("weekday", "a Saturday"),
    phrase("weekday", "a Sunday"),
)


_WEEKEND: Final = "Wochenende"


def a_weekday(day: date) -> Message:
    """Name the day of the week, as in “a Monday”."""
    return _WEEKDAYS[day.weekday()]


def check_slot(slot_at: datetime, directory: Directory, now: datetime) -> datetime:
    """Return the slot, or raise `BadInputError` with the nearest one that can be.

    It must be aware, still to come, in a year of the calendar, on a working day of
    the coordinating agency, for somebody has to hand the post out, and in no blackout.
    """
    office = directory.agency.office
    if slot_at.utcoffset() is None:
        raise BadInputError(
            msg(
                "The slot {slot_at} has no time zone; write one, as in "
                "{example}+01:00.",
                slot_at=slot_at,
                example=f"{slot_at:%Y-%m-%d %H:%M}",
            )
        )
    day = _day_of(slot_at, office)
    if slot_at <= now:
        local = slot_at.astimezone(directory.campaign.zone)
        raise BadInputError(msg("The slot {slot_at} is in the past.", slot_at=local))
    if not office.calendar.is_working_day(day):
        name = office.calendar.holiday(day) or a_weekday(day)
        following = free_day_after(day, directory)
        raise BadInputError(
            msg(
                "The slot {day} is no working day ({name}); the next one is "
                "{following}.",
                day=day,
                name=name,
                following=following,
            )
        )
    if (blackout := directory.campaign.blackout_on(day)) is not None:
        following = free_day_after(day, directory)
        raise BadInputError(
            msg(
                "The slot {day} cannot be planned: nothing is published from "
                "{first} to {last} ({reason}); the next free working day is "
                "{following}.",
                day=day,
                first=blackout.first,
                last=blackout.last,
                reason=blackout.reason,
                following=following,
            )
        )
    return slot_at


def closed_because(day: date, directory: Directory) -> str:
    """Return why nothing is published on a day, in German; empty if it is open.

    That is the reason of a blackout, or the name of a holiday or a closing day of the
    coordinating agency, or of the weekend.
    """
    if (blackout := directory.campaign.blackout_on(day)) is not None:
        return blackout.reason
    calendar = directory.agency.office.calendar
    if calendar.is_working_day(day):
        return ""
    return calendar.holiday(day) or _WEEKEND


def free_day_after(day: date, directory: Directory) -> date:
    """Return the next working day of the agency that lies in no blackout."""
    following = directory.agency.office.calendar.add(day, 1)
    while blackout := directory.campaign.blackout_on(following):
        following = directory.agency.office.calendar.add(blackout.last, 1)
    return following


def _day_of(slot_at: datetime, office: Office) -> date:
    # Lead times and escalations may reach into the calendar's first and last year.
    if FIRST_YEAR + 1 < slot_at.year < LAST_YEAR:
        return office.day_of(slot_at)
    raise BadInputError(
        msg(
            "The slot {day} cannot be planned; write a day from {first} to {last}.",
            day=slot_at.date(),
            first=FIRST_YEAR + 2,
            last=LAST_YEAR - 1,
        )
    )
