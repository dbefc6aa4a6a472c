from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from notifications.delivery.calendar_file import DueDate, attachment
from notifications.delivery.mime import FILE_NAME

STAMP = datetime(2026, 11, 25, 8, tzinfo=UTC)
DUE = DueDate(
    uid="step-14@example.org",
    number="2026-014",
    title="Ausbildung im Forst",
    duty="Mitzeichnung",
    due=datetime(2026, 12, 2, 16, tzinfo=ZoneInfo("Europe/Berlin")),
    link="https://example.org/r/abc",
)


def file(*dates, lang="de"):
    return attachment(dates or [DUE], stamp=STAMP, lang=lang)


def events(one):
    return Calendar.from_ical(one.content).walk("VEVENT")


def test_a_due_date_is_the_last_quarter_of_an_hour_before_it():
    (event,) = events(file())

    assert event.decoded("dtstart") == DUE.due - timedelta(minutes=15)
    assert event.decoded("dtend") == DUE.due
    assert b"DTEND:20261202T150000Z\r\n" in file().content


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


@pytest.mark.parametrize(
    ("lang", "one", "many"),
    [
        ("de", "frist-2026-014.ics", "fristen.ics"),
        ("en", "due-2026-014.ics", "due-dates.ics"),
    ],
)
def test_the_file_is_named_after_its_post(lang, one, many):
    other = replace(DUE, uid="step-15@example.org", number="2026-015")

    assert file(lang=lang).name == one
    assert file(DUE, other, lang=lang).name == many
    assert len(events(file(DUE, other, lang=lang))) == 2


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


def test_no_date_makes_no_file():
    with pytest.raises(ValueError, match="at least one due date"):
        attachment([], stamp=STAMP, lang="de")
