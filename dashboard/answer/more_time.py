"""Asking for more time: granted while the slot can be met, else with its cost."""

from datetime import date, timedelta
from typing import Final

from starlette.responses import Response

from dashboard.answer.link import Faults
from dashboard.answer.other_answers import (
    AsideForm,
    asked,
    closed,
    done,
    show_aside,
    shown,
)
from dashboard.answer.overtaken import LateForm
from dashboard.web.request import PageRequest
from vorlauf.db.engine import Connection
from vorlauf.link_actions import more_time
from vorlauf.link_actions.more_time import Cost
from vorlauf.links.verify import VerifiedLink
from vorlauf.scheduling.plan_queries import EXTEND

# Nobody needs longer; calendars end somewhere.
_LONGEST: Final = timedelta(days=366)


def page(request: PageRequest) -> Response:
    """Show how much time there is, and ask until when it is needed."""
    return shown(request, _show)


def ask(request: PageRequest) -> Response:
    """Give the time, or say what it costs; then the coordinator can be asked for it."""
    opened, late = asked(request), _late(request)
    if opened is None:
        return closed(request, late)
    day, faults = _read(request, opened)
    price = more_time.what_it_costs(request.directory, opened, day) if day else None
    is_plea = request.form.has("plead")
    if price is not None and not price.is_free and not is_plea and not faults:
        return _show(request, opened, [], 200, price)

    def act(connection: Connection) -> str:
        assert day is not None  # noqa: S101 - without a day there are faults
        return _do(request, connection, opened, day, is_plea=is_plea)

    return done(request, opened, AsideForm(_show, faults, "until", late), act)


def _late(request: PageRequest) -> LateForm:
    """Return what is kept of the form if nobody is asked any more: day and reason."""
    form = request.form
    day, reason = _day(form.line("until")), form.text("reason")
    words = f"{day:%d.%m.%Y}: {reason}" if day and reason.strip() else reason
    return LateForm(event=EXTEND, words=words)


def _do(
    request: PageRequest,
    connection: Connection,
    opened: VerifiedLink,
    day: date,
    *,
    is_plea: bool,
) -> str:
    form, gettext = request.form, request.words.gettext
    what = (opened, day, form.line("name"), form.text("reason"))
    if is_plea:
        more_time.plead(request.call(connection), *what)
        return gettext("Your wish went to the agency; until then the date stays.")
    extended = more_time.ask_time(request.call(connection), *what)
    said = gettext("You have time until %(when)s.")
    return said % {"when": request.words.moment(extended.after)}


def _read(request: PageRequest, opened: VerifiedLink) -> tuple[date | None, Faults]:
    """Return the day that was typed, and what is missing."""
    form, gettext = request.form, request.words.gettext
    faults: Faults = []
    day = _day(form.line("until"))
    due = request.words.local_day(opened.matter.due_at)
    last = max(due, request.words.local_day(request.now)) + _LONGEST
    if day is None:
        faults.append(("until", gettext("Name the day until which you need time.")))
    elif not due < day <= last:
        later = gettext("Name a day after %(due)s, within a year.")
        faults.append(("until", later % {"due": request.words.day(due)}))
        day = None
    if form.has("plead") and not form.line("reason"):
        faults.append(("reason", gettext("Write why you need the time.")))
    if not form.line("name"):
        faults.append(("name", gettext("Write your first name and surname.")))
    return day, faults


def _day(typed: str) -> date | None:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        return None


def _show(
    request: PageRequest,
    opened: VerifiedLink,
    faults: Faults,
    status: int,
    price: Cost | None = None,
) -> Response:
    return show_aside(
        request,
        "answer_time.html",
        opened,
        faults,
        status,
        free_until=more_time.free_until(request.directory, opened),
        price=price,
        wish=_day(request.form.line("until")),
    )


PAGES: Final = {"answer.time": page, "answer.ask_time": ask}
