"""Moves of a post by hand: the form, and making one."""

from collections.abc import Sequence
from typing import Final

from starlette.responses import Response

from dashboard.components.channel_previews import host_of, previews
from dashboard.components.conflicts import (
    NONE,
    Conflict,
    conflict,
    is_done_already,
    late,
    seen_in,
)
from dashboard.components.form_errors import CONFLICT, status_again
from dashboard.components.picture_cards import shown
from dashboard.post.move_form import move_form, permalinks_of, trigger_of
from dashboard.post.undo import Undo, undo_of
from dashboard.web.common_pages import here_or
from dashboard.web.request import PageRequest
from states.moves import needs_comment
from states.post import Role, Trigger
from vorlauf.db.post_snapshots import PostSnapshot
from vorlauf.editing.feasibility import ways_back
from vorlauf.errors import BadInputError, ConflictError, VorlaufError
from vorlauf.posts.channels import channels_of
from vorlauf.workflow.action import Decision, Moved
from vorlauf.workflow.decisions import decide
from vorlauf.workflow.undo import UNDO_FOR

Faults = Sequence[tuple[str, str]]
_UNUSABLE: Final = 422


def page(request: PageRequest) -> Response:
    """Show the form of a move."""
    trigger = trigger_of(request)
    if trigger is Trigger.REVISE and request.person.role is Role.COORDINATOR:
        return request.go(f"/posts/{request.path['number']}/edit")
    return _show(request, trigger)


def make(request: PageRequest) -> Response:
    """Make a move."""
    trigger = trigger_of(request)
    with request.reading() as connection:
        post = request.post(connection)
    if needs_comment(trigger) and not request.form.line("comment"):
        gettext = request.words.gettext
        why = gettext("Write a reason; whoever is concerned reads it.")
        return _show(request, trigger, [("comment", why)], _UNUSABLE)
    try:
        decision = _decision(request, post, trigger)
        with request.writing() as connection:
            moved = decide(request.call(connection), decision)
            undo = undo_of(request, connection)
    except ConflictError as error:
        return _second(request, trigger, error)
    except VorlaufError as error:
        faults = _faults(request, trigger, error)
        return _show(request, trigger, faults, status_again(error))
    return _done(request, moved, undo)


def _decision(request: PageRequest, post: PostSnapshot, trigger: Trigger) -> Decision:
    form, gettext = request.form, request.words.gettext
    version = form.number("version")
    # Nobody decides on a version that was not shown.
    if trigger.is_yes and version is None:
        raise BadInputError(
            gettext("The text was not shown before; please read this version first.")
        )
    house, _, principal = form.line("for").partition("/")
    is_override = trigger is Trigger.OVERRIDE
    if is_override and not form.has("read"):
        raise BadInputError(gettext("Read what comes of it, and tick the box."))
    target = form.line("target") if is_override else ""
    return Decision(
        number=post.number,
        trigger=trigger,
        actor=request.person.key,
        house=house or None,
        on_behalf_of=principal or (request.person.key if house else None),
        comment=form.text("comment"),
        seen_version=version,
        seen_row_version=seen_in(request),
        target=next((state for state in type(post.state) if state == target), None),
        proofs=permalinks_of(request),
        hold=UNDO_FOR,
    )


def _done(request: PageRequest, moved: Moved, undo: Undo | None) -> Response:
    words = request.words
    facts = {
        "what": words.event_label(moved.trigger),
        "number": moved.number,
        "state": words.state_label(moved.dest),
    }
    said = words.gettext("%(what)s: %(number)s is now in “%(state)s”.")
    if moved.source is moved.dest:
        said = words.gettext("%(what)s: %(number)s stays in “%(state)s”.")
    back = here_or(request.form.line("next"), f"/posts/{moved.number}")
    if undo is None:
        return request.go(back, said=said % facts)
    return request.go(
        back,
        said=said % facts,
        undo_number=undo.number,
        undo_until=undo.until,
        undo_seen=undo.seen,
    )


def _second(request: PageRequest, trigger: Trigger, error: ConflictError) -> Response:
    """Answer whoever comes second; the same click once more is no conflict."""
    with request.reading() as connection:
        post = request.post(connection)
        found = conflict(request, connection, post)
        is_done = is_done_already(request, connection, post, trigger.value)
        undo = undo_of(request, connection)
    if is_done:
        moved = Moved(
            number=post.number,
            title=post.title,
            trigger=trigger,
            source=type(post.state)(found.lines[0].source),
            dest=post.state,
            house="",
        )
        return _done(request, moved, undo)
    faults = [("", late(request, trigger.value, error))]
    return _show(request, trigger, faults, CONFLICT, found)


def _faults(request: PageRequest, trigger: Trigger, error: VorlaufError) -> Faults:
    where = ""
    if trigger is Trigger.OVERRIDE and not request.form.has("read"):
        where = "read-on"
    return [(where, request.say(error))]


def _show(
    request: PageRequest,
    trigger: Trigger,
    faults: Faults = (),
    status: int = 200,
    found: Conflict = NONE,
) -> Response:
    with request.reading() as connection:
        post = request.post(connection)
        form = move_form(request, connection, post, trigger)
        # Whatever was wrong: what has changed meanwhile is not passed over in silence.
        found = found or conflict(request, connection, post)
    return request.page(
        "post_move.html",
        status=status,
        post=post,
        form=form,
        price=ways_back(post, request.directory, request.now).get(trigger),
        faults=faults,
        conflict=found,
        typed=request.form,
        next=here_or(request.form.line("next") or request.query.get("next", ""), ""),
        previews=previews(
            post.content, channels_of(post, request.directory), request.directory
        ),
        shown=shown(request, post),
        host=host_of(post.content.link),
    )


PAGES: Final = {"post.move": page, "post.make_move": make}
