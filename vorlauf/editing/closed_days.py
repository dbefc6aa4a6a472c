"""Closed days: what was planned for a day that is closed now is put on hold."""

from datetime import date

from states.purpose import MailKind
from vorlauf.db.call import Call
from vorlauf.db.hold_tables import HoldScope
from vorlauf.db.unit_of_work import UnitOfWork
from vorlauf.editing.free_slots import free_slots
from vorlauf.posts import hold_queries, open_step_queries
from vorlauf.posts.hold_queries import NewHold
from vorlauf.posts.open_step_queries import NewSummary
from vorlauf.posts.slots import closed_because
from vorlauf.scheduling import holds
from vorlauf.workflow.actors import TIMETABLE


def newly_closed(call: Call) -> dict[int, date]:
    """Return the open posts whose slot is to come on a day that is closed by now.

    A blackout, a holiday and a closing day of the agency count alike. Posts that are
    held for such a day already are left out. The keys are those of posts.
    """
    office = call.directory.agency.office
    today = office.day_of(call.now)
    reasons: dict[date, str] = {}
    found = {}
    for key, slot_at in hold_queries.slots_ahead(call.connection):
        day = office.day_of(slot_at)
        if day < today:
            continue
        if day not in reasons:
            reasons[day] = closed_because(day, call.directory)
        if reasons[day]:
            found[key] = day
    return found


def hold_closed(call: Call) -> int:
    """Hold what lies on closed days; return how many posts were put on hold.

    The coordinator gets one mail that lists all of them, each with the next free slot.
    """
    closed = newly_closed(call)
    if not closed:
        return 0
    work = UnitOfWork(call)
    days = sorted(set(closed.values()))
    reasons = dict.fromkeys(closed_because(day, call.directory) for day in days)
    new = NewHold(
        scope=HoldScope.CLOSED_DAYS,
        what=f"{days[0]}/{days[-1]}",
        reason="; ".join(reasons),
        held_by=TIMETABLE.name,
        held_by_key=TIMETABLE.key,
        begun_at=call.now,
        ends_at=None,
    )
    proposed = free_slots(call, list(closed))
    hold_id = holds.begin(work, new, proposed, TIMETABLE)
    work.write()
    _report(call, hold_id)
    return len(closed)


def _report(call: Call, hold_id: int) -> None:
    """Owe the coordinator the mail that lists the posts of the hold."""
    person = call.directory.coordinator
    house = call.directory.home_of(person)
    told = NewSummary(
        recipient=person.key,
        house=house.key,
        period=hold_id,
        due_at=house.mail_from(call.now, urgent=True),
    )
    kind = MailKind.HOLD_REPORT
    open_step_queries.owe_summaries(call.connection, kind, [told])
