"""The houses of a post that is under way: who joins, who leaves, what comes of it."""

from collections.abc import Sequence
from typing import Final

from starlette.responses import Response

from dashboard.components.conflicts import FIRST_TIME, ShownAgain, conflict, seen_in
from dashboard.components.form_errors import status_again
from dashboard.post.undo import undo_fields, undo_of
from dashboard.web.request import PageRequest
from vorlauf.db.engine import trying
from vorlauf.editing import house_changes
from vorlauf.editing.house_changes import HouseChange, HousesPreview
from vorlauf.editing.new_posts import takes_part
from vorlauf.errors import VorlaufError
from vorlauf.workflow.steps import houses_gone
from vorlauf.workflow.undo import UNDO_FOR


def page(request: PageRequest) -> Response:
    """Show the form; with houses in the address, what comes of them."""
    return _show(request, request.queries("house"))


def make(request: PageRequest) -> Response:
    """Let other houses take part."""
    number, wanted = request.path["number"], request.form.many("house")
    with request.reading() as connection:
        request.post(connection)
    try:
        with request.writing() as connection:
            found = house_changes.change(
                request.call(connection),
                HouseChange(
                    number=number,
                    actor=request.person.key,
                    houses=tuple(wanted),
                    comment=request.form.text("comment"),
                    seen_row_version=seen_in(request),
                    hold=UNDO_FOR,
                ),
            )
            undo = undo_of(request, connection)
    except VorlaufError as error:
        return _again(request, error, wanted)
    is_changed = bool(found.added or found.removed)
    return request.go(
        f"/posts/{number}",
        said=_said(request, found),
        tone="success" if is_changed else "info",
        **undo_fields(undo if is_changed else None),
    )


def _said(request: PageRequest, found: HousesPreview) -> str:
    words = request.words
    if not found.added and not found.removed:
        return words.gettext("Nothing was changed, so nothing was saved.")
    said = words.gettext("The houses are changed; the post is in “%(state)s”.")
    return said % {"state": words.state_label(found.state)}


def _again(
    request: PageRequest, error: VorlaufError, wanted: Sequence[str]
) -> Response:
    with request.reading() as connection:
        post = request.post(connection)
        found = conflict(request, connection, post)
    again = ShownAgain([("", request.say(error))], status_again(error), found)
    return _show(request, wanted, again)


def _show(
    request: PageRequest, wanted: Sequence[str], again: ShownAgain = FIRST_TIME
) -> Response:
    faults = list(again.faults)
    with request.reading() as connection:
        post = request.post(connection)
        found = None
    if wanted:
        wish = HouseChange(
            number=post.number,
            actor=request.person.key,
            houses=tuple(wanted),
            comment=request.form.text("comment"),
        )
        with trying(request.wiring.engine) as connection:
            try:
                found = house_changes.foresee(request.call(connection), wish)
            except VorlaufError as error:
                faults = faults or [("", request.say(error))]
    directory = request.directory
    known = [one for one in directory.houses.values() if takes_part(one)]
    return request.page(
        "post_houses.html",
        status=again.status,
        post=post,
        choices=[*houses_gone(post, directory), *(one.key for one in known)],
        gone=houses_gone(post, directory),
        wanted=wanted or post.houses,
        found=found,
        comment=request.form.text("comment") or request.query.get("comment", ""),
        faults=faults,
        conflict=again.conflict,
    )


PAGES: Final = {"post.houses": page, "post.set_houses": make}
