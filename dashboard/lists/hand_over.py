"""Handing posts over: from one coordinator to another, at once or from a day on."""

from collections.abc import Mapping, Sequence
from typing import Final

from starlette.responses import Response

from dashboard.components.filters import owners
from dashboard.components.form_errors import given_day
from dashboard.web.common_pages import here_or
from dashboard.web.error_pages import status_of
from dashboard.web.request import PageRequest
from vorlauf.db.engine import trying
from vorlauf.editing.owner_undo import take_back, together
from vorlauf.editing.owners import HandedOver, HandOver, hand_over, posts_of
from vorlauf.errors import (
    BadInputError,
    ConflictError,
    NotFoundError,
    RefusedError,
    VorlaufError,
)
from vorlauf.workflow.manual_actions import overseer

_REFUSALS: Final = (BadInputError, ConflictError, NotFoundError, RefusedError)


def page(request: PageRequest) -> Response:
    """Show the form for the posts of the address: some numbers, or all of somebody."""
    return _show(request, request.query)


def preview(request: PageRequest) -> Response:
    """Show which posts would go to whom; nothing is done."""
    given = _given(request)
    try:
        with trying(request.wiring.engine) as connection:
            done = hand_over(request.call(connection), _wanted(request, given))
    except _REFUSALS as error:
        return _refused(request, given, error)
    return _show(request, given, shown=done)


def make(request: PageRequest) -> Response:
    """Hand the posts over; the new owner gets the note by mail."""
    given = _given(request)
    try:
        with request.writing() as connection:
            done = hand_over(request.call(connection), _wanted(request, given))
    except _REFUSALS as error:
        return _refused(request, given, error)
    said = request.words.ngettext(
        "%(count)s post goes to %(name)s.",
        "%(count)s posts go to %(name)s.",
        len(done.numbers),
    ) % {"count": len(done.numbers), "name": done.to.name}
    to = here_or(given["next"], f"/posts?state=open&owner={done.to.key}")
    what = next(iter(done.numbers), "")
    at = "/hand-over/undo" if what else ""
    return request.go(to, said=said, undo_at=at, undo_what=what)


def undo(request: PageRequest) -> Response:
    """Take back the hand-over of a post, with all that went with it at once."""
    back = here_or(request.form.line("next"), "/posts")
    by = overseer(request.directory, request.person.key, door=request.door)
    try:
        with request.writing() as connection:
            call = request.call(connection)
            taken = take_back(call, together(call, request.form.line("what")), by)
    except _REFUSALS as error:
        return request.go(back, said=request.say(error), tone="warning")
    said = request.words.ngettext(
        "%(count)s post is looked after as before.",
        "%(count)s posts are looked after as before.",
        len(taken),
    )
    return request.go(back, said=said % {"count": len(taken)})


def _given(request: PageRequest) -> Mapping[str, str]:
    names = ("posts", "to", "first", "note", "next")
    return {name: request.form.line(name) for name in names}


def _wanted(request: PageRequest, given: Mapping[str, str]) -> HandOver:
    return HandOver(
        numbers=given["posts"].replace(",", " ").split(),
        to=given["to"],
        by=overseer(request.directory, request.person.key, door=request.door),
        first_day=given_day(request, given["first"]) if given["first"] else None,
        note=given["note"].strip(),
        say=request.say,
    )


def _refused(
    request: PageRequest, given: Mapping[str, str], error: VorlaufError
) -> Response:
    faults = [("posts", request.say(error))]
    status = 422 if isinstance(error, NotFoundError) else status_of(error)
    return _show(request, given, faults, status)


def _show(
    request: PageRequest,
    given: Mapping[str, str],
    faults: Sequence[tuple[str, str]] = (),
    status: int = 200,
    shown: HandedOver | None = None,
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
        shown=shown,
        posts=posts,
        count=None,
        owners=sorted(known.items(), key=lambda one: one[0] == request.person.key),
        to=given.get("to", ""),
        first=given.get("first") or today.isoformat(),
        note=given.get("note", ""),
        next=given.get("next", ""),
    )


PAGES: Final = {
    "hand_over": page,
    "hand_over.preview": preview,
    "hand_over.make": make,
    "hand_over.undo": undo,
}
