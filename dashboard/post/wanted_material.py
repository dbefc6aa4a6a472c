"""What material a post under way wants: what comes of a change first, then the act."""

from typing import Final

from starlette.responses import Response

from dashboard.components.conflicts import FIRST_TIME, ShownAgain, seen_in, shown_again
from dashboard.post.previews import ShownPreview, preview
from dashboard.post.undo import undo_fields, undo_of
from dashboard.web.request import PageRequest
from vorlauf.db.post_snapshots import PostSnapshot
from vorlauf.editing import material_changes
from vorlauf.editing.material_changes import MaterialChange
from vorlauf.errors import VorlaufError
from vorlauf.workflow.undo import UNDO_FOR


def page(request: PageRequest) -> Response:
    """Show the form; with a choice in the address, what comes of it."""
    return _show(request)


def make(request: PageRequest) -> Response:
    """Let the post want other material."""
    number = request.path["number"]
    with request.reading() as connection:
        post = request.post(connection)
    try:
        wish = _wish(request, post, seen_in(request))
        with request.writing() as connection:
            after = material_changes.change(request.call(connection), wish)
            undo = undo_of(request, connection)
    except VorlaufError as error:
        return _show(request, shown_again(request, error))
    words = request.words
    if _is_same(post, after):
        said = words.gettext("Nothing was changed, so nothing was saved.")
        return request.go(f"/posts/{number}", said=said, tone="info")
    said = words.gettext("The material is changed; the post is in “%(state)s”.")
    return request.go(
        f"/posts/{number}",
        said=said % {"state": words.state_label(after.state)},
        tone="success",
        **undo_fields(undo),
    )


def _is_same(post: PostSnapshot, after: PostSnapshot) -> bool:
    wanted = (after.wants_assets, after.wants_graphics)
    return wanted == (post.wants_assets, post.wants_graphics)


def _wish(
    request: PageRequest, post: PostSnapshot, seen: int | None = None
) -> MaterialChange:
    form = request.form if request.form.has("chosen") else None
    chosen = form is not None or "chosen" in request.query
    has = form.has if form is not None else request.query.__contains__
    is_asked = request.directory.graphics is not None
    return MaterialChange(
        number=post.number,
        actor=request.person.key,
        wants_assets=has("assets") if chosen else None,
        wants_graphics=has("graphics") if chosen and is_asked else None,
        comment=request.form.text("comment") or request.query.get("comment", ""),
        seen_row_version=seen,
        hold=UNDO_FOR,
    )


def _show(request: PageRequest, again: ShownAgain = FIRST_TIME) -> Response:
    with request.reading() as connection:
        post = request.post(connection)
    wish, faults = _wish(request, post), list(again.faults)
    shown: ShownPreview | None = None
    if post.state.is_open and wish.wants_assets is not None:
        try:
            shown = preview(
                request, post.number, lambda call: material_changes.change(call, wish)
            )
        except VorlaufError as error:
            faults = faults or [("", request.say(error))]
    wants = wish.wants_assets, wish.wants_graphics
    return request.page(
        "post_wanted_material.html",
        status=again.status,
        post=post,
        has_graphics=request.directory.graphics is not None,
        wants_assets=post.wants_assets if wants[0] is None else wants[0],
        wants_graphics=post.wants_graphics if wants[1] is None else wants[1],
        found=shown.found if shown else None,
        comment=wish.comment,
        faults=faults,
        conflict=again.conflict,
    )


PAGES: Final = {"post.wanted_material": page, "post.set_wanted_material": make}
