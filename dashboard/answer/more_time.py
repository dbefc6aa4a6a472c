"""Asking for more time: granted while the slot holds, else with what it would cost."""

from datetime import date, timedelta
from typing import Final

from starlette.responses import Response

from dashboard.answer.link import Faults
from dashboard.answer.other_answers import asked, done, show_aside, shown
from dashboard.web.request import PageRequest
from vorlauf.db.engine import Connection
from vorlauf.link_actions import more_time
from vorlauf.link_actions.more_time import Cost
from vorlauf.links.verify import VerifiedLink

# Nobody needs longer; calendars end somewhere.
_LONGEST: Final = timedelta(days=366)


def page(errand: PageRequest) -> Response:
    """Show how much time there is, and ask until when it is needed."""
    return shown(errand, _show)


def ask(errand: PageRequest) -> Response:
    """Give the time, or say what it costs; then the coordinator can be asked for it."""
    opened = asked(errand)
    if opened is None:
        return page(errand)
    day, faults = _read(errand, opened)
    price = more_time.what_it_costs(errand.directory, opened, day) if day else None
    is_plea = errand.form.has("plead")
    if price is not None and not price.is_free and not is_plea and not faults:
        return _show(errand, opened, [], 200, price)

    def act(connection: Connection) -> str:
        assert day is not None  # noqa: S101 - without a day there are faults
        return _do(errand, connection, opened, day, is_plea=is_plea)

    return done(errand, opened, _show, faults, "until", act)


def _do(
    errand: PageRequest,
    connection: Connection,
    opened: VerifiedLink,
    day: date,
    *,
    is_plea: bool,
) -> str:
    form, gettext = errand.form, errand.words.gettext
    what = (connection, errand.directory, opened, day, form.line("name"))
    if is_plea:
        more_time.plead(*what, form.text("reason"), errand.now)
        return gettext("Your wish went to the agency; until then the date stays.")
    extended = more_time.ask_time(*what, form.text("reason"), errand.now)
    said = gettext("You have time until %(when)s.")
    return said % {"when": errand.words.moment(extended.after)}


def _read(errand: PageRequest, opened: VerifiedLink) -> tuple[date | None, Faults]:
    """Return the day that was typed, and what is missing."""
    form, gettext = errand.form, errand.words.gettext
    faults: Faults = []
    day = _day(form.line("until"))
    due = errand.words.local_day(opened.matter.due_at)
    last = max(due, errand.words.local_day(errand.now)) + _LONGEST
    if day is None:
        faults.append(("until", gettext("Name the day until which you need time.")))
    elif not due < day <= last:
        later = gettext("Name a day after %(due)s, within a year.")
        faults.append(("until", later % {"due": errand.words.day(due)}))
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
    errand: PageRequest,
    opened: VerifiedLink,
    faults: Faults,
    status: int,
    price: Cost | None = None,
) -> Response:
    return show_aside(
        errand,
        "answer_time.html",
        opened,
        faults,
        status,
        free_until=more_time.free_until(errand.directory, opened),
        price=price,
        wish=_day(errand.form.line("until")),
    )


PAGES: Final = {"answer.time": page, "answer.ask_time": ask}
