"""The filter bar: a form, the active filters and how to remove each, the saved ones."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from dashboard.components.filters import (
    DECIDED,
    LATE,
    OPEN,
    FilterQuery,
    Month,
    houses,
    month_of,
    owners,
    people,
)
from dashboard.web.request import PageRequest
from states.post import PostState
from vorlauf.readmodels.scope import Lateness

Options = Sequence[tuple[str, str]]

# So many months around this one can be chosen; an address may name any other.
_BEFORE: Final = 6
_AHEAD: Final = 12


@dataclass(frozen=True)
class Chip:
    """A filter in force, and the address of the page without it."""

    label: str
    href: str


class NamedQuery(Protocol):
    """A filter that the reader has saved."""

    @property
    def name(self) -> str:
        """By which it was saved."""

    @property
    def query(self) -> str:
        """How the address says it."""


@dataclass(frozen=True)
class FilterLink:
    """A filter that the reader has saved by a name."""

    name: str
    href: str
    current: bool


@dataclass(frozen=True, kw_only=True)
class FilterBar:
    """What the form of the filters shows; `query` is what would be saved.

    `options` are the choices of each field that the page has; `hidden` are parameters
    of the address that are no filters and stay.
    """

    path: str
    page: str
    asked: FilterQuery
    options: Mapping[str, Options]
    hidden: Sequence[tuple[str, str]]
    chips: Sequence[Chip]
    clear: str
    kept: Sequence[FilterLink]
    query: str


@dataclass(frozen=True)
class FilteredPage:
    """A page that has filters: its path, and under which name they are saved.

    `names` are the filters it has.
    """

    path: str
    saved_as: str
    names: Sequence[str]


def bar(
    request: PageRequest,
    asked: FilterQuery,
    page: FilteredPage,
    *,
    stays: Mapping[str, str] | None = None,
    saved: Iterable[NamedQuery] = (),
) -> FilterBar:
    """Return the bar of a page; `saved` are the reader's own filters.

    `stays` are parameters of the address that are no filters.
    """
    stays = {name: value for name, value in (stays or {}).items() if value}
    query = asked.href("").removeprefix("?")
    return FilterBar(
        path=page.path,
        page=page.saved_as,
        asked=asked,
        options={name: _options(request, asked, name) for name in page.names},
        hidden=[*stays.items(), *_unshown(asked, page.names)],
        chips=list(_chips(request, asked, page.path, stays)),
        clear=FilterQuery().href(page.path, **stays),
        kept=[
            FilterLink(one.name, f"{page.path}?{one.query}", one.query == query)
            for one in saved
        ],
        query=query,
    )


def _unshown(asked: FilterQuery, names: Sequence[str]) -> list[tuple[str, str]]:
    """Return the filters that the form has no field for, so that they stay, too."""
    return [
        (name, value)
        for name, values in asked.query.items()
        if name not in names
        for value in values
    ]


def _options(request: PageRequest, asked: FilterQuery, name: str) -> Options:
    words, campaign = request.words, request.directory.campaign
    found: Iterable[tuple[str, str]] = ()
    match name:
        case "house":
            found = ((k, f"{k.upper()}: {name}") for k, name in houses(request).items())
        case "channel":
            found = ((key, words.channel_label(key)) for key in campaign.channels)
        case "owner":
            found = _owners(request)
        case "person":
            found = sorted(people(request).items(), key=lambda one: one[1].casefold())
        case "month":
            found = _months(request, asked.one("month"))
        case "late":
            found = ((late.value, _late(request, late)) for late in LATE)
        case "decided":
            found = ((way.value, words.label("decided", way)) for way in DECIDED)
        case "state":
            states = ((state.value, words.state_label(state)) for state in PostState)
            found = ((OPEN, words.gettext("Still open")), *states)
    return list(found)


def _owners(request: PageRequest) -> Iterable[tuple[str, str]]:
    """Yield the coordinators, the reader first."""
    known, mine = owners(request), request.person.key
    if mine in known:
        yield mine, request.words.gettext("mine")
    yield from ((key, name) for key, name in known.items() if key != mine)


def _months(request: PageRequest, chosen: str) -> Options:
    today = request.words.local_day(request.now)
    this = Month(today.year, today.month)
    months = [this.later(by) for by in range(-_BEFORE, _AHEAD + 1)]
    other = month_of(chosen)
    if other is not None and other not in months:
        months.append(other)
    months.sort(key=lambda month: month.first)
    return [(str(month), request.words.month(month.first)) for month in months]


def _late(request: PageRequest, late: Lateness) -> str:
    gettext = request.words.gettext
    return {
        Lateness.MISSED: gettext("slot missed"),
        Lateness.OVERDUE: gettext("overdue"),
        Lateness.AT_RISK: gettext("slot cannot be met"),
        Lateness.BLOCKED: gettext("blocked"),
    }.get(late, "")


def _chips(
    request: PageRequest, asked: FilterQuery, path: str, stays: Mapping[str, str]
) -> Iterable[Chip]:
    for name, values in asked.query.items():
        for value in values:
            href = asked.without(name, value).href(path, **stays)
            yield Chip(_said(request, asked, name, value), href)


def _said(request: PageRequest, asked: FilterQuery, name: str, value: str) -> str:
    if name == "q":
        return f"„{value}“" if request.language == "de" else f"“{value}”"
    return dict(_options(request, asked, name)).get(value, value)
