"""Undo: the last move of a post is taken back before anybody has heard of it."""

from dataclasses import dataclass
from typing import Final

from starlette.responses import Response

from dashboard.components.conflicts import seen_in
from dashboard.components.form_errors import status_again
from dashboard.post import page
from dashboard.web.common_pages import here_or
from dashboard.web.request import PageRequest
from vorlauf.db.engine import Connection
from vorlauf.errors import VorlaufError
from vorlauf.workflow import undo as undoing


@dataclass(frozen=True)
class Undo:
    """What the next page needs to offer taking a move back."""

    number: str
    until: str
    seen: int


def undo_of(request: PageRequest, connection: Connection) -> Undo | None:
    """Return it for the post of the path; None if nothing can be taken back."""
    post = request.post(connection)
    found = undoing.undoable(connection, post, request.person.key, request.now)
    if found is None:
        return None
    return Undo(post.number, request.words.iso(found.until), post.row_version)


def undo(request: PageRequest) -> Response:
    """Take back the last move."""
    number = request.path["number"]
    with request.reading() as connection:
        request.post(connection)
    try:
        with request.writing() as connection:
            undone = undoing.undo(
                request.call(connection),
                number,
                request.person.key,
                seen_row_version=seen_in(request),
            )
    except VorlaufError as error:
        faults = [("", request.say(error))]
        status = status_again(error)
        return page.show(request, status=status, faults=faults)
    words = request.words
    said = words.gettext("%(number)s is in “%(state)s” again.") % {
        "number": number,
        "state": words.state_label(undone.dest),
    }
    return request.go(here_or(request.form.line("next"), f"/posts/{number}"), said=said)


PAGES: Final = {"post.undo": undo}
