"""Auto-replies: an out-of-office notice is offered to the coordinator as an absence."""

from dataclasses import replace

from states.messages import Message, msg, sentences
from states.purpose import MailKind
from vorlauf.db import accounts
from vorlauf.db.post_snapshots import PostSnapshot
from vorlauf.db.tables import IncomingKind
from vorlauf.db.unit_of_work import NewNotice
from vorlauf.directory.model import Person
from vorlauf.mail.inbox import incoming_queries
from vorlauf.mail.inbox.incoming_queries import HandlingResult
from vorlauf.mail.inbox.matching import MailInHand, day_around, matter_of
from vorlauf.scheduling import absences
from vorlauf.workflow.steps import coordinator_of


def act_on_out_of_office(mail: MailInHand) -> HandlingResult:
    """Offer the coordinator an absence, at most one per person and day."""
    person = mail.sender or _reader(mail)
    noted = HandlingResult(
        kind=IncomingKind.OUT_OF_OFFICE,
        result=msg("Noted; it belongs to no post of somebody who takes part."),
        answers=mail.origin.message_id if mail.origin else None,
        absent_from=mail.received.absent_from,
        absent_until=mail.received.absent_until,
    )
    if person is None or person.functional:
        return noted
    disabled = accounts.disabled(mail.work.connection)
    if person.key in disabled:
        return replace(
            noted, result=msg("Noted; {person} is disabled.", person=person.name)
        )
    about = mail
    if mail.origin is None:
        last = incoming_queries.latest_to(mail.work.connection, person)
        about = replace(mail, origin=last)
    matter = matter_of(about)
    if matter is None:
        return replace(noted, person=person.key)
    result = _offer(mail, person, matter.post, matter.step_id)
    return replace(noted, result=result, person=person.key, post_id=matter.post.id)


def offer_too(mail: MailInHand, outcome: HandlingResult) -> HandlingResult:
    """Offer the absence as well that a person tells of in a reply, with its end."""
    person, until = mail.sender, mail.received.absent_until
    matter = matter_of(mail)
    if until is None or person is None or person.functional or matter is None:
        return outcome
    offered = _offer(mail, person, matter.post, matter.step_id)
    return replace(
        outcome,
        result=sentences([outcome.result, offered]),
        absent_from=mail.received.absent_from,
        absent_until=until,
    )


def _reader(mail: MailInHand) -> Person | None:
    people = mail.work.directory.people
    return people.get(mail.origin.recipient) if mail.origin else None


def _offer(
    mail: MailInHand, person: Person, post: PostSnapshot, step_id: int
) -> Message:
    changes, directory = mail.work, mail.work.directory
    connection = changes.connection
    today = directory.home_of(person).office.day_of(changes.now)
    if person.key in absences.away(connection, mail.received.absent_until or today):
        return msg("The absence of {person} is known.", person=person.name)
    reader = _who_hears(coordinator_of(post, directory), person, mail)
    if reader is None:
        return msg(
            "{person} is away; there is nobody else to tell.", person=person.name
        )
    house = directory.home_of(reader)
    due_at = house.mail_from(changes.now)
    if incoming_queries.was_offered_between(
        connection, person.key, *day_around(house, due_at)
    ):
        return msg("The absence of {person} was offered already.", person=person.name)
    notice = NewNotice(
        purpose=MailKind.ABSENCE_OFFERED, recipient=reader.key, due_at=due_at, n=mail.id
    )
    changes.owe(post, step_id, house.key, [notice])
    return msg(
        "The absence of {person} is offered to {reader}.",
        person=person.name,
        reader=reader.name,
    )


def _who_hears(coordinator: Person, absent: Person, mail: MailInHand) -> Person | None:
    if coordinator.key != absent.key:
        return coordinator
    disabled = accounts.disabled(mail.work.connection)
    deputies = mail.work.directory.deputies_of(coordinator.key)
    return next((one for one in deputies if one.key not in disabled), None)
