"""Giving an open step of a post a later date, and what that costs."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

from starlette.responses import Response

from dashboard.components.conflicts import NONE, Conflict, conflict
from dashboard.components.form_errors import status_again
from dashboard.web.common_pages import here_or
from dashboard.web.request import PageRequest
from states.deadlines import Feasibility
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
_LONGEST_KEY: Final = 9
_A_YEAR: Final = timedelta(days=366)


def page(errand: PageRequest) -> Response:
    """Show the form, and for a day that is named what it costs."""
    with errand.reading() as connection:
        post = errand.post(connection)
    wish = errand.query.get("until", "")
    return _show(errand, post, until=wish, is_asked=bool(wish))


def make(errand: PageRequest) -> Response:
    """Give the step another date."""
    number, form = errand.path["number"], errand.form
    with errand.reading() as connection:
        post = errand.post(connection)
    try:
        until = _day(errand, form.line("until"))
        by = overseer(
            errand.directory,
            errand.person.key,
            comment=form.text("comment"),
            door=errand.door,
        )
        with errand.writing() as connection:
            extended = due_date_changes.extend(
                connection,
                errand.directory,
                number,
                _key(errand),
                until,
                by,
                errand.now,
                seen_row_version=errand.form.number("seen"),
            )
    except (BadInputError, RefusedError, ConflictError) as error:
        return _again(errand, error)
    except NotFoundError as error:
        _step(errand, post)  # a step that never was is not found; a house may be gone
        return _again(errand, error)
    back = here_or(form.line("next"), f"/posts/{number}")
    return errand.go(back, said=_said(errand, extended))


def _said(errand: PageRequest, extended: Extended) -> str:
    words = errand.words
    facts = {"name": extended.name, "when": words.moment(extended.after)}
    if extended.told_at is None:
        said = words.gettext("Due now %(when)s. No mail tells %(name)s: please call.")
        return said % facts
    facts["told"] = words.moment(extended.told_at)
    said = words.gettext("Due now %(when)s. %(name)s hears of it by mail on %(told)s.")
    return said % facts


def _key(errand: PageRequest) -> int:
    key = errand.path["step"]
    if not (key.isascii() and key.isdigit() and len(key) <= _LONGEST_KEY):
        raise NotFoundError("There is no such step.")
    return int(key)


def _step(errand: PageRequest, post: PostSnapshot) -> OpenStep | None:
    key = _key(errand)
    return next((step for step in post.steps if step.id == key), None)


def _day(errand: PageRequest, text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        gettext = errand.words.gettext
        raise BadInputError(gettext("Name the day until which it is due.")) from error


def _again(errand: PageRequest, error: VorlaufError) -> Response:
    with errand.reading() as connection:
        post = errand.post(connection)
        found = conflict(errand, connection, post)
    status = status_again(error)
    where = "" if isinstance(error, ConflictError) else "until"
    faults = [(where, errand.say(error))]
    until = errand.form.line("until")
    return _show(errand, post, until, faults=faults, status=status, found=found)


def _cost(
    errand: PageRequest, post: PostSnapshot, step: OpenStep, until: str
) -> Feasibility | None:
    day = _day(errand, until)
    office = office_of(step.house, errand.directory)
    if not office.day_of(errand.now) < day < office.day_of(errand.now) + _A_YEAR:
        raise BadInputError(f"{day} is not ahead; write a day after today.")
    return due_date_changes.cost(post, step, day, errand.directory)


def _show(  # noqa: PLR0913, what was asked, and what is wrong with it
    errand: PageRequest,
    post: PostSnapshot,
    until: str,
    *,
    is_asked: bool = False,
    faults: Faults = (),
    status: int = 200,
    found: Conflict = NONE,
) -> Response:
    step, cost, last = _step(errand, post), None, None
    try:
        if step is not None and is_asked:
            cost = _cost(errand, post, step, until)
    except (BadInputError, NotFoundError) as error:
        faults = [("until", errand.say(error))]
    if step is not None:
        last = latest_day(post, step, errand.directory)
    return errand.page(
        "post_extend.html",
        status=status,
        post=post,
        step=step if step is None or not step.kind.waits_for_slot else None,
        step_id=errand.path["step"],
        until=until,
        last=last,
        cost=cost,
        faults=faults,
        conflict=found,
        comment=errand.form.text("comment") or errand.query.get("comment", ""),
        next=here_or(errand.form.line("next") or errand.query.get("next", ""), ""),
    )


PAGES: Final = {"post.extend": page, "post.make_extension": make}
