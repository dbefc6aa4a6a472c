"""The register: all posts in a table, sorted and filtered, to act on or to export."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from starlette.responses import Response

from dashboard.components import filters, reminders
from dashboard.components.filters import OPEN, FilterQuery
from dashboard.components.hold_bar import hold_bar
from dashboard.components.post_flags import shown
from dashboard.lists.bulk_preview import offered_to
from dashboard.lists.filter_bar import FilteredPage, bar
from dashboard.web.numbers import number_of
from dashboard.web.request import PageRequest
from states.post import PostState
from states.post_fields import OF_POST
from vorlauf.readmodels import register as asks
from vorlauf.readmodels.register import Sort
from vorlauf.readmodels.register_tabs import Tabs, tabs
from vorlauf.readmodels.scope import OPEN_STATES

PATH: Final = "/posts"
PAGE: Final = "posts"
FIELDS: Final = ("q", "house", "channel", "person", "owner", "month", "late", "decided")
# Posts on one page of the register.
MOST: Final = 50
EXPORT: Final = "/posts/export"
# Digits of a page's number; there are no more posts.


@dataclass(frozen=True, kw_only=True)
class Order:
    """By what the rows are sorted, and which way."""

    sort: Sort
    is_descending: bool

    @property
    def query(self) -> Mapping[str, str]:
        """How the address says it; the usual order needs no saying."""
        said = {} if self.sort is Sort.SLOT else {"sort": self.sort.value}
        return {**said, "dir": "desc"} if self.is_descending else said

    def by(self, sort: Sort) -> "Order":
        """Return the order that a click on a column asks for."""
        is_same = sort is self.sort
        return Order(sort=sort, is_descending=is_same and not self.is_descending)

    def aria(self, sort: Sort) -> str:
        """Return how a column is sorted, as `aria-sort` says it."""
        if sort is not self.sort:
            return "none"
        return "descending" if self.is_descending else "ascending"


@dataclass(frozen=True)
class ColumnHead:
    """A column's head: what it is called, how it is sorted, and where a click leads."""

    label: str
    aria: str
    href: str


@dataclass(frozen=True)
class Tab:
    """A state, the number of its posts, and the address that shows only these.

    `count` is None where it would take too long to count.
    """

    label: str
    count: int | None
    href: str
    is_current: bool


@dataclass(frozen=True)
class RegisterPager:
    """One page of the rows, as the pager shows it: its number, of how many."""

    number: int
    pages: int
    asked: FilterQuery
    order: Order

    def href(self, number: int) -> str:
        """Return the address of another page."""
        page = str(number) if number > 1 else ""
        return self.asked.href(PATH, **self.order.query, page=page)


def page(request: PageRequest) -> Response:
    """Show the rows of the page that is asked for, or lead to the last one there is."""
    asked, order, number = filters.asked(request), order_of(request), _number(request)
    with request.reading() as connection:
        wanted = filters.wanted(request, connection, asked)
        heads = tabs(
            request.scope(connection),
            wanted,
            person=request.person.key,
            page=PAGE,
        )
        outlooks = request.outlooks(connection)
        held = hold_bar(request, connection)
        found = asks.posts(
            request.scope(connection),
            wanted,
            asks.Rows((number - 1) * MOST, MOST),
            sort=order.sort,
            descending=order.is_descending,
        )
        buttons = reminders.on_cards(request, connection, found.rows)
    leaf = RegisterPager(number, max(1, -(-found.count // MOST)), asked, order)
    if not found.rows and number > 1:
        return request.go(leaf.href(min(leaf.pages, number - 1)))
    return request.page(
        "register.html",
        held=held,
        filters=bar(
            request,
            asked,
            FilteredPage(path=PATH, saved_as=PAGE, names=FIELDS),
            stays=order.query,
            saved=heads.saved,
        ),
        rows=shown(request, found.rows, outlooks, buttons, moves=False),
        found=found,
        first=(number - 1) * MOST + 1,
        heads=_heads(request, asked, order),
        tabs=_tabs(request, asked, order, heads, None if found.more else found.count),
        leaf=leaf,
        acts=[(act.key, act.label) for act in offered_to(request)],
        export=EXPORT,
        listed=OF_POST,
    )


def order_of(request: PageRequest) -> Order:
    """Return the order that the address asks for, else the earliest slot first."""
    wish = request.query.get("sort", "")
    sort = Sort(wish) if wish in set(Sort) else Sort.SLOT
    return Order(sort=sort, is_descending=request.query.get("dir") == "desc")


def _number(request: PageRequest) -> int:
    """Return the number of the page that is asked for; nonsense asks for the first."""
    return max(number_of(request.query.get("page", "")), 1)


def _heads(
    request: PageRequest, asked: FilterQuery, order: Order
) -> Mapping[str, ColumnHead]:
    gettext = request.words.gettext
    labels = {
        Sort.NUMBER: gettext("Number"),
        Sort.TITLE: gettext("Title"),
        Sort.STATE: gettext("State"),
        Sort.SLOT: gettext("Slot"),
        Sort.DUE: gettext("Due next"),
    }
    return {
        sort.value: ColumnHead(
            label=label,
            aria=order.aria(sort),
            href=asked.href(PATH, **order.by(sort).query),
        )
        for sort, label in labels.items()
    }


def _tabs(
    request: PageRequest,
    asked: FilterQuery,
    order: Order,
    heads: Tabs,
    shown_count: int | None,
) -> Sequence[Tab]:
    """Return the tabs; of the one that is open the rows have been counted anyhow."""
    states, published = asked.wanted.states, heads.published
    counts = {**heads.counts, PostState.PUBLISHED: published}
    every = None if published is None else published + sum(heads.counts.values())

    def tab(label: str, count: int | None, state: str, *, is_current: bool) -> Tab:
        return Tab(
            label=label,
            count=shown_count if is_current else count,
            href=asked.href(PATH, **{"state": state, **order.query}),
            is_current=is_current,
        )

    open_count = sum(heads.counts.get(state, 0) for state in OPEN_STATES)
    gettext = request.words.gettext
    return [
        tab(gettext("Still open"), open_count, OPEN, is_current=states == OPEN_STATES),
        tab(gettext("All"), every, "", is_current=not states),
        *(
            tab(
                request.words.state_label(state),
                counts[state],
                state.value,
                is_current=states == (state,),
            )
            for state in PostState
        ),
    ]


PAGES: Final = {"register": page}
