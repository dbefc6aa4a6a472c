"""Slot moves: what another slot does to every house, before it is set."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import Final

from starlette.responses import Response

from dashboard.components.conflicts import FIRST_TIME, ShownAgain, conflict, seen_in
from dashboard.post.undo import undo_fields, undo_of
from dashboard.web.common_pages import here_or
from dashboard.web.error_pages import status_of
from dashboard.web.request import PageRequest
from states.messages import Message
from vorlauf.db.engine import trying
from vorlauf.db.post_snapshots import PostSnapshot
from vorlauf.editing import edits
from vorlauf.editing.edits import Edit
from vorlauf.editing.free_slots import SlotClash, clash_of
from vorlauf.editing.slot_previews import (
    SlotPreview,
    outlook_with_slot,
    voids_decisions,
)
from vorlauf.errors import (
    BadInputError,
    ConflictError,
    NotFoundError,
    RefusedError,
    VorlaufError,
)
from vorlauf.plan.comparison import found_after_move
from vorlauf.posts.slots import check_slot
from vorlauf.workflow.undo import UNDO_FOR

_REFUSALS: Final = (BadInputError, ConflictError, RefusedError)


def page(request: PageRequest) -> Response:
    """Show the form, and for a slot that is named what comes of it; nothing is done."""
    number = request.query.get("post", "")
    with request.reading() as connection:
        request.around(connection)
        post = request.post(connection, number)
    return _show(request, post, request.query)


def move(request: PageRequest) -> Response:
    """Move the slot of a post."""
    form = request.form
    given = {name: form.line(name) for name in ("day", "hour", "comment", "next")}
    try:
        slot_at = _slot(request, given)
        with request.writing() as connection:
            post = request.post(connection, form.line("post"))
            undo = _undo_of(request, post, slot_at)
            edit = Edit(
                number=post.number,
                actor=request.person.key,
                slot_at=slot_at,
                comment=form.text("comment"),
                seen_row_version=seen_in(request),
                hold=UNDO_FOR,
            )
            edits.save(request.call(connection), edit)
            after = request.post(connection, post.number)
            taken_back = undo_of(request, connection, post.number)
    except _REFUSALS as error:
        return _again(request, given, error)
    said = request.words.gettext("%(number)s has a new slot: %(when)s.") % {
        "number": post.number,
        "when": request.words.moment(slot_at),
    }
    back = f"/calendar?month={request.words.local_day(slot_at):%Y-%m}"
    if not undo:
        back = here_or(given["next"], back)
        return request.go(back, said=said, tone="success", **undo_fields(taken_back))
    return request.go(
        here_or(given["next"], back),
        said=said,
        undo_number=post.number,
        undo_seen=after.row_version,
        undo_slot=undo,
    )


def _undo_of(request: PageRequest, post: PostSnapshot, slot_at: datetime) -> str:
    """Return the local slot that the post can be moved back to, empty if it cannot.

    Where decisions fall with the move, moving back does not restore them, an undo does;
    and nothing is moved to a slot that has passed.
    """
    if voids_decisions(post, request.directory, slot_at):
        return ""
    try:
        check_slot(post.slot_at, request.directory, request.now)
    except BadInputError:
        return ""
    return request.words.iso(post.slot_at)[:16]


def _again(
    request: PageRequest, given: Mapping[str, str], error: VorlaufError
) -> Response:
    with request.reading() as connection:
        request.around(connection)
        post = request.post(connection, request.form.line("post"))
        found = conflict(request, connection, post)
    where = "" if isinstance(error, ConflictError) else "day"
    faults = [(where, request.say(error))]
    return _show(request, post, given, ShownAgain(faults, status_of(error), found))


def _show(
    request: PageRequest,
    post: PostSnapshot,
    given: Mapping[str, str],
    again: ShownAgain = FIRST_TIME,
) -> Response:
    faults, status = again.faults, again.status
    values = dict(given)
    local = post.slot_at.astimezone(request.directory.campaign.zone)
    preview: SlotPreview | None = None
    clash: SlotClash | None = None
    newly: list[Message] = []
    if values.get("day"):
        try:
            slot_at = _slot(request, {"hour": f"{local:%H:%M}", **values})
            with trying(request.wiring.engine) as connection:
                call = request.call(connection)
                preview = outlook_with_slot(call, post, slot_at)
                clash = clash_of(call, replace(post, slot_at=slot_at))
                newly = found_after_move(call, post, slot_at)
        except (BadInputError, NotFoundError, RefusedError) as error:
            if not faults:
                faults, status = [("day", request.say(error))], _status(error)
    return request.page(
        "slot_move.html",
        status=status,
        post=post,
        faults=faults,
        conflict=again.conflict,
        preview=preview,
        clash=clash,
        newly=newly,
        day=values.get("day") or f"{local:%Y-%m-%d}",
        hour=values.get("hour") or f"{local:%H:%M}",
        comment=values.get("comment", ""),
        next=values.get("next", ""),
    )


def _slot(request: PageRequest, given: Mapping[str, str]) -> datetime:
    """Return the slot that was named, in the campaign's zone, as aware UTC."""
    sentence = request.words.gettext("Name the day and the hour of the slot.")
    try:
        day, hour = date.fromisoformat(given["day"]), time.fromisoformat(given["hour"])
    except ValueError as error:
        raise BadInputError(sentence) from error
    if not 2000 < day.year < 2099:  # noqa: PLR2004, the years that zones agree on
        raise BadInputError(sentence)
    zone = request.directory.campaign.zone
    return datetime.combine(day, hour.replace(tzinfo=None), zone).astimezone(UTC)


def _status(error: VorlaufError) -> int:
    """Return the status; a house that has left the file is no page that is lost."""
    return 422 if isinstance(error, NotFoundError) else status_of(error)


PAGES: Final = {"calendar.move": page, "calendar.make_move": move}
