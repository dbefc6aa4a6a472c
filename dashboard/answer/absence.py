"""Absence by link: the asked person says from when to when, and the deputy is asked."""

from datetime import date
from typing import Final

from starlette.responses import Response

from dashboard.answer.link import Faults
from dashboard.answer.other_answers import (
    AsideForm,
    asked,
    closed,
    done,
    previewed,
    show_aside,
    shown,
)
from dashboard.answer.overtaken import LateForm
from dashboard.web.request import PageRequest
from vorlauf.db.engine import Connection
from vorlauf.link_actions import absence
from vorlauf.links.verify import VerifiedLink
from vorlauf.scheduling.absence_effects import AbsenceEffects, effects_of
from vorlauf.scheduling.unattended import caused_by


def page(request: PageRequest) -> Response:
    """Show who stands in, and ask from when to when."""
    return shown(request, _show)


def preview(request: PageRequest) -> Response:
    """Show who is asked instead and how much falls into it; nothing is noted."""
    opened, (first, last, faults) = asked(request), _read(request)
    late = _late(request, first, last)
    if opened is None:
        return closed(request, late)

    def look(connection: Connection) -> Response:
        assert first and last  # noqa: S101, PT018 - without days there are faults
        call = request.call(connection)
        noted = absence.away(call, opened, first, last, request.form.line("name"))
        return _show(request, opened, [], 200, effects_of(call, noted))

    return previewed(request, opened, AsideForm(_show, faults, "first", late), look)


def note(request: PageRequest) -> Response:
    """Note the absence; the deputy hears what is open."""
    opened, (first, last, faults) = asked(request), _read(request)
    late = _late(request, first, last)
    if opened is None:
        return closed(request, late)

    def act(connection: Connection) -> str:
        assert first and last  # noqa: S101, PT018 - without days there are faults
        name = request.form.line("name")
        call = request.call(connection)
        noted = absence.away(call, opened, first, last, name)
        said = request.words.gettext("Your absence until %(day)s is noted. Thank you.")
        if lacking := caused_by(call, noted):
            said += " " + request.words.ngettext(
                "Nobody stands in then for %(num)s duty; the agency hears of it.",
                "Nobody stands in then for %(num)s duties; the agency hears of it.",
                len(lacking),
            )
        return said % {"day": request.words.day(last), "num": len(lacking)}

    return done(request, opened, AsideForm(_show, faults, "first", late), act)


def _read(request: PageRequest) -> tuple[date | None, date | None, Faults]:
    form, gettext = request.form, request.words.gettext
    first, last = (_day(form.line(name)) for name in ("first", "last"))
    faults = []
    if first is None:
        faults.append(("first", gettext("Name the first day.")))
    if last is None:
        faults.append(("last", gettext("Name the last day.")))
    if not form.line("name"):
        faults.append(("name", gettext("Write your first name and surname.")))
    return first, last, faults


def _late(request: PageRequest, first: date | None, last: date | None) -> LateForm:
    """Return what is kept of the form if nobody is asked any more: the days."""
    words, said = request.words, ""
    if first and last:
        said = words.gettext("I am away from %(first)s to %(last)s.")
        said %= {"first": words.day(first), "last": words.day(last)}
    return LateForm(event="absence", words=said)


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
    effects: AbsenceEffects | None = None,
) -> Response:
    recipient, directory = opened.recipient, request.directory
    known = directory.deputies_of(recipient.key) if recipient else ()
    deputies = [one for one in known if one.key not in opened.disabled]
    return show_aside(
        request,
        "answer_away.html",
        opened,
        faults,
        status,
        deputies=deputies,
        effects=effects,
        today=request.words.local_day(request.now),
    )


PAGES: Final = {
    "answer.away": page,
    "answer.preview_away": preview,
    "answer.set_away": note,
}
