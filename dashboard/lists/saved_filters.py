"""Saved filters: keeping what a page shows by a name, and forgetting it."""

from typing import Final
from urllib.parse import parse_qsl, urlencode

from starlette.responses import Response

from dashboard.components.filters import NAMES
from dashboard.web.common_pages import here_or
from dashboard.web.request import PageRequest
from vorlauf.accounts import saved_filters
from vorlauf.errors import BadInputError

# The pages that have filters, and where they are.
ADDRESSES: Final = {"board": "/board", "posts": "/posts", "calendar": "/calendar"}


def save(errand: PageRequest) -> Response:
    """Keep the filter of a page; one of the same name gives way."""
    page, query = _page(errand), _query(errand.form.line("query"))
    view = saved_filters.View(page=page, name=_name(errand), query=query)
    with errand.writing() as connection:
        saved_filters.save(connection, errand.person.key, view, errand.now)
    address = f"{ADDRESSES[page]}?{query}" if query else ADDRESSES[page]
    return errand.go(address, said=errand.words.gettext("The filter is saved."))


def drop(errand: PageRequest) -> Response:
    """Forget a filter."""
    page, name = _page(errand), _name(errand)
    with errand.writing() as connection:
        saved_filters.drop(connection, errand.person.key, page, name)
    back = here_or(errand.form.line("next"), ADDRESSES[page])
    return errand.go(back, said=errand.words.gettext("The filter is deleted."))


def _page(errand: PageRequest) -> str:
    page = errand.form.line("page")
    if page not in ADDRESSES:
        raise BadInputError(errand.words.gettext("No page of this name has filters."))
    return page


def _name(errand: PageRequest) -> str:
    return " ".join(errand.form.text("name").split())


def _query(text: str) -> str:
    """Return the filters of an address, and nothing else that may stand in it."""
    pairs = [(name, value) for name, value in parse_qsl(text) if name in NAMES]
    return urlencode(pairs)


PAGES: Final = {"views.save": save, "views.drop": drop}
