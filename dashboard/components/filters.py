"""Filters: which posts a page shows; the address says it, and nothing else keeps it.

What makes no sense there is named in a sentence and left out: a page with a filter that
fits nothing is still a page.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time
from typing import Final

from dashboard.components.contacts import unattended, unreachable
from dashboard.web.request import PageRequest
from dashboard.web.templates import url
from states.post import PostState, Role
from vorlauf.db.engine import Connection
from vorlauf.directory.model import Directory
from vorlauf.editing.owners import coordinators_able
from vorlauf.readmodels.page_frame import PageFrame
from vorlauf.readmodels.scope import OPEN_STATES, Decided, Filter, Lateness

# The parameters of the address, in the order of the form.
NAMES: Final = (
    "q",
    "house",
    "channel",
    "person",
    "owner",
    "month",
    "late",
    "decided",
    "state",
)
# How an address says what is neither out nor withdrawn.
OPEN: Final = "open"
LATE: Final = tuple(late for late in Lateness if late)
DECIDED: Final = tuple(way for way in Decided if way)
LONGEST_TEXT: Final = 100
# Slots lie between these years; the calendar of holidays knows no others.
_YEARS: Final = range(2000, 2100)
_MONTH: Final = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])")


@dataclass(frozen=True, kw_only=True)
class FilterQuery:
    """What an address asks for, as far as it makes sense.

    `wanted` is for the store, `query` how the address says it, `faults` has a sentence
    for each filter that was left out.
    """

    wanted: Filter = field(default_factory=Filter)
    query: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    faults: tuple[str, ...] = ()

    def one(self, name: str) -> str:
        """Return the value of a filter, empty if it narrows nothing down."""
        return next(iter(self.query.get(name, ())), "")

    def href(self, path: str, /, **more: object) -> str:
        """Return the address of a page with this filter and `more`."""
        return url(path, **{**self.query, **more})

    def without(self, name: str, value: str) -> "FilterQuery":
        """Return the same but for one value."""
        left = tuple(one for one in self.query[name] if one != value)
        return replace(self, query={**self.query, name: left})


@dataclass(frozen=True)
class Month:
    """A month as an address names it."""

    year: int
    number: int

    def __str__(self) -> str:
        return f"{self.year:04}-{self.number:02}"

    @property
    def first(self) -> date:
        """The first day."""
        return date(self.year, self.number, 1)

    def later(self, months: int) -> "Month":
        """Return the month so many later, or earlier."""
        years, number = divmod(self.number - 1 + months, 12)
        return Month(self.year + years, number + 1)


def month_of(text: str) -> Month | None:
    """Return the month of an address as in 2026-11, or None if it names none."""
    found = _MONTH.fullmatch(text)
    if found is None or int(found[1]) not in _YEARS:
        return None
    return Month(int(found[1]), int(found[2]))


def asked(request: PageRequest, names: Collection[str] = NAMES) -> FilterQuery:
    """Return what the address asks for by these parameters."""
    return _QueryReader(request).read(names)


@dataclass
class _QueryReader:
    """Reads an address, parameter by parameter."""

    request: PageRequest
    query: dict[str, tuple[str, ...]] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)

    def read(self, names: Collection[str]) -> FilterQuery:
        readers = {
            "q": self._text,
            "house": self._house,
            "channel": self._channel,
            "person": self._person,
            "owner": self._owner,
            "month": self._month,
            "late": self._late,
            "decided": self._decided,
        }
        wanted = Filter()
        for name, narrow in readers.items():
            if name in names and (values := self._given(name)):
                self._check_single(name, values)
                wanted = narrow(wanted, values[0])
        if "state" in names:
            wanted = self._state(wanted, self._given("state"))
        return FilterQuery(wanted=wanted, query=self.query, faults=tuple(self.faults))

    def _text(self, wanted: Filter, value: str) -> Filter:
        if len(value) > LONGEST_TEXT or not value.isprintable():
            self._fault(
                self._gettext("The text searched for may have %(most)s characters.")
                % {"most": LONGEST_TEXT}
            )
            return wanted
        return replace(wanted, text=self._keep("q", value))

    def _house(self, wanted: Filter, value: str) -> Filter:
        if value not in houses(self.request):
            self._no(self._gettext("There is no house “%(what)s”."), value)
            return wanted
        return replace(wanted, house=self._keep("house", value))

    def _channel(self, wanted: Filter, value: str) -> Filter:
        if value not in self.request.directory.campaign.channels:
            self._no(self._gettext("There is no channel “%(what)s”."), value)
            return wanted
        return replace(wanted, channel=self._keep("channel", value))

    def _person(self, wanted: Filter, value: str) -> Filter:
        if value not in people(self.request):
            self._no(self._gettext("There is no person “%(what)s”."), value)
            return wanted
        return replace(wanted, person=self._keep("person", value))

    def _owner(self, wanted: Filter, value: str) -> Filter:
        if value not in owners(self.request):
            self._no(self._gettext("There is no coordinator “%(what)s”."), value)
            return wanted
        directory = self.request.directory
        return replace(
            wanted,
            owner=self._keep("owner", value),
            able=frozenset(coordinators_able(directory)),
            contact=directory.coordinator.key,
        )

    def _month(self, wanted: Filter, value: str) -> Filter:
        month = month_of(value)
        if month is None:
            self._no(
                self._gettext("“%(what)s” is no month; write it as in 2026-11."),
                value,
            )
            return wanted
        self._keep("month", value)
        return replace(
            wanted,
            from_at=self._begin(month.first),
            to_at=self._begin(month.later(1).first),
        )

    def _late(self, wanted: Filter, value: str) -> Filter:
        if value not in LATE:
            self._no(
                self._gettext("“%(what)s” says nothing about how late a post is."),
                value,
            )
            return wanted
        return replace(wanted, lateness=Lateness(self._keep("late", value)))

    def _decided(self, wanted: Filter, value: str) -> Filter:
        if value not in DECIDED:
            self._no(
                self._gettext("“%(what)s” says nothing about how a post was decided."),
                value,
            )
            return wanted
        return replace(wanted, decided=Decided(self._keep("decided", value)))

    def _state(self, wanted: Filter, values: tuple[str, ...]) -> Filter:
        known = tuple(one for one in values if one == OPEN or one in set(PostState))
        for value in values:
            if value not in known:
                self._no(self._gettext("There is no state “%(what)s”."), value)
        if known:
            self.query["state"] = known
        named = (OPEN_STATES if one == OPEN else (PostState(one),) for one in known)
        states = dict.fromkeys(state for some in named for state in some)
        return replace(wanted, states=tuple(states))

    def _given(self, name: str) -> tuple[str, ...]:
        values = (value.strip() for value in self.request.queries(name))
        return tuple(dict.fromkeys(value for value in values if value))

    def _check_single(self, name: str, values: tuple[str, ...]) -> None:
        if len(values) > 1:
            self.faults.append(
                self._gettext("“%(name)s” can be chosen once; the first one counts.")
                % {"name": name}
            )

    def _keep(self, name: str, value: str) -> str:
        self.query[name] = (value,)
        return value

    def _no(self, sentence: str, what: str) -> None:
        shown = what if what.isprintable() else ascii(what)
        self._fault(sentence % {"what": shown[:40]})

    def _fault(self, sentence: str) -> None:
        left_out = self._gettext("This filter was left out.")
        self.faults.append(f"{sentence} {left_out}")

    def _gettext(self, msgid: str) -> str:
        return self.request.words.gettext(msgid)

    def _begin(self, day: date) -> datetime:
        zone = self.request.directory.campaign.zone
        return datetime.combine(day, time(), zone).astimezone(UTC)


def houses(request: PageRequest) -> Mapping[str, str]:
    """Return the names of the houses that the reader can ask for, by key."""
    visibility = request.visibility
    sees_all = visibility.houses is None or visibility.graphics
    return {
        house.key: house.name
        for house in request.directory.houses.values()
        if sees_all or house.key in (visibility.houses or ())
    }


def people(request: PageRequest) -> Mapping[str, str]:
    """Return the names of the people who may be asked, by key, those in reach."""
    known = houses(request)
    theirs = [request.directory.chancellery.key, request.directory.agency.key]
    return {
        person.key: person.name
        for person in request.directory.people.values()
        if person.role is not Role.AUDITOR
        and (person.house in known or person.house in theirs)
    }


def owners(request: PageRequest) -> Mapping[str, str]:
    """Return the names of the coordinators who can look after posts, by key."""
    directory = request.directory
    return {key: directory.people[key].name for key in coordinators_able(directory)}


def wanted(request: PageRequest, connection: Connection, asked: FilterQuery) -> Filter:
    """Return the filter for the store, which knows no addresses and no lead times."""
    if not asked.wanted.lateness:
        return asked.wanted
    outlooks = request.outlooks(connection)
    around, unmet = request.around(connection), outlooks.unmet(request.now)
    return with_lateness(asked.wanted, request.directory, around, unmet)


def with_lateness(
    wanted: Filter, directory: Directory, around: PageFrame, unmet: frozenset[int]
) -> Filter:
    """Return the filter with what the store needs to find late posts.

    `unmet` are the keys of the posts whose slot cannot be met.
    """
    match wanted.lateness:
        case Lateness.BLOCKED:
            return replace(
                wanted,
                unreachable=unreachable(directory, around),
                unattended=unattended(directory, around),
            )
        case Lateness.AT_RISK:
            return replace(wanted, unmet=unmet)
        case _:
            return wanted
