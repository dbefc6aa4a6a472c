"""The topics: found, sorted, proposed ones first, beside the balance of the year."""

from dataclasses import dataclass
from typing import Final

from starlette.responses import Response

from dashboard.plan.page import plan_year
from dashboard.web.numbers import number_of
from dashboard.web.request import PageRequest
from dashboard.web.templates import url
from states.post import Role
from vorlauf.db.topic_tables import TopicState
from vorlauf.editing.new_posts import takes_part
from vorlauf.plan.findings import BalanceKind
from vorlauf.plan.topics import topic_queries
from vorlauf.plan.topics.topic_balance import TopicBalance, topic_balance
from vorlauf.plan.topics.topic_list import TopicFilter, TopicSort, listed, readable

PATH: Final = "/plan/topics"
# Topics on one page.
MOST: Final = 50
_ALL: Final = "all"
_WAITING: Final = frozenset({TopicState.OPEN, TopicState.PROPOSED})


@dataclass(frozen=True, kw_only=True)
class TopicPager:
    """One page of the topics: its number, of how many, and the query that led here."""

    number: int
    pages: int
    query: dict[str, str]

    def href(self, number: int) -> str:
        """Return the address of another page."""
        return url(PATH, **{**self.query, "page": str(number) if number > 1 else ""})


def page(request: PageRequest) -> Response:
    """Show the topics that are looked for, and how topics and posts are split."""
    year = plan_year(request, request.query.get("year", ""))
    year = year or request.words.local_day(request.now).year
    query = {name: request.query.get(name, "") for name in _NAMES}
    wanted = _filter(request, query)
    with request.reading() as connection:
        request.around(connection)
        call = request.call(connection)
        known = topic_queries.all_topics(connection, request.directory)
        topics = readable(known, request.person.role)
        balance = topic_balance(call, topics, year)
        found = listed(topics, wanted, call.today)
    pages = max(1, -(-len(found) // MOST))
    number = min(max(number_of(request.query.get("page", "")), 1), pages)
    themes = sorted({one.theme for one in topics if one.theme})
    return request.page(
        "topics.html",
        found=found[(number - 1) * MOST : number * MOST],
        count_found=len(found),
        first=(number - 1) * MOST + 1,
        proposed=sum(one.state is TopicState.PROPOSED for one in topics),
        kept=len(topics),
        query=query,
        wanted=wanted,
        year=year,
        splits=by_kind(balance),
        leaf=TopicPager(number=number, pages=pages, query=query),
        houses=[
            (house.key, house.name)
            for house in request.directory.houses.values()
            if takes_part(house)
        ],
        themes=[(theme, theme) for theme in themes],
        states=[
            *((one.value, request.words.label("topic", one)) for one in TopicState),
            (_ALL, request.words.gettext("all")),
        ],
        sorts=[
            (one.value, request.words.label("topic sort", one)) for one in TopicSort
        ],
        may_change=request.person.role is Role.COORDINATOR,
    )


_NAMES: Final = ("q", "house", "theme", "state", "sort", "dir")


def by_kind(
    balance: list[TopicBalance],
) -> list[tuple[BalanceKind, list[TopicBalance]]]:
    """Return the balances by kind, each kind of which there is anything to say."""
    # Of thirty houses those matter of which something was agreed, or is kept.
    said = [one for one in balance if one.agreed != 0 or one.topics or one.more]
    kinds = dict.fromkeys(one.kind for one in said)
    return [(kind, [one for one in said if one.kind is kind]) for kind in kinds]


def _filter(request: PageRequest, query: dict[str, str]) -> TopicFilter:
    """Return what the address asks for; nonsense asks for nothing."""
    state, sort = query["state"], query["sort"]
    states = frozenset(TopicState) if state == _ALL else _WAITING
    if state in set(TopicState):
        states = frozenset({TopicState(state)})
    return TopicFilter(
        text=query["q"],
        house=query["house"] if query["house"] in request.directory.houses else "",
        theme=query["theme"],
        states=states,
        sort=TopicSort(sort) if sort in set(TopicSort) else TopicSort.DAY,
        descending=query["dir"] == "desc",
    )


PAGES: Final = {"plan.topics": page}
