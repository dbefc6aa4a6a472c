"""Restoring a version of a post: what comes of it first, then the act."""

from typing import Final

from starlette.responses import Response

from dashboard.components.conflicts import FIRST_TIME, ShownAgain, seen_in, shown_again
from dashboard.post.previews import ShownPreview, preview
from dashboard.post.undo import undo_fields, undo_of
from dashboard.web.request import PageRequest
from vorlauf.editing import restored_versions
from vorlauf.editing.edits import SavedEdit
from vorlauf.editing.restored_versions import Restoration
from vorlauf.errors import NotFoundError, VorlaufError
from vorlauf.workflow.undo import UNDO_FOR


def page(request: PageRequest) -> Response:
    """Show what restoring a version comes to; nothing is done."""
    return _show(request)


def restore(request: PageRequest) -> Response:
    """Restore the version."""
    number = request.path["number"]
    with request.reading() as connection:
        request.post(connection)
    try:
        wish = _wish(request, seen_in(request))
        with request.writing() as connection:
            done = restored_versions.restore(request.call(connection), wish)
            undo = undo_of(request, connection)
    except VorlaufError as error:
        return _show(request, shown_again(request, error))
    return request.go(
        f"/posts/{number}",
        said=_said(request, wish, done),
        tone="success" if done.changed else "info",
        **undo_fields(undo if done.changed else None),
    )


def _said(request: PageRequest, wish: Restoration, done: SavedEdit) -> str:
    words = request.words
    if not done.changed:
        return words.gettext("Nothing was changed, so nothing was saved.")
    said = words.gettext(
        "Version %(old)s is restored as version %(version)s; the post is in "
        "“%(state)s”."
    )
    return said % {
        "old": wish.version,
        "version": done.version,
        "state": words.state_label(done.state),
    }


def _wish(request: PageRequest, seen: int | None = None) -> Restoration:
    return Restoration(
        number=request.path["number"],
        actor=request.person.key,
        version=request.key("version", "There is no such version."),
        comment=request.form.text("comment"),
        keeps_slot=_keeps_slot(request),
        seen_row_version=seen,
        hold=UNDO_FOR,
    )


def _keeps_slot(request: PageRequest) -> bool:
    return request.form.has("keep_slot") or "keep_slot" in request.query


def _show(request: PageRequest, again: ShownAgain = FIRST_TIME) -> Response:
    with request.reading() as connection:
        post = request.post(connection)
    wish, faults = _wish(request), list(again.faults)
    shown: ShownPreview | None = None
    try:
        shown = preview(
            request, post.number, lambda call: restored_versions.restore(call, wish)
        )
    except NotFoundError:
        raise
    except VorlaufError as error:
        faults = faults or [("", request.say(error))]
    return request.page(
        "post_restore.html",
        status=again.status,
        post=post,
        version=wish.version,
        keeps_slot=wish.keeps_slot,
        shown=shown,
        comment=wish.comment,
        faults=faults,
        conflict=again.conflict,
    )


PAGES: Final = {"post.restoration": page, "post.restore": restore}
