"""Holds: what is on hold, putting posts on hold, and letting them go on."""

from collections.abc import Mapping
from datetime import date
from typing import Final

from starlette.responses import Response

from dashboard.lists.hold import acting, line_of
from dashboard.web.error_pages import status_of
from dashboard.web.numbers import number_of
from dashboard.web.request import PageRequest
from vorlauf.db.hold_tables import HoldScope
from vorlauf.errors import (
    BadInputError,
    ConflictError,
    NotFoundError,
    RefusedError,
    VorlaufError,
)
from vorlauf.posts import hold_queries
from vorlauf.scheduling import holds as engine
from vorlauf.scheduling.hold_orders import HoldOrder
from vorlauf.scheduling.holds import Placed
from vorlauf.workflow.undo import UNDO_FOR

# What a coordinator may choose; days are closed in stakeholders.toml.
SCOPES: Final = tuple(one for one in HoldScope if one is not HoldScope.CLOSED_DAYS)
_REFUSALS: Final = (BadInputError, ConflictError, NotFoundError, RefusedError)
_SEEN: Final = "seen-"


def page(request: PageRequest) -> Response:
    """Show what is on hold, and the form; nothing is done."""
    return _show(request, _asked(request.query))


def preview(request: PageRequest) -> Response:
    """Show what a hold would do to each post."""
    asked = _asked(dict(request.form.fields))
    try:
        with request.reading() as connection:
            placed = engine.preview(request.call(connection), _order(request, asked))
    except _REFUSALS as error:
        return _show(request, asked, error=error)
    return _show(request, asked, placed=placed)


def begin(request: PageRequest) -> Response:
    """Put on hold what was shown."""
    asked = _asked(dict(request.form.fields))
    seen = {
        number: number_of(version)
        for number, version in request.form.named(_SEEN).items()
        if number_of(version)
    }
    try:
        order = _order(request, asked, seen)
        with request.writing() as connection:
            placed = engine.place(request.call(connection), order, acting(request))
    except _REFUSALS as error:
        return _show(request, asked, error=error)
    said = request.words.ngettext(
        "%(n)s post is on hold. For half a minute nobody hears of it: until then "
        "ending the hold undoes it.",
        "%(n)s posts are on hold. For half a minute nobody hears of it: until then "
        "ending the hold undoes it.",
        len(placed.posts),
    ) % {"n": len(placed.posts)}
    return request.go(f"/holds/{placed.hold_id}", said=said)


def _asked(given: Mapping[str, str]) -> dict[str, str]:
    names = ("scope", "posts", "week", "channel", "house", "reason", "last_day")
    asked = {name: str(given.get(name, "")).strip() for name in names}
    if not asked["scope"]:
        asked["scope"] = HoldScope.POSTS.value
    return asked


def _order(
    request: PageRequest,
    asked: Mapping[str, str],
    seen: Mapping[str, int] | None = None,
) -> HoldOrder:
    gettext = request.words.gettext
    if asked["scope"] not in {scope.value for scope in SCOPES}:
        raise BadInputError(gettext("Choose what is to be put on hold."))
    scope = HoldScope(asked["scope"])
    try:
        last = date.fromisoformat(asked["last_day"]) if asked["last_day"] else None
    except ValueError as error:
        raise BadInputError(gettext("Name the last day, or none.")) from error
    return HoldOrder(
        scope=scope,
        what=asked.get(scope.value, ""),
        numbers=tuple(asked["posts"].replace(",", " ").split()),
        reason=asked["reason"],
        last_day=last,
        hold=UNDO_FOR,
        seen=seen,
    )


def _show(
    request: PageRequest,
    asked: Mapping[str, str],
    *,
    placed: Placed | None = None,
    error: VorlaufError | None = None,
) -> Response:
    with request.reading() as connection:
        request.around(connection)
        found = hold_queries.open_holds(connection)
        held = hold_queries.held_slots(connection, [hold.id for hold in found])
        lines = [line_of(request, hold, held[hold.id]) for hold in found]
    return request.page(
        "holds.html",
        status=200 if error is None else _status(error),
        faults=[] if error is None else [("", request.say(error))],
        asked=asked,
        scopes=SCOPES,
        placed=placed,
        lines=lines,
    )


def _status(error: VorlaufError) -> int:
    """Return the status; a post that was typed and is not there is no lost page."""
    return 422 if isinstance(error, NotFoundError) else status_of(error)


PAGES: Final = {
    "holds": page,
    "holds.preview": preview,
    "holds.begin": begin,
}
