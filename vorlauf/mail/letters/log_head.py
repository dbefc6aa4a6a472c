"""The head of the audit log by mail: a working day's mail to auditors who want it."""

from collections.abc import Iterable

from sqlalchemy import Connection

from notifications.letters import log_head as words
from notifications.letters.blocks import MailContent
from notifications.letters.values import LogHeadValues
from states.post import Role
from states.purpose import MailKind
from vorlauf.db import accounts, audit_head, audit_log
from vorlauf.db.audit_head import LastLine
from vorlauf.db.call import Call
from vorlauf.directory.model import Directory, Person
from vorlauf.errors import StoreError
from vorlauf.mail.letters.render_context import MailContext
from vorlauf.mail.letters.template_values import Addressee, campaign_of, reader_of
from vorlauf.posts import open_step_queries
from vorlauf.posts.open_step_queries import NewSummary


def owe_heads(call: Call) -> int:
    """Queue today's head for each auditor who wants it; return how many.

    Once on each working day of their house, whether or not anything was added: a mail
    that does not come is a sign. Harmless when called again.
    """
    connection, directory = call.connection, call.directory
    wanting = accounts.wanting_heads(connection) - accounts.disabled(connection)
    readers = [one for one in auditors(directory) if one.key in wanting]
    today = [_today(person, call) for person in readers if _works(person, call)]
    if not today:
        return 0
    audit_log.lock(connection)
    kind = MailKind.AUDIT_HEAD
    known = {
        day: open_step_queries.summaries_of(connection, kind, day)
        for day in {one.period for one in today}
    }
    fresh = [one for one in today if one.recipient not in known[one.period]]
    open_step_queries.owe_summaries(connection, kind, fresh)
    return len(fresh)


def auditors(directory: Directory) -> Iterable[Person]:
    """Return who may have the head by mail."""
    return (one for one in directory.people.values() if one.role is Role.AUDITOR)


def end_of_log(connection: Connection) -> LastLine | None:
    """Return the head of now; None if the log does not end where it should."""
    try:
        return audit_head.last_line(connection)
    except StoreError:
        return None


def message(end: LastLine | None, to: Addressee, office: MailContext) -> MailContent:
    """Write the mail with the head."""
    campaign = campaign_of(office.directory.coordinator, office.directory)
    return words.log_head(reader_of(to), campaign, head=values_of(end), now=office.now)


def values_of(end: LastLine | None) -> LogHeadValues | None:
    """Return a head as the words of mails take it."""
    if end is None:
        return None
    head = end.head
    return LogHeadValues(
        line=head.line,
        at=end.at,
        head=head.grouped,
        brief=head.brief,
        typed=str(head),
    )


def _works(person: Person, call: Call) -> bool:
    office = call.directory.home_of(person).office
    return office.calendar.is_working_day(office.day_of(call.now))


def _today(person: Person, call: Call) -> NewSummary:
    house = call.directory.home_of(person)
    day = house.office.day_of(call.now)
    return NewSummary(
        recipient=person.key,
        house=house.key,
        period=day.year * 10_000 + day.month * 100 + day.day,
        due_at=house.mail_from(call.now),
    )
