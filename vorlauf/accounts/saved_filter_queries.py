"""Questions and statements about the filters that people have kept by a name."""

from typing import Final

from sqlalchemy import Connection, bindparam, delete, func, insert, select, update

from vorlauf.db.tables import SavedView, table_of

VIEW: Final = table_of(SavedView)
_IS_ON_PAGE = (VIEW.c.person == bindparam("who"), VIEW.c.page == bindparam("where"))
_IS_NAMED = (*_IS_ON_PAGE, VIEW.c.name == bindparam("called"))
_ON_PAGE = select(VIEW).where(*_IS_ON_PAGE)
_COUNT = select(func.count()).where(*_IS_ON_PAGE)
_CHANGE = (
    update(VIEW)
    .where(*_IS_NAMED)
    .values(query=bindparam("query_"), saved_at=bindparam("at"))
)
_DROP = delete(VIEW).where(*_IS_NAMED)


def views_of(connection: Connection, person: str, page: str) -> list[SavedView]:
    """Return what a person has kept for a page, by name."""
    rows = connection.execute(_ON_PAGE, {"who": person, "where": page})
    views = [SavedView(**row._asdict()) for row in rows]
    # Each database would put the capitals elsewhere.
    return sorted(views, key=lambda view: (view.name.casefold(), view.name))


def count(connection: Connection, person: str, page: str) -> int:
    """Return how many views a person has kept for a page."""
    found = {"who": person, "where": page}
    return int(connection.execute(_COUNT, found).scalar_one())


def change(connection: Connection, view: SavedView) -> bool:
    """Put another query under a name; say no if there is nothing of that name."""
    found = {"who": view.person, "where": view.page, "called": view.name}
    new = {"query_": view.query, "at": view.saved_at}
    return connection.execute(_CHANGE, {**found, **new}).rowcount == 1


def add(connection: Connection, view: SavedView) -> None:
    """Keep a view under a name that is free."""
    connection.execute(insert(VIEW).values(**view.model_dump()))


def drop(connection: Connection, person: str, page: str, name: str) -> bool:
    """Forget a view; say no if there is none of that name."""
    found = {"who": person, "where": page, "called": name}
    return connection.execute(_DROP, found).rowcount == 1
