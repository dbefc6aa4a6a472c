from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import StringIO
from zoneinfo import ZoneInfo

import pytest
from dateutil.tz import tzical
from icalendar import Calendar

from notifications.delivery.calendar_file import DueDate, attachment, attachments
from notifications.delivery.mime import FILE_NAME

STAMP = datetime(2026, 11, 25, 8, tzinfo=UTC)
DUE = DueDate(
    uid="step-14@example.org",
    number="2026-014",
    title="Ausbildung im Forst",
    duty="Mitzeichnung",
    due=datetime(2026, 12, 2, 16, tzinfo=ZoneInfo("Europe/Berlin")),
    link="https://example.org/r/abc",
    sequence=4,
    changed_at=datetime(2026, 11, 24, 9, 30, tzinfo=UTC),
)
BERLIN = ZoneInfo("Europe/Berlin")


def file(date=DUE, lang="de", zone=BERLIN):
    return attachment(date, stamp=STAMP, zone=zone, lang=lang)


def files(*dates, lang="de"):
    return attachments(dates, stamp=STAMP, zone=BERLIN, lang=lang)


def events(one):
    return Calendar.from_ical(one.content).walk("VEVENT")


def test_a_due_date_is_the_last_quarter_of_an_hour_before_it():
    (event,) = events(file())

    assert event.decoded("dtstart") == DUE.due - timedelta(minutes=15)
    assert event.decoded("dtend") == DUE.due
    assert b"DTEND;TZID=Europe/Berlin:20261202T160000\r\n" in file().content


def test_a_calendar_is_told_and_not_asked():
    content = file().content

    assert b"METHOD:PUBLISH\r\n" in content
    assert b"TRANSP:TRANSPARENT\r\n" in content
    assert b"ORGANIZER" not in content
    assert b"ATTENDEE" not in content


def test_the_same_duty_keeps_its_identity_when_it_moves():
    (first,) = events(file())
    (second,) = events(file(replace(DUE, due=DUE.due + timedelta(days=1))))

    assert first["uid"] == second["uid"] == DUE.uid


def test_the_day_before_there_is_an_alarm():
    (alarm,) = Calendar.from_ical(file().content).walk("VALARM")

    assert alarm.decoded("trigger") == timedelta(days=-1)
    assert alarm["action"] == "DISPLAY"


def test_the_event_says_what_is_due_and_where():
    (event,) = events(file())

    assert event["summary"] == "Mitzeichnung fällig: 2026-014 „Ausbildung im Forst“"
    assert event["description"] == DUE.link


def test_each_change_has_a_higher_sequence_and_its_own_instant():
    later = replace(DUE, sequence=7, changed_at=STAMP)

    (first,), (second,) = events(file()), events(file(later))

    assert (first["sequence"], second["sequence"]) == (4, 7)
    assert first.decoded("last-modified") == DUE.changed_at
    assert second.decoded("last-modified") == STAMP
    assert first.decoded("dtstamp") == second.decoded("dtstamp") == STAMP


@pytest.mark.parametrize(("lang", "stem"), [("de", "frist"), ("en", "due")])
def test_each_date_is_a_file_named_after_its_post(lang, stem):
    dates = [DUE, replace(DUE, number="2026-015"), replace(DUE, uid="x"), DUE]

    found = files(*dates, lang=lang)

    assert [one.name for one in found] == [
        f"{stem}-2026-014.ics",
        f"{stem}-2026-015.ics",
        f"{stem}-2026-014_2.ics",
        f"{stem}-2026-014_3.ics",
    ]
    assert all(FILE_NAME.fullmatch(one.name) and len(events(one)) == 1 for one in found)


@pytest.mark.parametrize(
    "zone",
    [
        "Europe/Berlin",
        pytest.param("Europe/Lisbon", marks=pytest.mark.slow),
        pytest.param("Europe/Athens", marks=pytest.mark.slow),
    ],
)
def test_the_zone_in_the_file_is_right_at_every_hour(zone):
    # An independent reader of the zone, which knows nothing but the file.
    known = ZoneInfo(zone)
    content = file(zone=known).content.decode().split("BEGIN:VEVENT")[0]
    rules = tzical(StringIO(content.replace("\r\n", "\n"))).get()

    hours = (
        datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=n) for n in range(17520)
    )
    wrong = [
        at
        for at in hours
        if at.astimezone(known).utcoffset()
        != rules.fromutc(at.replace(tzinfo=rules)).utcoffset()
    ]

    assert wrong == []


@pytest.mark.parametrize("zone", ["America/New_York", "Asia/Tokyo", "UTC"])
def test_a_zone_with_other_rules_is_written_in_utc(zone):
    content = file(zone=ZoneInfo(zone)).content

    assert b"VTIMEZONE" not in content
    assert b"DTEND:20261202T150000Z\r\n" in content


@pytest.mark.parametrize("number", ["../../2026/Ä 1", "", "…", "x" * 300, "a\r\nb"])
def test_any_number_gives_a_plain_name(number):
    assert FILE_NAME.fullmatch(file(replace(DUE, number=number)).name)


def test_no_value_can_add_a_line():
    title = "Forst\r\nATTENDEE:mailto:ben@example.org\r\n, ; \\ " + "ä" * 200

    content = file(replace(DUE, title=title)).content

    assert not [line for line in content.split(b"\r\n") if line[:8] == b"ATTENDEE"]
    assert b"\n" not in content.replace(b"\r\n", b"")
    assert max(map(len, content.split(b"\r\n"))) <= 75


def test_the_same_values_give_the_same_octets():
    assert file() == file()


def test_an_instant_without_zone_is_refused():
    with pytest.raises(ValueError, match="no time zone"):
        file(replace(DUE, due=datetime(2026, 12, 2)))  # noqa: DTZ001  (refused)
