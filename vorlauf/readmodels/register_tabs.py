"""Register tabs: the number of posts in each state, and a reader's saved filters."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Row,
    Select,
    bindparam,
    func,
    literal_column,
    select,
    union_all,
)

from states.post import PostState
from vorlauf.db.account_tables import SavedView
from vorlauf.db.post_snapshots import POST
from vorlauf.db.tables import table_of
from vorlauf.posts.visibility import EVERYTHING, Visibility
from vorlauf.readmodels.scope import Filter, ReadScope, matching, within

_VIEW = table_of(SavedView)
_NO_FILTER = Filter()
# Most posts are published after some years; to count them takes longer than a page may.
_COUNTED: list[PostState] = [
    state for state in PostState if state is not PostState.PUBLISHED
]


@dataclass(frozen=True)
class SavedFilter:
    """A filter that somebody has saved by a name, as the address says it."""

    name: str
    query: str


@dataclass(frozen=True)
class Tabs:
    """The number of posts by state, and the kept filters by name.

    `published` is None where it is not counted: with a filter, or a narrow reach.
    """

    counts: dict[PostState, int]
    published: int | None
    saved: tuple[SavedFilter, ...]


def tabs(scope: ReadScope, wanted: Filter, *, person: str, page: str) -> Tabs:
    """Return the tabs of a page for this reader; states of the filter do not count.

    In one answer: every statement costs a page its time.
    """
    narrowed = replace(wanted, states=())
    asked = {"now": scope.now, "person": person, "page": page}
    rows = scope.connection.execute(_statement(scope.visibility, narrowed), asked).all()
    found = {row.name: int(row.posts) for row in rows if row.what == "state"}
    counts: dict[PostState, int] = {s: found.get(s, 0) for s in _COUNTED}
    # Posts are never deleted, and their keys have no gaps.
    last_key = next((row.posts or 0 for row in rows if row.what == "last"), None)
    return Tabs(
        counts=counts,
        published=None if last_key is None else last_key - sum(counts.values()),
        saved=tuple(_kept(rows)),
    )


def _kept(rows: Iterable[Row[Any]]) -> list[SavedFilter]:
    kept = [SavedFilter(row.name, row.query) for row in rows if row.what == "view"]
    return sorted(kept, key=lambda one: one.name.casefold())


@lru_cache(maxsize=128)
def _statement(visibility: Visibility, narrowed: Filter) -> CompoundSelect[Any]:
    nothing: ColumnElement[str] = literal_column("''")
    counts = (
        select(
            literal_column("'state'").label("what"),
            POST.c.state.label("name"),
            nothing.label("query"),
            func.count().label("posts"),
        )
        .where(POST.c.state.in_(_COUNTED), matching(narrowed), within(visibility))
        .group_by(POST.c.state)
    )
    kept = select(
        literal_column("'view'"), _VIEW.c.name, _VIEW.c.query, literal_column("0")
    ).where(_VIEW.c.person == bindparam("person"), _VIEW.c.page == bindparam("page"))
    if narrowed != _NO_FILTER or visibility != EVERYTHING:
        return union_all(counts, kept)
    last: Select[Any, Any, Any, Any] = select(
        literal_column("'last'"), nothing, nothing, func.max(POST.c.id)
    )
    return union_all(counts, kept, last)
