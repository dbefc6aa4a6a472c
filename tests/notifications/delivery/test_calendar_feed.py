from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from io import StringIO
from zoneinfo import ZoneInfo

import pytest
from dateutil.tz import tzical
from ical.calendar_stream import IcsCalendarStream
from icalendar import Calendar

from notifications.delivery.calendar_feed import EventStatus, FeedEvent, calendar_feed

BERLIN = ZoneInfo("Europe/Berlin")
QUARTER = timedelta(minutes=15)
SLOT = FeedEvent(
    uid="post-14-slot@example.org",
    begins=datetime(2027, 6, 1, 8, tzinfo=UTC),
    ends=datetime(2027, 6, 1, 8, 15, tzinfo=UTC),
    title="2027-014 „Forst, Jagd; Wild\\Wald“ " + 40 * "ß",
    status=EventStatus.CONFIRMED,
    sequence=7,
    changed_at=datetime(2027, 5, 1, 9, 30, 12, 345, tzinfo=UTC),
    description="Zeile eins\nZeile zwei",
    link="https://example.org/posts/2027-014",
)
DAYS = replace(SLOT, uid="days", begins=date(2027, 9, 1), ends=date(2027, 9, 3))


def written(*events, zone=BERLIN):
    return calendar_feed(events, name="Kampagne: SMI", zone=zone)


def test_an_independent_reader_finds_what_was_written():
    read = IcsCalendarStream.calendar_from_ics(written(SLOT, DAYS).decode())

    slot, days = read.events
    assert slot.dtstart.astimezone(UTC) == SLOT.begins
    assert slot.dtend.astimezone(UTC) == SLOT.ends
    assert (slot.uid, slot.summary, slot.sequence) == (SLOT.uid, SLOT.title, 7)
    assert slot.description == SLOT.description
    assert (days.dtstart, days.dtend) == (date(2027, 9, 1), date(2027, 9, 4))


def test_lines_are_short_and_end_as_calendars_want_it():
    content = written(SLOT)

    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
    assert b"\n" not in content.replace(b"\r\n", b"")


def test_the_same_values_make_the_same_bytes():
    assert written(SLOT, DAYS) == written(SLOT, DAYS)
    assert written(SLOT) != written(replace(SLOT, sequence=8))


@pytest.mark.slow
def test_no_quarter_of_an_hour_is_wrong_in_two_years():
    text = written(SLOT).decode()
    zone = tzical(StringIO(text[text.index("BEGIN:VTIMEZONE") :])).get("Europe/Berlin")
    at, wrong = datetime(2026, 1, 1, tzinfo=UTC), []
    while at.year < 2028:
        local = at.astimezone(BERLIN)
        if not local.fold and local.replace(tzinfo=zone).utcoffset() != (
            local.utcoffset()
        ):
            wrong.append(at)
        at += QUARTER

    assert wrong == []


def test_a_zone_with_other_rules_is_written_in_utc():
    content = written(SLOT, zone=ZoneInfo("America/New_York"))

    (event,) = Calendar.from_ical(content).walk("VEVENT")
    assert b"DTSTART:20270601T080000Z" in content
    assert event.decoded("DTSTART") == SLOT.begins


def test_a_naive_instant_is_refused():
    with pytest.raises(ValueError, match="no time zone"):
        written(replace(SLOT, begins=datetime(2027, 6, 1, 8)))  # noqa: DTZ001 - the fault
