"""Reminder dates: slack, reminders and escalation of one due instant.

`states.deadlines` exports these functions, too. Every argument that is an instant must
be aware (else NaiveTimeError), every result is in UTC.
"""

from collections.abc import Sequence
from datetime import date, datetime, time

from states.office_hours import MINUTE, Office, aware


def slack(due: datetime, now: datetime, office: Office) -> int:
    """Return the working days of the office until `due`: 0 is today, negative late.

    What is late is never 0: right after the due instant it is -1, and on the second
    working day after the due day -2.
    """
    days = office.calendar.between(office.day_of(now), office.day_of(due))
    return min(days, -1) if now > due else days


def reminder_instants(
    due: datetime,
    *,
    offsets: Sequence[int],
    hour: time,
    office: Office,
    after: datetime,
) -> list[datetime]:
    """Return when to remind: sorted, each once, all later than `after`, aware UTC.

    Offsets are working days of the office from the due day (0: the due day, or the
    last working day before it). An hour outside the office hours is moved to the
    nearest minute of its day at which two sweeps find the office open; a reminder of
    the due day comes two sweeps before the due instant.
    """
    aware(after)
    day = office.day_of(due)
    instants = {_beside(day, offset, hour, office) for offset in offsets if offset}
    if 0 in offsets:
        today = _beside(day, 0, hour, office)
        instants.add(min(today, office.last_reached(due)))
    return sorted(instant for instant in instants if instant > after)


def escalation_instant(
    due: datetime, *, days: int, hour: time, office: Office
) -> datetime:
    """Return when to escalate: `days` working days after the due day, aware UTC.

    The hour is moved into the office hours as for a reminder. It is never before
    something is late: then it is the first minute after the due instant at which two
    sweeps reach the office.
    """
    instant = _beside(office.day_of(due), days, hour, office)
    return max(instant, office.next_reached(due + MINUTE))


def _beside(day: date, days: int, hour: time, office: Office) -> datetime:
    return office.nearest_open(office.calendar.add(day, days), hour)
