"""Tabs: how many posts are in each state, and which filters their reader has kept."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    CompoundSelect,
    Connection,
    Row,
    bindparam,
    func,
    literal_column,
    select,
    union_all,
)

from states.post import PostState
from vorlauf.reach import Reach
from vorlauf.store.account_tables import SavedView
from vorlauf.store.queries import POST
from vorlauf.store.tables import table_of
from vorlauf.store.views.scope import Filter, matching, within

_VIEW = table_of(SavedView)
# More posts than this are counted no further if they are narrowed down.
MOST_COUNTED = 10_000


@dataclass(frozen=True)
class Kept:
    """A filter that somebody has saved by a name, as the address says it."""

    name: str
    query: str


@dataclass(frozen=True)
class Tabs:
    """The number of posts by state, every state named, and the kept filters by name.

    `more` if there are more than were counted; without a filter all are.
    """

    counts: dict[PostState, int]
    saved: tuple[Kept, ...]
    more: bool = False


def tabs(  # noqa: PLR0913, one page asks it all
    connection: Connection,
    reach: Reach,
    wanted: Filter,
    *,
    now: datetime,
    person: str,
    page: str,
) -> Tabs:
    """Return the tabs of a page for this reader; states of the filter do not count.

    In one answer: every statement costs a page its time. `now` is aware UTC.
    """
    narrowed = replace(wanted, states=())
    asked = {"now": now, "person": person, "page": page}
    rows = connection.execute(_statement(reach, narrowed), asked).all()
    found = {row.name: int(row.posts) for row in rows if row.what == "state"}
    counted = sum(found.values())
    return Tabs(
        counts={state: found.get(state, 0) for state in PostState},
        saved=tuple(_kept(rows)),
        more=narrowed != Filter() and counted > MOST_COUNTED,
    )


def _kept(rows: Iterable[Row[Any]]) -> list[Kept]:
    kept = [Kept(row.name, row.query) for row in rows if row.what == "view"]
    return sorted(kept, key=lambda one: one.name.casefold())


@lru_cache(maxsize=128)
def _statement(reach: Reach, narrowed: Filter) -> CompoundSelect[Any]:
    some = select(POST.c.state).where(matching(narrowed), within(reach))
    if narrowed != Filter():
        some = some.limit(MOST_COUNTED + 1)
    posts = some.subquery()
    counts = select(
        literal_column("'state'").label("what"),
        posts.c.state.label("name"),
        literal_column("''").label("query"),
        func.count().label("posts"),
    ).group_by(posts.c.state)
    kept = select(
        literal_column("'view'").label("what"),
        _VIEW.c.name,
        _VIEW.c.query,
        literal_column("0").label("posts"),
    ).where(_VIEW.c.person == bindparam("person"), _VIEW.c.page == bindparam("page"))
    return union_all(counts, kept)
