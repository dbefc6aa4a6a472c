"""Absences: who is away, who is the deputy, and entering or ending an absence."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from starlette.responses import Response

from dashboard.web.error_pages import status_of
from dashboard.web.request import PageRequest
from states.post import Role
from vorlauf.db.engine import Connection, trying
from vorlauf.db.tables import Absence
from vorlauf.directory.model import Person
from vorlauf.errors import (
    BadInputError,
    ConflictError,
    NotFoundError,
    RefusedError,
    VorlaufError,
)
from vorlauf.readmodels.page_frame import PageFrame
from vorlauf.scheduling import absences as engine
from vorlauf.scheduling.absence_effects import AbsenceEffects, effects_of
from vorlauf.scheduling.absences import Absent
from vorlauf.scheduling.asked_now import SETTLES_IN
from vorlauf.scheduling.unattended import StepInAbsence, caused_by, unattended_steps

_REFUSALS: Final = (BadInputError, ConflictError, NotFoundError, RefusedError)


@dataclass(frozen=True, kw_only=True)
class AbsenceRow:
    """An absence with the names in it; `deputy` is empty where nobody stands in.

    Of one that `is_fresh` nobody has been told yet.
    """

    absence: Absence
    name: str
    house: str
    deputy: str
    set_by: str
    may_end: bool
    is_fresh: bool


def page(request: PageRequest) -> Response:
    """Show who is away from today on, and the form to note it."""
    return _show(request)


@dataclass(frozen=True, kw_only=True)
class AbsencePreview:
    """An absence as it would be noted, and what it comes to."""

    absence: Absence
    effects: AbsenceEffects


def preview(request: PageRequest) -> Response:
    """Show what falls into an absence and who is asked instead; nothing is noted."""
    try:
        with trying(request.wiring.engine) as connection:
            call = request.call(connection)
            noted = engine.set_absence(call, _asked(request))
            found = AbsencePreview(absence=noted, effects=effects_of(call, noted))
    except _REFUSALS as error:
        return _refused(request, error)
    return _show(request, shown=found)


def note(request: PageRequest) -> Response:
    """Note an absence; the deputy hears what is open."""
    try:
        absence = _asked(request)
        with request.writing() as connection:
            call = request.call(connection)
            noted = engine.set_absence(call, absence)
            lacking = caused_by(call, noted)
    except _REFUSALS as error:
        return _refused(request, error)
    person = request.directory.people[noted.person]
    said = request.words.gettext(
        "The absence of %(name)s is noted. For a quarter of an hour nobody hears of "
        "it: until then it can be taken back below."
    ) % {"name": person.name}
    if lacking:
        said += " " + request.words.ngettext(
            "Nobody is there then for %(num)s duty; it stands below.",
            "Nobody is there then for %(num)s duties; they stand below.",
            len(lacking),
        ) % {"num": len(lacking)}
    return request.go("/absences", said=said)


def end(request: PageRequest) -> Response:
    """End an absence at once."""
    with request.writing() as connection:
        engine.end_absence(request.call(connection), _key(request), request.person.key)
    return request.go("/absences", said=request.words.gettext("The absence is ended."))


def seen(request: PageRequest) -> Response:
    """Note that a coordinator has seen an absence that came by link or mail."""
    key = _key(request)
    with request.writing() as connection:
        engine.see_absence(request.call(connection), key, request.person.key)
    return request.go("/", said=request.words.gettext("The absence is marked as seen."))


def _key(request: PageRequest) -> int:
    return request.key("key", "There is no such absence.")


def _refused(request: PageRequest, error: VorlaufError) -> Response:
    """Show the form with what was typed, and why it cannot be."""
    if isinstance(error, NotFoundError):
        return _show(request, [("person", request.say(error))], status=422)
    return _show(request, [("first", request.say(error))], status_of(error))


def _asked(request: PageRequest) -> Absent:
    form = request.form
    return Absent(
        person=form.line("person") or request.person.key,
        first_day=_day(request, "first"),
        last_day=_day(request, "last"),
        set_by=request.person.key,
        comment=form.text("comment"),
    )


def _day(request: PageRequest, name: str) -> date:
    try:
        return date.fromisoformat(request.form.line(name))
    except ValueError as error:
        sentence = request.words.gettext("Name the first and the last day.")
        raise BadInputError(sentence) from error


def _show(
    request: PageRequest,
    faults: Sequence[tuple[str, str]] = (),
    status: int = 200,
    shown: AbsencePreview | None = None,
) -> Response:
    today = request.directory.agency.office.day_of(request.now)
    with request.reading() as connection:
        around = request.around(connection)
        found = engine.absences(connection, today)
        lacking = _lacking(request, connection, around)
    choices = _choices(request)
    theirs = {person.key for person in choices}
    return request.page(
        "absences.html",
        status=status,
        faults=faults,
        shown=shown,
        rows=[_row(request, one, around) for one in found if one.person in theirs],
        people=choices,
        lacking=lacking,
        person=request.form.line("person") or request.query.get("person", ""),
        today=today,
        form=request.form,
    )


def _lacking(
    request: PageRequest, connection: Connection, around: PageFrame
) -> Sequence[StepInAbsence]:
    """Return for what nobody is there at times, of others only to coordinators."""
    found = unattended_steps(request.call(connection), around.ahead)
    if request.person.role is Role.COORDINATOR:
        return found
    return [one for one in found if one.asked == request.person.key]


def _choices(request: PageRequest) -> list[Person]:
    """Return for whom this person may note an absence."""
    if request.person.role is not Role.COORDINATOR:
        return [request.person]
    return [p for p in request.directory.people.values() if not p.functional]


def _row(request: PageRequest, absence: Absence, around: PageFrame) -> AbsenceRow:
    directory = request.directory
    person = directory.people[absence.person]
    today = directory.agency.office.day_of(request.now)
    then = around.ahead.on(max(today, absence.first_day))
    asked = then.asked(directory, person)
    deputy = asked if asked != person else None
    setter = directory.people.get(absence.set_by)
    return AbsenceRow(
        absence=absence,
        name=person.name,
        house=directory.home_of(person).name,
        deputy=deputy.name if deputy else "",
        set_by=setter.name if setter else absence.set_by,
        may_end=request.person.role is Role.COORDINATOR or person == request.person,
        is_fresh=request.now < absence.set_at + SETTLES_IN,
    )


PAGES: Final = {
    "absences": page,
    "absences.preview": preview,
    "absences.set": note,
    "absences.end": end,
    "absences.seen": seen,
}
