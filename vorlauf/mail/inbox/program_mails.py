"""Program mails: what no person wrote, and what the coordinator should read of it."""

from dataclasses import replace
from typing import Final

from states.messages import msg, sentences
from vorlauf.db.tables import IncomingKind
from vorlauf.directory.addresses import comparable
from vorlauf.directory.model import Person
from vorlauf.editing.comments import comment
from vorlauf.mail.inbox import incoming_queries
from vorlauf.mail.inbox.incoming_queries import HandlingResult
from vorlauf.mail.inbox.matching import MailInHand, author_of, matter_of
from vorlauf.mail.inbox.replies import said_in
from vorlauf.posts import address_status
from vorlauf.workflow.steps import coordinator_of

# Who let an address rest of its own accord; what a person ordered, a person lifts.
_BY_ITSELF: Final = ("", "Vorlauf")


def show(
    mail: MailInHand, noted: HandlingResult, text: str, about: Person | None = None
) -> HandlingResult:
    """Show the coordinator a mail as an internal comment; `noted` if there is no way.

    It stands on the post of the mail that it answers, else of the last one to the
    person it is `about`. A coordinator is not told of her own mailbox: the mail that
    tells of it might come back as well.
    """
    if mail.origin is None and about is not None:
        last = incoming_queries.latest_to(mail.work.connection, about)
        mail = replace(mail, origin=last)
    matter = matter_of(mail) if mail.origin else None
    if mail.origin is None or matter is None:
        return noted
    coordinator = coordinator_of(matter.post, mail.work.directory)
    if coordinator.key == mail.origin.recipient:
        return noted
    author = author_of(mail, matter)
    said = replace(said_in(mail, matter, author, text), internal=True)
    comment(mail.work, matter.post, said, matter.step_id)
    return replace(
        noted,
        result=sentences(
            [noted.result, msg("{person} is shown it.", person=coordinator.name)]
        ),
        answers=mail.origin.message_id,
        post_id=matter.post.id,
        person=noted.person or mail.origin.recipient,
    )


def act_on_automatic(mail: MailInHand) -> HandlingResult:
    """Note what a program wrote; what a coordinator should know is shown to her.

    That is a complaint that a mail was spam, and what somebody on file lets a program
    answer in words that are no formula: “I am no longer here” among them.
    """
    received = mail.received
    noted = HandlingResult(kind=IncomingKind.AUTOMATIC, result=msg("Noted."))
    if received.is_abuse_report or (received.is_news and mail.sender is not None):
        text = f"{received.subject}\n\n{received.words}".strip()
        return show(mail, noted, text, mail.sender)
    return noted


def note_sign_of_life(mail: MailInHand) -> None:
    """Lift the rest of an address from which a mail of ours to it was answered."""
    address = comparable(mail.received.sender)
    if not mail.evidence.is_sign_of_life(address):
        return
    connection = mail.work.connection
    known = address_status.known_troubles(connection, [address]).get(address)
    if known is not None and known.suppressed_by in _BY_ITSELF:
        address_status.forgive(connection, address)
