"""Undo: the last move of a post is taken back, as long as that is honest."""

from dataclasses import dataclass
from typing import Final

from starlette.responses import Response

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


def undo_of(errand: PageRequest, connection: Connection) -> Undo | None:
    """Return it for the post of the path; None if nothing can be taken back."""
    post = errand.post(connection)
    found = undoing.undoable(connection, post, errand.person.key, errand.now)
    if found is None:
        return None
    return Undo(post.number, errand.words.iso(found.until), post.row_version)


def undo(errand: PageRequest) -> Response:
    """Take back the last move."""
    number = errand.path["number"]
    with errand.reading() as connection:
        errand.post(connection)
    try:
        with errand.writing() as connection:
            undone = undoing.undo(
                connection,
                errand.directory,
                number,
                errand.person.key,
                errand.now,
                seen_row_version=errand.form.number("seen"),
                door=errand.door,
            )
    except VorlaufError as error:
        faults = [("", errand.say(error))]
        status = status_again(error)
        return page.show(errand, status=status, faults=faults)
    words = errand.words
    said = words.gettext("%(number)s is in “%(state)s” again.") % {
        "number": number,
        "state": words.state_label(undone.dest),
    }
    return errand.go(here_or(errand.form.line("next"), f"/posts/{number}"), said=said)


PAGES: Final = {"post.undo": undo}
