"""The board: posts in columns by state, and the moves from one to another."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from starlette.responses import Response

from dashboard.components import filters, reminders
from dashboard.components.card_moves import dead_ends
from dashboard.components.fair_share import fair_share
from dashboard.components.filters import FilterQuery
from dashboard.components.hold_bar import hold_bar
from dashboard.components.post_flags import FlaggedCard, shown
from dashboard.lists.filter_bar import FilteredPage, bar
from dashboard.web.request import PageRequest
from states.post import PostState
from vorlauf.accounts import saved_filters
from vorlauf.readmodels import board as asks
from vorlauf.readmodels.board import PostCard, StateColumn

PATH: Final = "/board"
FIELDS: Final = ("q", "house", "channel", "person", "owner", "month", "late")
# Cards of a column, and of the whole board: a page has to stay small and quick.
MOST: Final = 20
MOST_ON_BOARD: Final = 42
# What is out or withdrawn leaves the board after this time, unless a month is asked.
RECENT: Final = timedelta(weeks=4)


@dataclass(frozen=True, kw_only=True)
class BoardColumn:
    """A column as it is shown; `more` posts are not, and `href` leads to all of them.

    `whys` say for each state from which no card gets here why that is so.
    """

    state: PostState
    count: int
    cards: tuple[FlaggedCard, ...]
    more: int
    href: str
    whys: Mapping[PostState, str]


def page(request: PageRequest) -> Response:
    """Show the columns."""
    asked = filters.asked(request)
    with request.reading() as connection:
        outlooks = request.outlooks(connection)
        found = asks.board(
            request.scope(connection),
            filters.wanted(request, connection, asked),
            recent_from=request.now - RECENT,
            most=MOST,
        )
        held = hold_bar(request, connection)
        shown_cards = _first(asked, found)
        buttons = reminders.on_cards(
            request, connection, (c for some in shown_cards.values() for c in some)
        )
        saved = saved_filters.of(connection, request.person.key, "board")
    whys = dead_ends(request)
    return request.page(
        "board.html",
        held=held,
        filters=bar(
            request,
            asked,
            FilteredPage(path=PATH, saved_as="board", names=FIELDS),
            saved=saved,
        ),
        piles=[
            BoardColumn(
                state=state,
                count=found[state].count,
                cards=shown(request, some, outlooks, buttons, moves=True),
                more=found[state].count - len(some),
                href=asked.href("/posts", state=state.value),
                whys={
                    source: why for (source, dest), why in whys.items() if dest is state
                },
            )
            for state, some in shown_cards.items()
        ],
        is_recent=asked.wanted.from_at is None,
    )


def _first(
    asked: FilterQuery, found: Mapping[PostState, StateColumn]
) -> Mapping[PostState, Sequence[PostCard]]:
    """Return the cards of each column that fit on the board."""
    states = asked.wanted.states or tuple(PostState)
    cap = fair_share([len(found[state].cards) for state in states], MOST_ON_BOARD)
    return {s: found[s].cards[:cap] for s in PostState if s in states}


PAGES: Final = {"board": page}
