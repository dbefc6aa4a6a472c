"""Calendar feeds: many dates as one calendar that programs fetch again and again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event

from notifications.delivery.time_zone_rules import time_zone
from notifications.letters import formatting

PRODUCT: Final = "-//Vorlauf//Calendar//EN"
# How often a program is asked to look again.
REFRESH: Final = timedelta(hours=1)
_DAY: Final = timedelta(days=1)


class EventStatus(StrEnum):
    """How sure an event is (RFC 5545, 3.8.1.11)."""

    TENTATIVE = "TENTATIVE"
    CONFIRMED = "CONFIRMED"
    CANCELLED = "CANCELLED"


@dataclass(frozen=True, kw_only=True)
class FeedEvent:
    """One event: an instant and an end (aware), or whole days, the last one included.

    `uid` stays the same however it moves. `sequence` grows with each change, the last
    of which was at `changed_at` (aware). `link` may be empty.
    """

    uid: str
    begins: datetime | date
    ends: datetime | date
    title: str
    status: EventStatus
    sequence: int
    changed_at: datetime
    description: str = ""
    link: str = ""


def calendar_feed(events: Sequence[FeedEvent], *, name: str, zone: ZoneInfo) -> bytes:
    """Write events as a calendar, the same bytes for the same values.

    Instants are written in `zone`, with its two rules; where there are none, in UTC.
    Raises ValueError for an instant without a time zone.
    """
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    title = formatting.one_line(name)
    calendar.add("name", title)
    calendar.add("x-wr-calname", title)
    calendar.add("x-wr-timezone", zone.key)
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT1H")
    instants = [one.begins for one in events if isinstance(one.begins, datetime)]
    rules = time_zone(zone, instants[0]) if instants else None
    if rules is not None:
        calendar.add_component(rules)
    for one in events:
        calendar.add_component(_event(one, zone if rules is not None else UTC))
    written: bytes = calendar.to_ical()
    return written


def _event(one: FeedEvent, zone: tzinfo) -> Event:
    event = Event()
    event.add("uid", formatting.one_line(one.uid))
    # Not the time of writing: a program would take every event for changed.
    changed = _aware(one.changed_at).astimezone(UTC).replace(microsecond=0)
    event.add("dtstamp", changed)
    event.add("last-modified", changed)
    event.add("sequence", one.sequence)
    event.add("status", one.status.value)
    event.add("summary", formatting.one_line(one.title))
    if isinstance(one.begins, datetime) and isinstance(one.ends, datetime):
        event.add("dtstart", _aware(one.begins).astimezone(zone))
        event.add("dtend", _aware(one.ends).astimezone(zone))
    else:
        event.add("dtstart", one.begins)
        event.add("dtend", one.ends + _DAY)
    if one.description:
        event.add("description", one.description)
    if one.link:
        event.add("url", formatting.one_line(one.link))
    # The time stays free; Outlook reads its own word for it.
    event.add("transp", "TRANSPARENT")
    event.add("x-microsoft-cdo-busystatus", "FREE")
    return event


def _aware(instant: datetime) -> datetime:
    if instant.utcoffset() is None:
        raise ValueError(f"{instant.isoformat()} has no time zone.")
    return instant
