"""Calendar feeds: making and revoking addresses of calendars, and what they answer."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from hashlib import sha256
from typing import Final

from starlette.responses import Response

from dashboard.components.feed_events import FeedWords
from dashboard.web.request import PageRequest
from notifications.delivery.calendar_feed import calendar_feed
from states.post import Role
from vorlauf.accounts import calendar_feeds
from vorlauf.accounts.calendar_feeds import Feed, NewFeed
from vorlauf.db.engine import Connection
from vorlauf.directory.model import House, Person
from vorlauf.errors import BadInputError, NotFoundError, RefusedError
from vorlauf.readmodels import calendar_feed as asks
from vorlauf.readmodels.calendar_feed import FeedReach
from vorlauf.readmodels.scope import ReadScope

# Programs may keep what they got for so many seconds; a slot may move meanwhile.
_KEPT: Final = 300
# How many months back a calendar begins.
_BACK: Final = 2
_MEDIA_TYPE: Final = "text/calendar; charset=utf-8"
# What stands before a key in the form.
_HOUSE, _PERSON = "house:", "person:"


def feed(request: PageRequest) -> Response:
    """Answer a calendar program; 304 if it has everything already."""
    with request.reading() as connection:
        found = calendar_feeds.of_secret(
            request.call(connection), request.path["secret"]
        )
        if found is None:
            raise NotFoundError("There is no such calendar.")
        content = _written(request, connection, found)
    if calendar_feeds.is_worth_a_note(found, request.now):
        with request.writing() as connection:
            calendar_feeds.touch(connection, found, request.now)
    tag = f'"{sha256(content).hexdigest()[:32]}"'
    headers = {"ETag": tag, "Cache-Control": f"private, max-age={_KEPT}"}
    if _has(request.http.headers.get("if-none-match", ""), tag):
        return Response(status_code=304, headers=headers)
    headers["Content-Disposition"] = 'inline; filename="vorlauf.ics"'
    return Response(content, media_type=_MEDIA_TYPE, headers=headers)


def page(request: PageRequest) -> Response:
    """Show the calendars that somebody may revoke, and the form for another."""
    return _show(request)


def make(request: PageRequest) -> Response:
    """Make a calendar, and show its address this once."""
    form = request.form
    whose = form.line("whose")
    wish = NewFeed(
        by=request.person.key,
        label=form.text("label"),
        house=whose.removeprefix(_HOUSE) if whose.startswith(_HOUSE) else "",
        person=whose.removeprefix(_PERSON) if whose.startswith(_PERSON) else "",
    )
    try:
        with request.writing() as connection:
            _, secret = calendar_feeds.make(request.call(connection), wish)
    except (BadInputError, RefusedError) as error:
        faults = [("label", request.say(error))]
        return _show(request, faults, status=422, typed=(whose, wish.label))
    origin = request.wiring.settings.dashboard_url
    return _show(request, address=calendar_feeds.address(origin, secret))


def revoke(request: PageRequest) -> Response:
    """Let an address open nothing any more."""
    key = request.key("key", "There is no such calendar of yours.")
    with request.writing() as connection:
        gone = calendar_feeds.revoke(request.call(connection), key, request.person.key)
    said = request.words.gettext("“%(label)s” is revoked; programs get nothing more.")
    return request.go("/me/calendars", said=said % {"label": gone.label})


def _written(request: PageRequest, connection: Connection, found: Feed) -> bytes:
    directory = request.directory
    reader = _reader(request, found)
    house = directory.house(found.house) if found.house else directory.home_of(reader)
    visibility = calendar_feeds.visibility(directory, found)
    since = _since(request)
    own = frozenset() if found.house else frozenset({house.key})
    reach = FeedReach(
        scope=ReadScope(connection, visibility, request.now),
        since=since,
        houses=(visibility.houses or frozenset()) if found.house else own,
        person=found.person,
    )
    if not found.house and reader.role is Role.COORDINATOR:
        reach = FeedReach(scope=reach.scope, since=since)
    words = FeedWords(
        words=request.parts.languages[reader.language],
        directory=directory,
        origin=request.wiring.settings.dashboard_url,
        rules_changed_at=asks.rules_changed_at(connection),
    )
    first = directory.agency.office.day_of(since)
    last = date(directory.agency.office.day_of(request.now).year + 1, 12, 31)
    events = [
        *words.of_days(house, first, last),
        *words.of_posts(asks.dates(reach, directory)),
    ]
    whose = house.name if found.house else reader.name
    return calendar_feed(
        events,
        name=f"{directory.campaign.name}: {whose}",
        zone=directory.campaign.zone,
    )


def _reader(request: PageRequest, found: Feed) -> Person:
    """Return in whose language a calendar speaks."""
    if found.person:
        return request.directory.people[found.person]
    return request.directory.contact_of(found.house)


def _since(request: PageRequest) -> datetime:
    """Return the first of a month: a calendar stays the same from day to day."""
    office = request.directory.agency.office
    today = office.day_of(request.now)
    months = today.year * 12 + today.month - 1 - _BACK
    return office.at(date(months // 12, months % 12 + 1, 1), time.min)


def _has(said: str, tag: str) -> bool:
    """Say whether a program that says it has these versions has this one."""
    held = {one.strip().removeprefix("W/") for one in said.split(",")}
    return tag in held or "*" in held


def _show(
    request: PageRequest,
    faults: Sequence[tuple[str, str]] = (),
    *,
    status: int = 200,
    address: str = "",
    typed: tuple[str, str] = ("", ""),
) -> Response:
    with request.reading() as connection:
        held = calendar_feeds.of_person(request.call(connection), request.person)
    return request.page(
        "calendar_feeds.html",
        status=status,
        faults=faults,
        address=address,
        whose=typed[0] or f"{_PERSON}{request.person.key}",
        label=typed[1],
        feeds=[(one, _whose(request, one)) for one in held],
        choices=list(_choices(request)),
    )


def _whose(request: PageRequest, one: Feed) -> str:
    known: House | Person | None = (
        request.directory.houses.get(one.house)
        if one.house
        else request.directory.people.get(one.person)
    )
    return known.name if known else one.house or one.person


def _choices(request: PageRequest) -> Iterator[tuple[str, str]]:
    """Yield for whom this person may make a calendar, themselves first."""
    person, directory = request.person, request.directory
    yield f"{_PERSON}{person.key}", request.words.gettext("What I see")
    yield f"{_HOUSE}{person.house}", directory.houses[person.house].name
    if person.role is not Role.COORDINATOR:
        return
    for house in directory.houses.values():
        if house.key != person.house:
            yield f"{_HOUSE}{house.key}", house.name
    for one in directory.people.values():
        if one.key != person.key and not one.functional:
            yield f"{_PERSON}{one.key}", one.name


PAGES: Final = {
    "feed": feed,
    "calendars": page,
    "calendars.make": make,
    "calendars.revoke": revoke,
}
