"""Due dates as calendar files that readers can add to their own calendar."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Final
from zoneinfo import ZoneInfo

from icalendar import Alarm, Calendar, Event

from notifications.delivery.mime import Attachment
from notifications.delivery.time_zone_rules import time_zone
from notifications.letters import formatting
from notifications.letters.labels import ENGLISH, GERMAN

LENGTH: Final = timedelta(minutes=15)  # a due date is shown as its last minutes
NOTICE: Final = timedelta(days=-1)
PRODUCT: Final = "-//Vorlauf//Due dates//EN"
TITLES: Final = {GERMAN: "{duty} fällig: {post}", ENGLISH: "{duty} due: {post}"}
NAMES: Final = {GERMAN: "frist", ENGLISH: "due"}
STRANGE = re.compile(r"[^A-Za-z0-9]+")


@dataclass(frozen=True, kw_only=True)
class DueDate:
    """The due instant of a step (aware); `uid` stays the same for the same duty.

    `sequence` grows with each change, the last of which was at `changed_at` (aware).
    `link` is the address where the reader acts; it may be empty.
    """

    uid: str
    number: str
    title: str
    duty: str
    due: datetime
    link: str
    sequence: int
    changed_at: datetime


def attachments(
    dates: Sequence[DueDate], *, stamp: datetime, zone: ZoneInfo, lang: str
) -> tuple[Attachment, ...]:
    """Write each date as a calendar file of its own, named after its post.

    Outlook opens a file of several dates as a new calendar.
    """
    written: list[Attachment] = []
    for one in dates:
        file = attachment(one, stamp=stamp, zone=zone, lang=lang)
        alike = sum(other.name.startswith(_stem(file.name)) for other in written)
        name = f"{_stem(file.name)}_{alike + 1}.ics" if alike else file.name
        written.append(replace(file, name=name))
    return tuple(written)


def attachment(
    date: DueDate, *, stamp: datetime, zone: ZoneInfo, lang: str
) -> Attachment:
    """Write a date as a calendar file, the same bytes for the same values.

    `stamp` (aware) is the date of the mail, `zone` the one in which the date is read. A
    calendar that knows the `uid` moves its date; nobody is asked to accept anything.
    Raises ValueError for an instant without a time zone.
    """
    lang = formatting.language(lang)
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    rules = time_zone(zone, _utc(date.due))
    if rules is not None:
        calendar.add_component(rules)
    calendar.add_component(_event(date, _utc(stamp), zone if rules else UTC, lang))
    return Attachment(
        name=_file_name(date, lang),
        content=calendar.to_ical(),
        subtype="calendar",
        parameters=(("charset", "utf-8"), ("method", "PUBLISH")),
    )


def _event(one: DueDate, stamp: datetime, zone: tzinfo, lang: str) -> Event:
    due, link = _utc(one.due).astimezone(zone), formatting.one_line(one.link)
    event = Event()
    event.add("uid", formatting.one_line(one.uid))
    event.add("dtstamp", stamp)
    event.add("last-modified", _utc(one.changed_at))
    event.add("sequence", one.sequence)
    event.add("dtstart", due - LENGTH)
    event.add("dtend", due)
    event.add("summary", _title(one, lang))
    if link:
        event.add("description", link)
    # The time stays free; Outlook reads its own word for it.
    event.add("transp", "TRANSPARENT")
    event.add("x-microsoft-cdo-busystatus", "FREE")
    event.add_component(_alarm(_title(one, lang)))
    return event


def _alarm(title: str) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", title)
    alarm.add("trigger", NOTICE)
    return alarm


def _title(one: DueDate, lang: str) -> str:
    left, right = formatting.QUOTES[lang]
    number, title = formatting.one_line(one.number), formatting.one_line(one.title)
    post = f"{number} {left}{title}{right}"
    return TITLES[lang].format(duty=formatting.one_line(one.duty), post=post)


def _utc(instant: datetime) -> datetime:
    if instant.utcoffset() is None:
        raise ValueError(f"{instant.isoformat()} has no time zone.")
    return instant.astimezone(UTC)


def _file_name(date: DueDate, lang: str) -> str:
    number = STRANGE.sub("-", date.number).strip("-")[:40]
    return f"{NAMES[lang]}-{number}.ics" if number else f"{NAMES[lang]}.ics"


def _stem(name: str) -> str:
    return name.removesuffix(".ics")
