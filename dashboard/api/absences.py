"""Absences by the API: who is away, and for what nobody is there then."""

from typing import Annotated

from fastapi import Path

from dashboard.api import schemas
from dashboard.api.caller import Calls
from states.post import Role
from vorlauf.db.call import Call
from vorlauf.db.engine import trying, writing
from vorlauf.db.tables import Absence
from vorlauf.scheduling import absences as engine
from vorlauf.scheduling.absence_effects import effects_of
from vorlauf.scheduling.absences import Absent
from vorlauf.scheduling.unattended import (
    StepInAbsence,
    caused_by,
    unattended_steps,
)

_KEY = Annotated[int, Path(ge=1, le=2**31 - 1)]


def absences(calls: Calls) -> schemas.AbsencesOut:
    """Return who is away now or later, and for what nobody is there at times.

    Whoever does not coordinate sees what is their own.
    """
    today = calls.directory.agency.office.day_of(calls.now)
    with calls.reading() as connection:
        found = engine.absences(connection, today)
        lacking = unattended_steps(calls.call(connection))
    sees_all = calls.person.role is Role.COORDINATOR
    own = calls.person.key
    return schemas.AbsencesOut(
        absences=[_absence(one, ()) for one in found if sees_all or one.person == own],
        unattended=[_step(one) for one in lacking if sees_all or one.asked == own],
    )


def set_absence(calls: Calls, said: schemas.AbsenceIn) -> schemas.EnteredAbsenceOut:
    """Enter an absence, or only say what would follow (`dry_run`).

    The answer says what falls into it, and who is asked instead.
    """
    wish = Absent(
        person=said.person or calls.person.key,
        first_day=said.first_day,
        last_day=said.last_day,
        set_by=calls.person.key,
        comment=said.comment,
    )
    store = calls.parts.wiring.engine
    with calls.naming(), (trying if said.dry_run else writing)(store) as connection:
        call: Call = calls.call(connection)
        entered = engine.set_absence(call, wish)
        lacking = caused_by(call, entered)
        effects = effects_of(call, entered)
    plain = _absence(entered, lacking).model_dump()
    if said.dry_run:
        plain["key"] = None
    return schemas.EnteredAbsenceOut(
        **plain,
        days=[
            schemas.DaysInsteadOut(
                first_day=span.first,
                last_day=span.last or entered.last_day,
                instead=span.instead or None,
            )
            for span in effects.days
        ],
        steps=[schemas.StepInAbsenceOut.model_validate(one) for one in effects.steps],
    )


def end_absence(calls: Calls, key: _KEY) -> schemas.AbsenceOut:
    """End an absence at once, or call one off; who is back hears what is open."""
    with calls.writing() as connection:
        call = calls.call(connection)
        return _absence(engine.end_absence(call, key, calls.person.key), ())


def _absence(one: Absence, lacking: tuple[StepInAbsence, ...]) -> schemas.AbsenceOut:
    return schemas.AbsenceOut(
        key=one.id,
        person=one.person,
        first_day=one.first_day,
        last_day=one.last_day,
        set_by=one.set_by,
        comment=one.comment,
        unattended=[_step(step) for step in lacking],
    )


def _step(one: StepInAbsence) -> schemas.UnattendedOut:
    return schemas.UnattendedOut.model_validate(one)
