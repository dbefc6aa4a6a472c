"""Slots: which instants a post may be planned for."""

from datetime import date, datetime

from states.deadlines import Office
from states.working_days import FIRST_YEAR, LAST_YEAR
from vorlauf.directory.model import Directory
from vorlauf.errors import BadInputError


def check_slot(slot_at: datetime, directory: Directory, now: datetime) -> datetime:
    """Return the slot, or raise `BadInputError` with the nearest one that can be.

    It must be aware, still to come, in a year of the calendar, on a working day of
    the coordinating agency, for somebody has to hand the post out, and in no blackout.
    """
    office = directory.agency.office
    if slot_at.utcoffset() is None:
        raise BadInputError(
            f"The slot {slot_at:%Y-%m-%d %H:%M} has no time zone; "
            f"write one, as in {slot_at:%Y-%m-%d %H:%M}+01:00."
        )
    day = _day_of(slot_at, office)
    if slot_at <= now:
        local = slot_at.astimezone(directory.campaign.zone)
        raise BadInputError(f"The slot {local:%Y-%m-%d %H:%M} is in the past.")
    if not office.calendar.is_working_day(day):
        name = office.calendar.holiday(day) or f"a {day:%A}"
        following = _free_day_after(day, directory)
        raise BadInputError(
            f"The slot {day} is no working day ({name}); the next one is {following}."
        )
    if (blackout := directory.campaign.blackout_on(day)) is not None:
        following = _free_day_after(day, directory)
        raise BadInputError(
            f"The slot {day} cannot be planned: nothing is published from "
            f"{blackout.first} to {blackout.last} ({blackout.reason}); "
            f"the next free working day is {following}."
        )
    return slot_at


def _free_day_after(day: date, directory: Directory) -> date:
    following = directory.agency.office.calendar.add(day, 1)
    while blackout := directory.campaign.blackout_on(following):
        following = directory.agency.office.calendar.add(blackout.last, 1)
    return following


def _day_of(slot_at: datetime, office: Office) -> date:
    # Lead times and escalations may reach into the calendar's first and last year.
    if FIRST_YEAR + 1 < slot_at.year < LAST_YEAR:
        return office.day_of(slot_at)
    raise BadInputError(
        f"The slot {slot_at.date()} cannot be planned; write a day "
        f"from {FIRST_YEAR + 2} to {LAST_YEAR - 1}."
    )
