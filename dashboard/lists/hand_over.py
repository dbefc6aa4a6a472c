"""Handing posts over: from one coordinator to another, at once or from a day on."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

from starlette.responses import Response

from dashboard.components.filters import owners
from dashboard.web.common_pages import here_or
from dashboard.web.error_pages import status_of
from dashboard.web.request import PageRequest
from vorlauf.editing.owners import HandOver, hand_over, posts_of
from vorlauf.errors import BadInputError, ConflictError, NotFoundError, RefusedError
from vorlauf.workflow.manual_actions import overseer

_REFUSALS: Final = (BadInputError, ConflictError, NotFoundError, RefusedError)


def page(request: PageRequest) -> Response:
    """Show the form for the posts of the address: some numbers, or all of somebody."""
    return _show(request, request.query)


def make(request: PageRequest) -> Response:
    """Hand the posts over; the new owner gets the note by mail."""
    form = request.form
    given = {name: form.line(name) for name in ("posts", "to", "first", "note", "next")}
    try:
        with request.writing() as connection:
            done = hand_over(
                request.call(connection),
                HandOver(
                    numbers=given["posts"].replace(",", " ").split(),
                    to=given["to"],
                    by=overseer(
                        request.directory, request.person.key, door=request.door
                    ),
                    first_day=_day(request, given["first"]),
                    note=given["note"].strip(),
                    say=request.say,
                ),
            )
    except _REFUSALS as error:
        faults = [("posts", request.say(error))]
        status = 422 if isinstance(error, NotFoundError) else status_of(error)
        return _show(request, given, faults, status)
    said = request.words.ngettext(
        "%(count)s post goes to %(name)s.",
        "%(count)s posts go to %(name)s.",
        len(done.numbers),
    ) % {"count": len(done.numbers), "name": done.to.name}
    return request.go(
        here_or(given["next"], f"/posts?state=open&owner={done.to.key}"), said=said
    )


def _day(request: PageRequest, text: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        sentence = request.words.gettext("Name the day as in 2026-12-03.")
        raise BadInputError(sentence) from error


def _show(
    request: PageRequest,
    given: Mapping[str, str],
    faults: Sequence[tuple[str, str]] = (),
    status: int = 200,
) -> Response:
    known, whose = owners(request), given.get("of", "")
    posts = given.get("posts", "")
    with request.reading() as connection:
        request.around(connection)
        if whose in known:
            posts = " ".join(posts_of(request.call(connection), whose))
    today = request.directory.agency.office.day_of(request.now)
    return request.page(
        "hand_over.html",
        status=status,
        faults=faults,
        posts=posts,
        count=None,
        owners=sorted(known.items(), key=lambda one: one[0] == request.person.key),
        to=given.get("to", ""),
        first=given.get("first") or today.isoformat(),
        note=given.get("note", ""),
        next=given.get("next", ""),
    )


PAGES: Final = {"hand_over": page, "hand_over.make": make}
