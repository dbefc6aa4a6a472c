"""Time zone rules: a zone as calendars can read it, with its two dates of the year.

Outlook misreads zones that list every change of the clock, and shows instants in UTC
as such. So a zone is written with the two rules of the European Union, by which the
clock changes in all its members (directive 2000/84/EC: 01:00 UTC on the last Sundays
of March and October).
"""

from datetime import UTC, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from icalendar import Timezone, TimezoneDaylight, TimezoneStandard, vRecur

# The last Sundays of March and October, as long as the directive holds.
_RULES: Final = {
    3: {"FREQ": "YEARLY", "BYMONTH": 3, "BYDAY": "-1SU"},
    10: {"FREQ": "YEARLY", "BYMONTH": 10, "BYDAY": "-1SU"},
}
_FIRST_YEAR: Final = 1970
_CHANGE: Final = 1  # hour of the change, in UTC
_NO_TIME: Final = timedelta(0)


def time_zone(zone: ZoneInfo, at: datetime) -> Timezone | None:
    """Return how a calendar reads the zone in the year of `at` (aware).

    None for a zone whose clock changes by other rules; its instants are written in UTC.
    """
    year = at.astimezone(zone).year
    winter, summer = _offset(zone, year, 1), _offset(zone, year, 7)
    if winter == summer:
        return None
    if not _changes_as_in_europe(zone, year, winter, summer):
        return None
    found = Timezone()
    found.add("tzid", zone.key)
    found.add_component(_part(TimezoneDaylight(), zone, 3, winter, summer))
    found.add_component(_part(TimezoneStandard(), zone, 10, summer, winter))
    return found


def _part(
    part: TimezoneDaylight | TimezoneStandard,
    zone: ZoneInfo,
    month: int,
    before: timedelta,
    after: timedelta,
) -> TimezoneDaylight | TimezoneStandard:
    # It begins at the time that clocks show before the change (RFC 5545, 3.6.5).
    change = _change(_FIRST_YEAR, month)
    part.add("dtstart", (change + before).replace(tzinfo=None))
    part.add("tzoffsetfrom", before)
    part.add("tzoffsetto", after)
    in_force = datetime(_FIRST_YEAR + 30, month, 28, tzinfo=UTC) + timedelta(days=14)
    part.add("tzname", in_force.astimezone(zone).tzname() or zone.key)
    part.add("rrule", vRecur(_RULES[month]))
    return part


def _changes_as_in_europe(
    zone: ZoneInfo, year: int, winter: timedelta, summer: timedelta
) -> bool:
    a_moment = timedelta(seconds=1)
    spring, autumn = _change(year, 3), _change(year, 10)
    expected = {
        spring - a_moment: winter,
        spring: summer,
        autumn - a_moment: summer,
        autumn: winter,
    }
    return all(at.astimezone(zone).utcoffset() == is_ for at, is_ in expected.items())


def _change(year: int, month: int) -> datetime:
    """Return the last Sunday of a month with 31 days, at 01:00 UTC."""
    last = datetime(year, month, 31, _CHANGE, tzinfo=UTC)
    return last - timedelta(days=(last.weekday() + 1) % 7)


def _offset(zone: ZoneInfo, year: int, month: int) -> timedelta:
    return datetime(year, month, 15, tzinfo=zone).utcoffset() or _NO_TIME
