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
from vorlauf.editing.material_changes import MATERIAL
from vorlauf.errors import VorlaufError
from vorlauf.workflow import undo as undoing
from vorlauf.workflow.undo import EDITS


@dataclass(frozen=True)
class Undo:
    """What the next page needs to offer taking a move back."""

    number: str
    until: str
    seen: int


def undo_of(
    request: PageRequest, connection: Connection, number: str | None = None
) -> Undo | None:
    """Return it for a post, else that of the path; None if nothing can be undone."""
    post = request.post(connection, number)
    found = undoing.undoable(connection, post, request.person.key, request.now)
    if found is None:
        return None
    return Undo(post.number, request.words.iso(found.until), post.row_version)


def undo_fields(undo: Undo | None) -> dict[str, object]:
    """Return what the next page is told of an act that can be taken back."""
    if undo is None:
        return {}
    return {
        "undo_number": undo.number,
        "undo_until": undo.until,
        "undo_seen": undo.seen,
    }


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
    said = words.gettext("%(number)s is in “%(state)s” again.")
    if undone.event in EDITS - {MATERIAL}:
        said = words.gettext(
            "Version %(version)s of %(number)s holds again, in “%(state)s”, and so "
            "does what was decided on it."
        )
    said %= {
        "number": number,
        "version": undone.version,
        "state": words.state_label(undone.dest),
    }
    return request.go(here_or(request.form.line("next"), f"/posts/{number}"), said=said)


PAGES: Final = {"post.undo": undo}
