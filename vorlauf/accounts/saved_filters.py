"""Saved filters: filters of a page that somebody has kept by a name."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import Connection

from states.messages import Quoted, msg, phrase
from vorlauf.accounts import saved_filter_queries as kept
from vorlauf.db import accounts
from vorlauf.db.tables import SavedView
from vorlauf.errors import BadInputError, NotFoundError, RefusedError
from vorlauf.text import check_line

LONGEST_NAME, LONGEST_QUERY = 60, 2000  # characters
MOST: Final = 50  # of one person for one page
_PAGE: Final = re.compile("[a-z_]{1,40}")
_QUERY: Final = re.compile("[!-~]*")


@dataclass(frozen=True, kw_only=True)
class View:
    """A kept filter: the page it is for, its name, and the query of its address."""

    page: str
    name: str
    query: str


def of(connection: Connection, person: str, page: str) -> list[View]:
    """Return what a person (a key) has kept for a page, by name."""
    return [
        View(page=one.page, name=one.name, query=one.query)
        for one in kept.views_of(connection, person, page)
    ]


def save(connection: Connection, person: str, view: View, now: datetime) -> None:
    """Keep a view; another of the same name is overwritten.

    Raises `BadInputError` for an odd name, page or query, `RefusedError` beyond fifty.
    """
    named = SavedView(
        person=person,
        page=view.page,
        name=view.name.strip(),
        query=view.query,
        saved_at=now,
    )
    _check(named)
    accounts.hold(connection, person)
    if kept.change(connection, named):
        return
    if kept.count(connection, person, view.page) >= MOST:
        raise RefusedError(
            msg("There are {most} saved views already; drop one of them.", most=MOST)
        )
    kept.add(connection, named)


def drop(connection: Connection, person: str, page: str, name: str) -> None:
    """Forget a view. Raises `NotFoundError` if there is none of that name."""
    if not kept.drop(connection, person, page, name.strip()):
        raise NotFoundError(
            msg("There is no saved view {view}.", view=Quoted(name.strip()))
        )


def _check(view: SavedView) -> None:
    check_line(phrase("subject", "The name of the view"), view.name)
    if not 1 <= len(view.name) <= LONGEST_NAME:
        raise BadInputError(
            msg(
                "The name of a view has 1 to {longest} characters; choose another.",
                longest=LONGEST_NAME,
            )
        )
    if not _PAGE.fullmatch(view.page):
        raise BadInputError(msg("There is no such page whose view could be kept."))
    if len(view.query) > LONGEST_QUERY or not _QUERY.fullmatch(view.query):
        raise BadInputError(
            msg("This filter cannot be kept; choose fewer houses or fewer words.")
        )
