"""Giving an open step of a post a later due date, and what that costs."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

from starlette.responses import Response

from dashboard.components.conflicts import FIRST_TIME, ShownAgain, conflict, seen_in
from dashboard.components.form_errors import status_again
from dashboard.web.common_pages import here_or
from dashboard.web.request import PageRequest
from states.deadlines import Feasibility
from states.messages import msg
from vorlauf.db.post_snapshots import OpenStep, PostSnapshot
from vorlauf.errors import (
    BadInputError,
    ConflictError,
    NotFoundError,
    RefusedError,
    VorlaufError,
)
from vorlauf.scheduling import due_date_changes
from vorlauf.scheduling.due_date_changes import Extended
from vorlauf.workflow.manual_actions import overseer
from vorlauf.workflow.steps import latest_day, office_of

Faults = Sequence[tuple[str, str]]
_A_YEAR: Final = timedelta(days=366)


def page(request: PageRequest) -> Response:
    """Show the form, and for a day that is named what it costs."""
    with request.reading() as connection:
        post = request.post(connection)
    wish = request.query.get("until", "")
    return _show(request, post, until=wish, is_asked=bool(wish))


def make(request: PageRequest) -> Response:
    """Give the step another date."""
    number, form = request.path["number"], request.form
    with request.reading() as connection:
        post = request.post(connection)
    try:
        until = _day(request, form.line("until"))
        by = overseer(
            request.directory,
            request.person.key,
            comment=form.text("comment"),
            door=request.door,
        )
        with request.writing() as connection:
            extended = due_date_changes.extend(
                request.call(connection),
                due_date_changes.DueDateChange(
                    number,
                    _key(request),
                    until,
                    seen_row_version=seen_in(request),
                ),
                by,
            )
    except (BadInputError, RefusedError, ConflictError) as error:
        return _again(request, error)
    except NotFoundError as error:
        _step(request, post)  # a step that never was is not found; a house may be gone
        return _again(request, error)
    back = here_or(form.line("next"), f"/posts/{number}")
    return request.go(back, said=_said(request, extended))


def _said(request: PageRequest, extended: Extended) -> str:
    words = request.words
    facts = {"name": extended.name, "when": words.moment(extended.after)}
    if extended.told_at is None:
        said = words.gettext("Due now %(when)s. No mail tells %(name)s: please call.")
        return said % facts
    facts["told"] = words.moment(extended.told_at)
    said = words.gettext("Due now %(when)s. %(name)s hears of it by mail on %(told)s.")
    return said % facts


def _key(request: PageRequest) -> int:
    return request.key("step", "There is no such step.")


def _step(request: PageRequest, post: PostSnapshot) -> OpenStep | None:
    key = _key(request)
    return next((step for step in post.steps if step.id == key), None)


def _day(request: PageRequest, text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        gettext = request.words.gettext
        raise BadInputError(gettext("Name the day until which it is due.")) from error


def _again(request: PageRequest, error: VorlaufError) -> Response:
    with request.reading() as connection:
        post = request.post(connection)
        found = conflict(request, connection, post)
    status = status_again(error)
    where = "" if isinstance(error, ConflictError) else "until"
    faults = [(where, request.say(error))]
    until = request.form.line("until")
    return _show(request, post, until, again=ShownAgain(faults, status, found))


def _cost(
    request: PageRequest, post: PostSnapshot, step: OpenStep, until: str
) -> Feasibility | None:
    day = _day(request, until)
    office = office_of(step.house, request.directory)
    if not office.day_of(request.now) < day < office.day_of(request.now) + _A_YEAR:
        raise BadInputError(
            msg("{day} is not ahead; write a day after today.", day=day)
        )
    return due_date_changes.cost(post, step, day, request.directory)


def _show(
    request: PageRequest,
    post: PostSnapshot,
    until: str,
    *,
    is_asked: bool = False,
    again: ShownAgain = FIRST_TIME,
) -> Response:
    step, cost, last = _step(request, post), None, None
    faults = again.faults
    try:
        if step is not None and is_asked:
            cost = _cost(request, post, step, until)
    except (BadInputError, NotFoundError) as error:
        faults = [("until", request.say(error))]
    if step is not None:
        last = latest_day(post, step, request.directory)
    return request.page(
        "post_extend.html",
        status=again.status,
        post=post,
        step=step if step is None or not step.kind.waits_for_slot else None,
        step_id=request.path["step"],
        until=until,
        last=last,
        cost=cost,
        faults=faults,
        conflict=again.conflict,
        comment=request.form.text("comment") or request.query.get("comment", ""),
        next=here_or(request.form.line("next") or request.query.get("next", ""), ""),
    )


PAGES: Final = {"post.extend": page, "post.make_extension": make}
