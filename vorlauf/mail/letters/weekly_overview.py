"""Weekly overview: on the first working day of a week, everything that is open."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from notifications.letters import weekly_overview as words
from notifications.letters.blocks import Letter
from notifications.letters.values import OverviewItem
from states.deadlines import slack
from states.post import STEPS, Role
from states.purpose import MailKind
from states.working_days import Calendar
from vorlauf.db import accounts, audit_log, changed_rows
from vorlauf.db.audit_head import LastLine
from vorlauf.db.call import Call
from vorlauf.directory.model import Directory, Person
from vorlauf.mail.letters import log_head
from vorlauf.mail.letters.render_context import MailContext
from vorlauf.mail.letters.template_values import (
    Addressee,
    campaign_of,
    house_name,
    reader_of,
)
from vorlauf.posts import open_step_queries
from vorlauf.posts.open_step_queries import NewSummary, OpenDuty
from vorlauf.workflow.steps import office_of

_READERS = (Role.COORDINATOR, Role.APPROVER)


def owe_overviews(call: Call) -> int:
    """Queue this week's overview for coordinators and approvers; return how many.

    Once a week each, on the first working day of their house, and only if something is
    open. Harmless when called again.
    """
    connection = call.connection
    disabled = accounts.disabled(connection)
    readers = [
        one
        for one in _readers(call.directory)
        if _is_day(one, call.directory, call.now) and one.key not in disabled
    ]
    if not readers:
        return 0
    audit_log.lock(connection)
    changed_rows.date(connection, call.now)
    everything = open_step_queries.open_duties(connection)
    owed = [
        _overview(person, call.directory, call.now)
        for person in readers
        if _of_interest(everything, person)
    ]
    known = {
        week: open_step_queries.summaries_of(connection, MailKind.OVERVIEW, week)
        for week in _weeks(owed)
    }
    fresh = [one for one in owed if one.recipient not in known[one.period]]
    open_step_queries.owe_summaries(connection, MailKind.OVERVIEW, fresh)
    return len(fresh)


def letter(
    open_duties: Sequence[OpenDuty],
    to: Addressee,
    office: MailContext,
    end: LastLine | None,
    *,
    is_beside: bool = False,
) -> Letter:
    """Write the overview of what is open, for a coordinator or an approver.

    A coordinator also gets the head of the audit log, which ends with `end`. It is
    shorter if it `is_beside` other letters.
    """
    directory, now = office.directory, office.now
    items = [
        _item(duty, directory, now) for duty in _of_interest(open_duties, to.person)
    ]
    campaign = campaign_of(directory.coordinator, directory)
    is_keeper = to.person.role is Role.COORDINATOR
    head = log_head.values_of(end) if is_keeper else None
    room = words.ROOM_BESIDE if is_beside else words.ROOM
    return words.overview(
        reader_of(to), campaign, words.Open(items, room), now=now, head=head
    )


def _readers(directory: Directory) -> Iterable[Person]:
    return (person for person in directory.people.values() if person.role in _READERS)


def _is_day(person: Person, directory: Directory, now: datetime) -> bool:
    office = directory.home_of(person).office
    today = office.day_of(now)
    return today == _first_working_day(today, office.calendar)


def _overview(person: Person, directory: Directory, now: datetime) -> NewSummary:
    house = directory.home_of(person)
    year, week, _ = house.office.day_of(now).isocalendar()
    return NewSummary(
        recipient=person.key,
        house=house.key,
        period=year * 100 + week,
        due_at=house.mail_from(now),
    )


def _weeks(owed: Iterable[NewSummary]) -> set[int]:
    return {one.period for one in owed}


def _first_working_day(day: date, calendar: Calendar) -> date:
    monday = day - timedelta(days=day.weekday())
    return calendar.add(monday - timedelta(days=1), 1)


def _of_interest(everything: Iterable[OpenDuty], person: Person) -> list[OpenDuty]:
    """Return the steps that this reader oversees: all, or the approvals."""
    if person.role is Role.COORDINATOR:
        return list(everything)
    return [duty for duty in everything if STEPS[duty.kind].asks.role is person.role]


def _item(duty: OpenDuty, directory: Directory, now: datetime) -> OverviewItem:
    days = slack(duty.due_at, now, office_of(duty.house, directory))
    asked = directory.people.get(duty.asked)
    return OverviewItem(
        number=duty.number,
        title=duty.title,
        slot=duty.slot_at,
        kind=duty.kind,
        house=house_name(duty.house, directory),
        asked=asked.name if asked else duty.asked,
        due=duty.due_at,
        overdue_by=max(-days, 0),
        is_missed=duty.is_waiting,
    )
