"""Filling a plan from open topics: shown with the reasons, then taken as shown."""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Final
from urllib.parse import urlencode

from starlette.responses import Response

from dashboard.plan.page import plan_year
from dashboard.web.error_pages import status_of
from dashboard.web.form import Form
from dashboard.web.request import PageRequest
from states.messages import msg
from vorlauf.errors import BadInputError, VorlaufError
from vorlauf.plan.proposals.filling import (
    Filling,
    FillWish,
    fill,
    take_back,
    take_topics,
)

_TO: Final = "to-"
_NUMBER: Final = re.compile(r"[0-9]{4}-[0-9]{3,6}")
_QUARTERS: Final = ("1", "2", "3", "4")


def page(request: PageRequest) -> Response:
    """Show which topics the plan may be filled with; nothing is made."""
    wish = _wish(
        request, request.query.get("year", ""), request.query.get("quarter", "")
    )
    return _show(request, wish, _found(request, wish))


def take(request: PageRequest) -> Response:
    """Make drafts of the topics that were ticked, with the slots that were shown."""
    form = request.form
    wish = _wish(request, form.line("year"), form.line("quarter"))
    try:
        shown = {int(key): _slot(form, key) for key in _ticked(form)}
        with request.writing() as connection:
            call = request.call(connection)
            numbers = take_topics(call, wish, shown, request.person.key)
    except VorlaufError as error:
        return _show(request, wish, _found(request, wish), error)
    said = request.words.ngettext(
        "%(num)s draft was made of a topic.",
        "%(num)s drafts were made of topics.",
        len(numbers),
    ) % {"num": len(numbers)}
    return request.go(_there(wish, numbers), said=said)


def back(request: PageRequest) -> Response:
    """Take the drafts of one filling back, all of them."""
    form = request.form
    wish = _wish(request, form.line("year"), form.line("quarter"))
    numbers = form.many("made")
    try:
        with request.writing() as connection:
            take_back(request.call(connection), numbers, request.person.key)
    except VorlaufError as error:
        return _show(request, wish, _found(request, wish), error)
    said = request.words.ngettext(
        "%(num)s draft was taken back; its topic is open again.",
        "%(num)s drafts were taken back; their topics are open again.",
        len(numbers),
    ) % {"num": len(numbers)}
    return request.go(_there(wish), said=said)


def _there(wish: FillWish, made: Sequence[str] = ()) -> str:
    """Return the address of the page with the drafts that were just made."""
    year = [("year", str(wish.year))] if wish.year else []
    quarter = [("quarter", str(wish.quarter))] if wish.quarter else []
    query = urlencode([*year, *quarter, *(("made", number) for number in made)])
    return f"/plan/filling?{query}" if query else "/plan/filling"


def _made(request: PageRequest) -> list[str]:
    """Return the drafts that the page was left with; after a refusal they stay."""
    return request.queries("made") or request.form.many("made")


def _ticked(form: Form) -> list[str]:
    return [key for key in form.many("take") if key.isascii() and key.isdecimal()]


def _slot(form: Form, key: str) -> datetime:
    try:
        slot_at = datetime.fromisoformat(form.line(f"{_TO}{key}"))
    except ValueError:
        slot_at = datetime.min  # noqa: DTZ901 - no slot at all
    if slot_at.tzinfo is None:
        raise BadInputError(msg("The slot of topic {key} is missing.", key=key))
    return slot_at


def _wish(request: PageRequest, year: str, quarter: str) -> FillWish:
    chosen = int(quarter) if quarter in _QUARTERS else None
    return FillWish(year=plan_year(request, year), quarter=chosen)


def _found(request: PageRequest, wish: FillWish) -> Filling:
    with request.reading() as connection:
        request.around(connection)
        return fill(request.call(connection), wish, request.person.key)


def _show(
    request: PageRequest,
    wish: FillWish,
    found: Filling,
    error: VorlaufError | None = None,
) -> Response:
    return request.page(
        "plan_filling.html",
        status=status_of(error) if error else 200,
        faults=[("", request.say(error))] if error else [],
        found=found,
        wish=wish,
        ticked=request.form.many("take") if error else None,
        made=[one for one in _made(request) if _NUMBER.fullmatch(one)],
        to=_TO,
    )


PAGES: Final = {
    "plan.filling": page,
    "plan.take_filling": take,
    "plan.filling_back": back,
}
