"""Absences: who is away, who stands in, and noting or ending it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from starlette.responses import Response

from dashboard.web.error_pages import status_of
from dashboard.web.request import PageRequest
from states.post import Role
from vorlauf.db.tables import Absence
from vorlauf.directory.model import Person
from vorlauf.errors import BadInputError, ConflictError, NotFoundError, RefusedError
from vorlauf.readmodels.page_frame import PageFrame
from vorlauf.scheduling import absences as engine
from vorlauf.scheduling.absences import Absent


@dataclass(frozen=True, kw_only=True)
class AbsenceRow:
    """An absence with the names in it; `deputy` is empty where nobody stands in."""

    absence: Absence
    name: str
    house: str
    deputy: str
    set_by: str
    may_end: bool


def page(errand: PageRequest) -> Response:
    """Show who is away from today on, and the form to note it."""
    return _show(errand)


def note(errand: PageRequest) -> Response:
    """Note an absence; the deputy hears what is open."""
    try:
        absence = _asked(errand)
        with errand.writing() as connection:
            noted = engine.set_absence(
                connection, errand.directory, absence, errand.now
            )
    except NotFoundError as error:
        return _show(errand, [("person", errand.say(error))], status=422)
    except (BadInputError, RefusedError, ConflictError) as error:
        return _show(errand, [("first", errand.say(error))], status_of(error))
    person = errand.directory.people[noted.person]
    said = errand.words.gettext("The absence of %(name)s is noted.") % {
        "name": person.name
    }
    return errand.go("/absences", said=said)


def end(errand: PageRequest) -> Response:
    """End an absence at once."""
    key = errand.path["key"]
    if not (key.isascii() and key.isdigit() and len(key) < 10):  # noqa: PLR2004, a key
        raise NotFoundError("There is no such absence.")
    with errand.writing() as connection:
        engine.end_absence(
            connection, errand.directory, int(key), errand.person.key, errand.now
        )
    return errand.go("/absences", said=errand.words.gettext("The absence is ended."))


def _asked(errand: PageRequest) -> Absent:
    form = errand.form
    return Absent(
        person=form.line("person") or errand.person.key,
        first_day=_day(errand, "first"),
        last_day=_day(errand, "last"),
        set_by=errand.person.key,
        comment=form.text("comment"),
    )


def _day(errand: PageRequest, name: str) -> date:
    try:
        return date.fromisoformat(errand.form.line(name))
    except ValueError as error:
        sentence = errand.words.gettext("Name the first and the last day.")
        raise BadInputError(sentence) from error


def _show(
    errand: PageRequest, faults: Sequence[tuple[str, str]] = (), status: int = 200
) -> Response:
    today = errand.directory.agency.office.day_of(errand.now)
    with errand.reading() as connection:
        around = errand.around(connection)
        found = engine.absences(connection, today)
    choices = _choices(errand)
    theirs = {person.key for person in choices}
    return errand.page(
        "absences.html",
        status=status,
        faults=faults,
        rows=[_row(errand, one, around) for one in found if one.person in theirs],
        people=choices,
        person=errand.form.line("person") or errand.query.get("person", ""),
        today=today,
        form=errand.form,
    )


def _choices(errand: PageRequest) -> list[Person]:
    """Return for whom this person may note an absence."""
    if errand.person.role is not Role.COORDINATOR:
        return [errand.person]
    return [p for p in errand.directory.people.values() if not p.functional]


def _row(errand: PageRequest, absence: Absence, around: PageFrame) -> AbsenceRow:
    directory = errand.directory
    person = directory.people[absence.person]
    missing = {*around.away, *around.disabled}
    there = (d for d in directory.deputies_of(person.key) if d.key not in missing)
    deputy = next(there, None)
    setter = directory.people.get(absence.set_by)
    return AbsenceRow(
        absence=absence,
        name=person.name,
        house=directory.home_of(person).name,
        deputy=deputy.name if deputy else "",
        set_by=setter.name if setter else absence.set_by,
        may_end=errand.person.role is Role.COORDINATOR or person == errand.person,
    )


PAGES: Final = {"absences": page, "absences.set": note, "absences.end": end}
