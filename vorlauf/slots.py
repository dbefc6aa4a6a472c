"""Slots: which instants a post may be planned for."""

from datetime import datetime

from states.working_days import OutOfCalendarError
from vorlauf.errors import BadInputError
from vorlauf.stakeholders import Directory


def check_slot(slot_at: datetime, directory: Directory, now: datetime) -> datetime:
    """Return the slot, or raise `BadInputError` with the nearest one that can be.

    It must be aware, still to come, in a year of the calendar and on a working day
    of the coordinating agency: somebody has to hand the post out.
    """
    office = directory.agency.office
    if slot_at.utcoffset() is None:
        raise BadInputError(
            f"The slot {slot_at:%Y-%m-%d %H:%M} has no time zone; "
            f"write one, as in {slot_at:%Y-%m-%d %H:%M}+01:00."
        )
    if slot_at <= now:
        local = slot_at.astimezone(directory.campaign.zone)
        raise BadInputError(f"The slot {local:%Y-%m-%d %H:%M} is in the past.")
    try:
        day = office.day_of(slot_at)
        is_free = not office.calendar.is_working_day(day)
    except OutOfCalendarError as error:
        raise BadInputError(str(error)) from error
    if is_free:
        name = office.calendar.holiday(day) or f"a {day:%A}"
        following = office.calendar.add(day, 1)
        raise BadInputError(
            f"The slot {day} is no working day ({name}); the next one is {following}."
        )
    return slot_at
