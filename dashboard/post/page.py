"""The page of a post: everything about it, and what can be done with it now."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from starlette.responses import Response

from dashboard.components import reminders
from dashboard.components.channel_previews import host_of, previews
from dashboard.components.contacts import callee
from dashboard.components.picture_cards import kept, shown
from dashboard.components.post_actions import acts, supplied_houses
from dashboard.components.publication_lines import PublicationLine, publication_lines
from dashboard.components.reminders import ReminderButton
from dashboard.post.comments import for_reader, may_be_internal, may_comment, remarks
from dashboard.post.history import history
from dashboard.post.mails import mails
from dashboard.post.now import asked, standing
from dashboard.post.steps import chain
from dashboard.post.versions import MOST, saved
from dashboard.web.request import PageRequest
from states.post import STATES, Role
from vorlauf.db.engine import Connection
from vorlauf.db.post_snapshots import PostSnapshot
from vorlauf.editing.feasibility import ways_back
from vorlauf.editing.free_slots import clash_of
from vorlauf.errors import NotFoundError
from vorlauf.mail.queue.expected_readers import expected_reader
from vorlauf.mail.queue.reminder_limits import AskedStep
from vorlauf.plan.chances import chance_of
from vorlauf.posts import hold_queries, undo_queries
from vorlauf.posts.channels import channels_of
from vorlauf.posts.follow_up_queries import WRITTEN, FollowUpRow, notes_of
from vorlauf.posts.hold_queries import HoldRow
from vorlauf.posts.visibility import sees
from vorlauf.readmodels.post import PostFile, post_file
from vorlauf.workflow import undo
from vorlauf.workflow.steps import coordinator_of
from vorlauf.workflow.undo import UNDO_FOR, Undoable

# Comments that stand on the page; all the others are asked for.
MOST_COMMENTS: Final = 20


def page(request: PageRequest) -> Response:
    """Show a post."""
    return show(request)


def show(
    request: PageRequest,
    *,
    status: int = 200,
    faults: Sequence[tuple[str, str]] = (),
    typed: Mapping[str, str] | None = None,
) -> Response:
    """Show the post of the path; `typed` is what a form on it is given back with.

    Raises `NotFoundError` for a post that the reader does not see.
    """
    with request.reading() as connection:
        file = post_file(connection, request.path["number"])
        if not sees(request.visibility, file.post):
            raise NotFoundError("There is no such post for you to see.")
        file = for_reader(request, file)
        around = request.around(connection)
        undoable = _undoable(request, connection, file)
        held = _holds(connection, file)
        clash = clash_of(request.call(connection), file.post)
        notes = _notes(request, connection, file)
        buttons = _reminders(request, connection, file.post)
        undone = _undone(connection, file)
        chance = _chance(request, connection, file)
        by_itself = _by_itself(request, connection, file.post)
    post, words, wish = file.post, request.words, request.query.get("all", "")
    versions = saved(words, file.versions, undone)
    role = request.person.role
    coordinator = coordinator_of(post, request.directory)
    return request.page(
        "post.html",
        status=status,
        faults=faults,
        typed=typed or {},
        post=post,
        file=file,
        wish=wish,
        standing=standing(request, post),
        held=held,
        chance=chance,
        follow_ups=notes,
        by_itself=by_itself,
        clash=clash if role is Role.COORDINATOR else None,
        asked=asked(request, file, around, buttons),
        acts=acts(request, post),
        prices=ways_back(post, request.directory, request.now),
        coordinator=callee(request, coordinator.key, around),
        undoable=undoable,
        undo_at=_clock(request, undoable.until) if undoable else "",
        previews=previews(
            post.content, channels_of(post, request.directory), request.directory
        ),
        host=host_of(post.content.link),
        reader_of=lambda notice: expected_reader(
            notice, request.directory, around.ahead
        ),
        kept=kept(request, [picture.sha256 for picture in file.pictures]),
        shown=shown(request, post)[:1],
        supplied=supplied_houses(request, post),
        chain=chain(request, file, everything=wish == "steps"),
        mails=mails(request, file.notices, everything=wish == "mails"),
        versions=versions if wish == "versions" else versions[:MOST],
        versions_hidden=0 if wish == "versions" else max(0, len(versions) - MOST),
        comments=remarks(
            request,
            file.comments[::-1][: None if wish == "comments" else MOST_COMMENTS],
        ),
        history=history(request, file.lines, everything=wish == "history"),
        takes_proofs=STATES[post.state].takes_proofs,
        is_coordinator=role is Role.COORDINATOR,
        may_have_file=role in {Role.COORDINATOR, Role.APPROVER, Role.AUDITOR},
        may_comment=may_comment(request),
        may_be_internal=may_be_internal(request),
    )


def _reminders(
    request: PageRequest, connection: Connection, post: PostSnapshot
) -> Mapping[int, ReminderButton]:
    if request.person.role is not Role.COORDINATOR:
        return {}
    ripe = (
        step
        for step in post.steps
        if not step.kind.waits_for_slot
        and not post.is_at_rest(retrospective=step.retrospective)
    )
    steps = [AskedStep(id=one.id, house=one.house, asked=one.asked) for one in ripe]
    return reminders.offers(request, connection, steps)


def _chance(request: PageRequest, connection: Connection, file: PostFile) -> int | None:
    """Return of how many in a hundred the slot is made, as coordinators are told."""
    if request.person.role is not Role.COORDINATOR:
        return None
    call = request.call(connection)
    known = request.parts.turnarounds.at(call)
    found = chance_of(file.post, call, known, file.lines)
    return None if found is None else found.percent


def _notes(
    request: PageRequest, connection: Connection, file: PostFile
) -> Sequence[FollowUpRow]:
    """Return the follow-up notes for a coordinator; asked only if the log has some."""
    has_notes = any(line.event == WRITTEN for line in file.lines)
    if not has_notes or request.person.role is not Role.COORDINATOR:
        return ()
    return notes_of(connection, file.post.id)


def _by_itself(
    request: PageRequest, connection: Connection, post: PostSnapshot
) -> Sequence[PublicationLine]:
    """Return the channels that are published by themselves, for those who may know."""
    if request.person.role not in {Role.COORDINATOR, Role.AUDITOR}:
        return ()
    return publication_lines(request, connection, post)


def _undoable(
    request: PageRequest, connection: Connection, file: PostFile
) -> Undoable | None:
    """Return what could be taken back; asked only while there may be something."""
    last = file.lines[-1].at if file.lines else file.post.created_at
    if request.now - last > UNDO_FOR or request.person.role is Role.AUDITOR:
        return None
    return undo.undoable(connection, file.post, request.person.key, request.now)


def _undone(connection: Connection, file: PostFile) -> frozenset[int]:
    """Return the versions whose saving was undone; asked only if something was."""
    if not any(line.event == undo.UNDO for line in file.lines):
        return frozenset()
    return undo_queries.taken_back(connection, file.post.id)


def _holds(connection: Connection, file: PostFile) -> Sequence[HoldRow]:
    """Return the holds that hold the post; asked only for a post on hold."""
    if file.post.held_since is None:
        return ()
    return hold_queries.holds_of(connection, [file.post.id]).get(file.post.id, ())


def _clock(request: PageRequest, instant: datetime) -> str:
    """Write an instant to the second, as the clocks of the campaign show it."""
    local = instant.astimezone(request.directory.campaign.zone)
    return f"{local:%H:%M:%S}"


PAGES: Final = {"post": page}
