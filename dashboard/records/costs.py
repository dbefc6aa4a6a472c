"""Costs: one line for each invoice; added, removed, put back."""

from typing import Any, Final

from starlette.responses import Response

from dashboard.components.form_errors import given_day, status_again
from dashboard.web.request import PageRequest
from states.post import Role
from vorlauf.errors import VorlaufError
from vorlauf.records.inquiries import cost_queries, costs
from vorlauf.records.inquiries.costs import NewCost

PATH: Final = "/inquiries/costs"
_TEXTS: Final = ("contractor", "contract", "award", "invoice", "house", "note")


def page(request: PageRequest) -> Response:
    """Show all cost entries, and the form of another."""
    return _show(request)


def add(request: PageRequest) -> Response:
    """Keep a cost entry."""
    try:
        with request.writing() as connection:
            wanted = NewCost(**_typed(request))
            (kept,) = costs.add(request.call(connection), [wanted], request.person.key)
    except VorlaufError as error:
        return _show(request, error)
    said = request.words.gettext("Cost entry %(id)s is kept.") % {"id": kept.id}
    return request.go(PATH, said=said)


def act(request: PageRequest) -> Response:
    """Remove an entry, or let a removed one count again."""
    key = request.key("cost", "There is no such cost entry.")
    is_back = request.form.has("restore")
    do = costs.restore if is_back else costs.remove
    with request.writing() as connection:
        do(request.call(connection), key, request.person.key)
    said = (
        request.words.gettext("Cost entry %(id)s counts again.")
        if is_back
        else request.words.gettext("Cost entry %(id)s is removed.")
    )
    return request.go(PATH, said=said % {"id": key})


def _typed(request: PageRequest) -> dict[str, Any]:
    form = request.form
    numbers = form.text("posts").replace(",", " ").split()
    return {
        **{name: form.text(name) for name in _TEXTS},
        "gross_cents": costs.cents_of(form.text("gross")),
        "first_day": given_day(request, form.line("first_day")),
        "last_day": given_day(request, form.line("last_day")),
        "is_media": form.has("is_media"),
        "posts": tuple(numbers),
    }


def _show(request: PageRequest, error: VorlaufError | None = None) -> Response:
    with request.reading() as connection:
        request.around(connection)
        entries = cost_queries.cost_entries(connection, removed=True)
    form = request.form
    names = (*_TEXTS, "gross", "first_day", "last_day", "posts")
    return request.page(
        "costs.html",
        status=status_again(error) if error else 200,
        faults=[("", request.say(error))] if error else [],
        entries=[
            (one, costs.euros(one.gross_cents, request.language)) for one in entries
        ],
        total=costs.euros(
            sum(one.gross_cents for one in entries if one.removed_at is None),
            request.language,
        ),
        typed={name: form.text(name) if error else "" for name in names},
        is_media=bool(error) and form.has("is_media"),
        houses=[(key, house.name) for key, house in request.directory.houses.items()],
        may_change=request.person.role is Role.COORDINATOR,
    )


PAGES: Final = {"costs": page, "costs.add": add, "costs.act": act}
