"""Moves of a post by hand: the form, and making one."""

from collections.abc import Sequence
from typing import Final

from starlette.responses import Response

from dashboard.components.channel_previews import host_of, previews
from dashboard.components.conflicts import NONE, Conflict, conflict, is_done_already
from dashboard.components.form_errors import CONFLICT, status_again
from dashboard.components.shown_pictures import shown
from dashboard.post.move_form import move_form, permalinks_of, trigger_of
from dashboard.post.undo import Undo, undo_of
from dashboard.web.common_pages import here_or
from dashboard.web.request import PageRequest
from states.moves import needs_comment
from states.post import Role, Trigger
from vorlauf.db.post_snapshots import PostSnapshot
from vorlauf.errors import BadInputError, ConflictError, VorlaufError
from vorlauf.workflow.action import Decision, Moved
from vorlauf.workflow.decisions import decide
from vorlauf.workflow.undo import UNDO_FOR

Faults = Sequence[tuple[str, str]]
_UNUSABLE: Final = 422


def page(errand: PageRequest) -> Response:
    """Show the form of a move."""
    trigger = trigger_of(errand)
    if trigger is Trigger.REVISE and errand.person.role is Role.COORDINATOR:
        return errand.go(f"/posts/{errand.path['number']}/edit")
    return _show(errand, trigger)


def make(errand: PageRequest) -> Response:
    """Make a move."""
    trigger = trigger_of(errand)
    with errand.reading() as connection:
        post = errand.post(connection)
    if needs_comment(trigger) and not errand.form.line("comment"):
        gettext = errand.words.gettext
        why = gettext("Write a reason; whoever is concerned reads it.")
        return _show(errand, trigger, [("comment", why)], _UNUSABLE)
    try:
        decision = _decision(errand, post, trigger)
        with errand.writing() as connection:
            moved = decide(connection, errand.directory, decision, errand.now)
            undo = undo_of(errand, connection)
    except ConflictError as error:
        return _second(errand, trigger, error)
    except VorlaufError as error:
        faults = _faults(errand, trigger, error)
        return _show(errand, trigger, faults, status_again(error))
    return _done(errand, moved, undo)


def _decision(errand: PageRequest, post: PostSnapshot, trigger: Trigger) -> Decision:
    form, gettext = errand.form, errand.words.gettext
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
        actor=errand.person.key,
        house=house or None,
        on_behalf_of=principal or (errand.person.key if house else None),
        comment=form.text("comment"),
        seen_version=version,
        seen_row_version=errand.form.number("seen"),
        target=next((state for state in type(post.state) if state == target), None),
        proofs=permalinks_of(errand),
        door=errand.door,
        hold=UNDO_FOR,
    )


def _done(errand: PageRequest, moved: Moved, undo: Undo | None) -> Response:
    words = errand.words
    facts = {
        "what": words.event_label(moved.trigger),
        "number": moved.number,
        "state": words.state_label(moved.dest),
    }
    said = words.gettext("%(what)s: %(number)s is now in “%(state)s”.")
    if moved.source is moved.dest:
        said = words.gettext("%(what)s: %(number)s stays in “%(state)s”.")
    back = here_or(errand.form.line("next"), f"/posts/{moved.number}")
    if undo is None:
        return errand.go(back, said=said % facts)
    return errand.go(
        back,
        said=said % facts,
        undo_number=undo.number,
        undo_until=undo.until,
        undo_seen=undo.seen,
    )


def _second(errand: PageRequest, trigger: Trigger, error: ConflictError) -> Response:
    """Answer whoever comes second; the same click once more is no conflict."""
    with errand.reading() as connection:
        post = errand.post(connection)
        found = conflict(errand, connection, post)
        is_done = is_done_already(errand, connection, post, trigger.value)
        undo = undo_of(errand, connection)
    if is_done:
        moved = Moved(
            number=post.number,
            title=post.title,
            trigger=trigger,
            source=type(post.state)(found.lines[0].source),
            dest=post.state,
            house="",
        )
        return _done(errand, moved, undo)
    faults = [("", errand.say(error))]
    return _show(errand, trigger, faults, CONFLICT, found)


def _faults(errand: PageRequest, trigger: Trigger, error: VorlaufError) -> Faults:
    where = ""
    if trigger is Trigger.OVERRIDE and not errand.form.has("read"):
        where = "read-on"
    return [(where, errand.say(error))]


def _show(
    errand: PageRequest,
    trigger: Trigger,
    faults: Faults = (),
    status: int = 200,
    found: Conflict = NONE,
) -> Response:
    with errand.reading() as connection:
        post = errand.post(connection)
        form = move_form(errand, connection, post, trigger)
        # Whatever was wrong: what has changed meanwhile is not passed over in silence.
        found = found or conflict(errand, connection, post)
    return errand.page(
        "post_move.html",
        status=status,
        post=post,
        form=form,
        faults=faults,
        conflict=found,
        typed=errand.form,
        next=here_or(errand.form.line("next") or errand.query.get("next", ""), ""),
        previews=previews(post.content, errand.directory.campaign.channels),
        shown=shown(errand, post),
        host=host_of(post.content.link),
    )


PAGES: Final = {"post.move": page, "post.make_move": make}
