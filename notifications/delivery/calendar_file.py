"""Due dates as a calendar file that readers can add to their own calendar."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from icalendar import Alarm, Calendar, Event

from notifications.delivery.mime import Attachment
from notifications.letters import formatting
from notifications.letters.labels import ENGLISH, GERMAN

LENGTH: Final = timedelta(minutes=15)  # a due date is shown as its last minutes
NOTICE: Final = timedelta(days=-1)
PRODUCT: Final = "-//Vorlauf//Due dates//EN"
TITLES: Final = {GERMAN: "{duty} fällig: {post}", ENGLISH: "{duty} due: {post}"}
ONE_NAME: Final = {GERMAN: "frist", ENGLISH: "due"}
MANY_NAME: Final = {GERMAN: "fristen", ENGLISH: "due-dates"}
STRANGE = re.compile(r"[^A-Za-z0-9]+")


@dataclass(frozen=True, kw_only=True)
class DueDate:
    """The due instant of a step (aware); `uid` stays the same for the same step.

    `link` is the address where the reader acts; it may be empty.
    """

    uid: str
    number: str
    title: str
    duty: str
    due: datetime
    link: str


def attachment(dates: Sequence[DueDate], *, stamp: datetime, lang: str) -> Attachment:
    """Write the dates as one calendar file, the same bytes for the same values.

    `stamp` (aware) is the date of the mail. A calendar that knows the `uid` moves its
    date; nobody is asked to accept anything. Raises ValueError for no dates, or for an
    instant without a time zone.
    """
    if not dates:
        raise ValueError("A calendar file needs at least one due date.")
    lang = formatting.language(lang)
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    for one in dates:
        calendar.add_component(_event(one, _utc(stamp), lang))
    return Attachment(
        name=_file_name(dates, lang),
        content=calendar.to_ical(),
        subtype="calendar",
        parameters=(("charset", "utf-8"), ("method", "PUBLISH")),
    )


def _event(one: DueDate, stamp: datetime, lang: str) -> Event:
    due, link = _utc(one.due), formatting.one_line(one.link)
    event = Event()
    event.add("uid", formatting.one_line(one.uid))
    event.add("dtstamp", stamp)
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


def _file_name(dates: Sequence[DueDate], lang: str) -> str:
    numbers = {STRANGE.sub("-", one.number).strip("-") for one in dates}
    number = numbers.pop() if len(dates) == 1 else ""
    stem = f"{ONE_NAME[lang]}-{number[:40]}" if number else MANY_NAME[lang]
    return f"{stem}.ics"
