"""Saved filters: saving the filter of a page by a name, and deleting it."""

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


def save(request: PageRequest) -> Response:
    """Keep the filter of a page; one of the same name gives way."""
    page, query = _page(request), _query(request.form.line("query"))
    view = saved_filters.View(page=page, name=_name(request), query=query)
    with request.writing() as connection:
        saved_filters.save(connection, request.person.key, view, request.now)
    address = f"{ADDRESSES[page]}?{query}" if query else ADDRESSES[page]
    return request.go(address, said=request.words.gettext("The filter is saved."))


def drop(request: PageRequest) -> Response:
    """Forget a filter."""
    page, name = _page(request), _name(request)
    with request.writing() as connection:
        saved_filters.drop(connection, request.person.key, page, name)
    back = here_or(request.form.line("next"), ADDRESSES[page])
    return request.go(back, said=request.words.gettext("The filter is deleted."))


def _page(request: PageRequest) -> str:
    page = request.form.line("page")
    if page not in ADDRESSES:
        raise BadInputError(request.words.gettext("No page of this name has filters."))
    return page


def _name(request: PageRequest) -> str:
    return " ".join(request.form.text("name").split())


def _query(text: str) -> str:
    """Return the filters of an address, and nothing else that may stand in it."""
    pairs = [(name, value) for name, value in parse_qsl(text) if name in NAMES]
    return urlencode(pairs)


PAGES: Final = {"views.save": save, "views.drop": drop}
