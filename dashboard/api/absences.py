"""Absences by the API: who is away, and for what nobody is there then."""

from datetime import date, datetime
from typing import Annotated

from pydantic import BeforeValidator

from dashboard.api.caller import Calls
from dashboard.api.values import Day, Key, RowKey, Text, Value
from states.post import Role, StepKind
from vorlauf.db.call import Call
from vorlauf.db.engine import trying, writing
from vorlauf.db.tables import Absence
from vorlauf.scheduling import absences as engine
from vorlauf.scheduling.absence_effects import effects_of
from vorlauf.scheduling.absences import Absent
from vorlauf.scheduling.unattended import StepInAbsence, caused_by, unattended_steps


class UnattendedOut(Value):
    """A duty for which nobody is there, deputies and all, from one day to another.

    `is_open` says that it is asked for already, and not only planned. Without a last
    day everybody who could be asked is disabled.
    """

    number: str
    title: str
    slot_at: datetime
    kind: StepKind
    house: str
    asked: str
    due_at: datetime
    is_open: bool
    first_day: date
    last_day: date | None


class StepInAbsenceOut(UnattendedOut):
    """A duty that falls into an absence; `instead` is asked for it, null is nobody."""

    instead: Annotated[str | None, BeforeValidator(lambda key: key or None)]


class DaysInsteadOut(Value):
    """Days of an absence, both included, and who is asked then, null for nobody."""

    first_day: date
    last_day: date
    instead: str | None


class AbsenceIn(Value):
    """Who is away, by default whoever asks, both days included.

    With `dry_run` nothing is entered; the answer says what would follow.
    """

    person: Key | None = None
    first_day: Day
    last_day: Day
    comment: Text = ""
    dry_run: bool = False


class AbsenceOut(Value):
    """An absence, and for what nobody is there because of it.

    Without a key it was not entered.
    """

    key: int | None
    person: str
    first_day: date
    last_day: date
    set_by: str
    comment: str
    unattended: list[UnattendedOut]


class EnteredAbsenceOut(AbsenceOut):
    """An absence with what it comes to: who is asked instead, and for what."""

    days: list[DaysInsteadOut]
    steps: list[StepInAbsenceOut]


class AbsencesOut(Value):
    """Who is away now or later, and for what nobody is there at times."""

    absences: list[AbsenceOut]
    unattended: list[UnattendedOut]


def absences(calls: Calls) -> AbsencesOut:
    """Return who is away now or later, and for what nobody is there at times.

    Whoever does not coordinate sees what is their own.
    """
    today = calls.directory.agency.office.day_of(calls.now)
    with calls.reading() as connection:
        found = engine.absences(connection, today)
        lacking = unattended_steps(calls.call(connection))
    sees_all = calls.person.role is Role.COORDINATOR
    own = calls.person.key
    return AbsencesOut(
        absences=[_absence(one, ()) for one in found if sees_all or one.person == own],
        unattended=[_step(one) for one in lacking if sees_all or one.asked == own],
    )


def set_absence(calls: Calls, said: AbsenceIn) -> EnteredAbsenceOut:
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
    return EnteredAbsenceOut(
        **plain,
        days=[
            DaysInsteadOut(
                first_day=span.first,
                last_day=span.last or entered.last_day,
                instead=span.instead or None,
            )
            for span in effects.days
        ],
        steps=[StepInAbsenceOut.model_validate(one) for one in effects.steps],
    )


def end_absence(calls: Calls, key: RowKey) -> AbsenceOut:
    """End an absence at once, or call one off; who is back hears what is open."""
    with calls.writing() as connection:
        call = calls.call(connection)
        return _absence(engine.end_absence(call, key, calls.person.key), ())


def _absence(one: Absence, lacking: tuple[StepInAbsence, ...]) -> AbsenceOut:
    return AbsenceOut(
        key=one.id,
        person=one.person,
        first_day=one.first_day,
        last_day=one.last_day,
        set_by=one.set_by,
        comment=one.comment,
        unattended=[_step(step) for step in lacking],
    )


def _step(one: StepInAbsence) -> UnattendedOut:
    return UnattendedOut.model_validate(one)
