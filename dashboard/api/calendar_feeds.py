"""Calendar feeds by the API: addresses from which other programs fetch calendars."""

from datetime import datetime

from dashboard.api.caller import Calls
from dashboard.api.values import Key, RowKey, Text, Value
from vorlauf.accounts import calendar_feeds
from vorlauf.accounts.calendar_feeds import NewFeed


class CalendarFeedOut(Value):
    """A calendar that can be fetched: of a house or of a person, the other is empty."""

    key: int
    house: str
    person: str
    label: str
    made_at: datetime
    made_by: str
    used_at: datetime | None


class CalendarFeedIn(Value):
    """A calendar that is wanted, by default of whoever asks; where it is fetched."""

    label: Text
    house: Key | None = None
    person: Key | None = None


class NewCalendarFeedOut(Value):
    """A calendar, and its address, which is shown this once."""

    key: int
    address: str


def feeds(calls: Calls) -> list[CalendarFeedOut]:
    """Return the calendars that whoever asks may revoke."""
    with calls.reading() as connection:
        held = calendar_feeds.of_person(calls.call(connection), calls.person)
    return [CalendarFeedOut.model_validate(one) for one in held]


def add_feed(calls: Calls, wanted: CalendarFeedIn) -> NewCalendarFeedOut:
    """Make the address of a calendar; it is shown this once."""
    wish = NewFeed(
        by=calls.person.key,
        label=wanted.label,
        house=wanted.house or "",
        person=wanted.person or ("" if wanted.house else calls.person.key),
    )
    with calls.naming(), calls.writing() as connection:
        key, secret = calendar_feeds.make(calls.call(connection), wish)
    origin = calls.parts.wiring.settings.dashboard_url
    return NewCalendarFeedOut(key=key, address=calendar_feeds.address(origin, secret))


def revoke_feed(calls: Calls, key: RowKey) -> CalendarFeedOut:
    """Let the address of a calendar open nothing any more."""
    with calls.writing() as connection:
        gone = calendar_feeds.revoke(calls.call(connection), key, calls.person.key)
    return CalendarFeedOut.model_validate(gone)
