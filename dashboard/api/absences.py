"""Absences by the API: who is away, and for what nobody is there then."""

from datetime import date, datetime

from dashboard.api.caller import Calls
from dashboard.api.values import Day, Key, RowKey, Text, Value
from states.post import Role, StepKind
from vorlauf.db.call import Call
from vorlauf.db.tables import Absence
from vorlauf.scheduling import absences as engine
from vorlauf.scheduling.absences import Absent
from vorlauf.scheduling.unattended import UnattendedStep, caused_by, unattended_steps


class UnattendedOut(Value):
    """A duty for which nobody is there, deputies and all, from one day to another.

    `is_open` says that it is asked for already, and not only planned.
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
    last_day: date


class AbsenceIn(Value):
    """Who is away, by default whoever asks, both days included."""

    person: Key | None = None
    first_day: Day
    last_day: Day
    comment: Text = ""


class AbsenceOut(Value):
    """An absence, and for what nobody is there because of it."""

    key: int
    person: str
    first_day: date
    last_day: date
    set_by: str
    comment: str
    unattended: list[UnattendedOut]


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


def set_absence(calls: Calls, said: AbsenceIn) -> AbsenceOut:
    """Enter an absence; the answer says for what nobody is there then."""
    wish = Absent(
        person=said.person or calls.person.key,
        first_day=said.first_day,
        last_day=said.last_day,
        set_by=calls.person.key,
        comment=said.comment,
    )
    with calls.naming(), calls.writing() as connection:
        call: Call = calls.call(connection)
        entered = engine.set_absence(call, wish)
        lacking = caused_by(call, entered)
    return _absence(entered, lacking)


def end_absence(calls: Calls, key: RowKey) -> AbsenceOut:
    """End an absence at once, or call one off; who is back hears what is open."""
    with calls.writing() as connection:
        call = calls.call(connection)
        return _absence(engine.end_absence(call, key, calls.person.key), ())


def _absence(one: Absence, lacking: tuple[UnattendedStep, ...]) -> AbsenceOut:
    return AbsenceOut(
        key=one.id,
        person=one.person,
        first_day=one.first_day,
        last_day=one.last_day,
        set_by=one.set_by,
        comment=one.comment,
        unattended=[_step(step) for step in lacking],
    )


def _step(one: UnattendedStep) -> UnattendedOut:
    return UnattendedOut.model_validate(one)
