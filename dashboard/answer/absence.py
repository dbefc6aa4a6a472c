"""Being away: whoever is asked says from when to when, and the deputy is asked."""

from datetime import date
from typing import Final

from starlette.responses import Response

from dashboard.answer.link import Faults
from dashboard.answer.other_answers import asked, done, show_aside, shown
from dashboard.web.request import PageRequest
from vorlauf.db.engine import Connection
from vorlauf.link_actions import absence
from vorlauf.links.verify import VerifiedLink


def page(errand: PageRequest) -> Response:
    """Show who stands in, and ask from when to when."""
    return shown(errand, _show)


def note(errand: PageRequest) -> Response:
    """Note the absence; the deputy hears what is open."""
    opened = asked(errand)
    if opened is None:
        return page(errand)
    first, last, faults = _read(errand)

    def act(connection: Connection) -> str:
        assert first and last  # noqa: S101, PT018 - without days there are faults
        name = errand.form.line("name")
        absence.away(
            connection, errand.directory, opened, first, last, name, errand.now
        )
        said = errand.words.gettext("Your absence until %(day)s is noted. Thank you.")
        return said % {"day": errand.words.day(last)}

    return done(errand, opened, _show, faults, "first", act)


def _read(errand: PageRequest) -> tuple[date | None, date | None, Faults]:
    form, gettext = errand.form, errand.words.gettext
    first, last = (_day(form.line(name)) for name in ("first", "last"))
    faults = []
    if first is None:
        faults.append(("first", gettext("Name the first day.")))
    if last is None:
        faults.append(("last", gettext("Name the last day.")))
    if not form.line("name"):
        faults.append(("name", gettext("Write your first name and surname.")))
    return first, last, faults


def _day(typed: str) -> date | None:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        return None


def _show(
    errand: PageRequest, opened: VerifiedLink, faults: Faults, status: int
) -> Response:
    recipient, directory = opened.recipient, errand.directory
    known = directory.deputies_of(recipient.key) if recipient else ()
    deputies = [one for one in known if one.key not in opened.disabled]
    return show_aside(
        errand,
        "answer_away.html",
        opened,
        faults,
        status,
        deputies=deputies,
        today=errand.words.local_day(errand.now),
    )


PAGES: Final = {"answer.away": page, "answer.set_away": note}
