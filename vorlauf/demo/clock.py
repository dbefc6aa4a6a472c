"""The clock of the demonstration: a working morning, whatever the hour is."""

from datetime import datetime, time
from math import ceil

from states.deadlines import Office

# The reminders of the day are due by now, and there is time left before it closes.
_FROM, _UNTIL = time(10), time(16)


def offset(office: Office, real: datetime) -> int:
    """Return by how many seconds the clock is shifted: 0 in the office hours.

    Else it is put back to ten o'clock of the last working day; mails only go out
    while the houses are open. `real` is aware.
    """
    is_morning = _FROM <= office.hour_of(real) < _UNTIL
    if is_morning and office.is_open(real):
        return 0
    day = office.day_of(real)
    if not office.calendar.is_working_day(day) or office.hour_of(real) < _FROM:
        day = office.calendar.add(day, -1)
    return ceil((office.at(day, _FROM) - real).total_seconds())
