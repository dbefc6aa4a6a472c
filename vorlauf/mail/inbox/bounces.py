"""Bounces: a mail came back, so its notices did not arrive."""

from notifications.inbox.bounces import Bounce
from states.messages import Message, msg, sentences
from vorlauf.db.stored_messages import packed
from vorlauf.db.tables import IncomingKind
from vorlauf.directory.addresses import comparable
from vorlauf.errors import ConflictError
from vorlauf.links.subaddresses import SubaddressUse
from vorlauf.mail.inbox import incoming_queries
from vorlauf.mail.inbox.incoming_queries import AnsweredNotice, HandlingResult, Origin
from vorlauf.mail.inbox.matching import MailInHand, person_at
from vorlauf.mail.inbox.program_mails import show
from vorlauf.mail.queue import delivery_failures
from vorlauf.mail.queue.delivery_failures import Undelivered
from vorlauf.posts import address_status


def act_on_return(mail: MailInHand, bounce: Bounce) -> HandlingResult:
    """Give up the returned notices and tell the coordinator; a delay is only recorded.

    What came back from another address than ours (a list, a forward) ends nothing, and
    neither does what anybody could have written: a mail that went out with a subaddress
    on its envelope comes back to that. The coordinator reads both and judges.
    Raises `ConflictError` while the mail is still being settled.
    """
    kind = IncomingKind.BOUNCE if bounce.has_failed else IncomingKind.DELAY
    origin = mail.origin
    if origin is None:
        return _without_a_mail_of_ours(mail, bounce, kind)
    if not bounce.has_failed:
        return _outcome(
            origin, kind, msg("Still on its way: {reason}", reason=_reason(bounce))
        )
    if _is_somebody_else(bounce, origin):
        result = msg(
            "It did not reach {address} (a list or a forward).",
            address=bounce.recipient,
        )
        return show(mail, _outcome(origin, kind, result), _words(mail, bounce))
    if not _is_believed(mail, origin):
        result = msg("It did not come to the address on the envelope of our mail.")
        return show(mail, _outcome(origin, kind, result), _words(mail, bounce))
    if incoming_queries.is_in_hand(origin):
        raise ConflictError(
            msg("The mail that came back is being sent at this moment.")
        )
    return _outcome(origin, kind, _take_back(mail, origin, bounce))


def _without_a_mail_of_ours(
    mail: MailInHand, bounce: Bounce, kind: IncomingKind
) -> HandlingResult:
    """Note it; the coordinator is shown what concerns somebody on file."""
    noted = HandlingResult(kind=kind, result=msg("It names no mail of ours."))
    person = person_at(bounce.recipient, mail.work.directory)
    if person is None or not bounce.has_failed:
        return noted
    return show(mail, noted, _words(mail, bounce), person)


def _is_somebody_else(bounce: Bounce, origin: Origin) -> bool:
    failed = set(map(comparable, bounce.recipients))
    return bool(failed) and comparable(origin.address) not in failed


def _is_believed(mail: MailInHand, origin: Origin) -> bool:
    """Say whether a server brings the mail back, as far as that can be known.

    Its Message-ID stands in every answer to it, the address on its envelope in none.
    """
    is_sure = mail.evidence.came_to is SubaddressUse.RETURN
    return is_sure or origin.handle is None or not mail.evidence.can_be_sure


def _words(mail: MailInHand, bounce: Bounce) -> str:
    """Return what a server says of a mail, in its own words."""
    return f"{mail.received.subject}\n\n{bounce.recipient}: {_reason(bounce)}"


def _take_back(mail: MailInHand, origin: Origin, bounce: Bounce) -> Message:
    changes = mail.work
    error = packed(msg("The mail came back: {reason}", reason=_reason(bounce)))
    back = incoming_queries.bury(changes.connection, origin, error, changes.now)
    if not back:
        return msg("What came back was settled before.")
    rests = _counts(mail, bounce) and delivery_failures.note_refusal(
        changes.connection, origin.address, error, changes.now, later=True
    )
    if bounce.is_passing:
        # A full mailbox or a server that was away says little about the next mail.
        address_status.refused_for_now(
            changes.connection, origin.address, error, changes.now
        )
    told = delivery_failures.report(changes, map(_undelivered, back))
    settled = msg(
        "{notices} notices to {address} came back, {reports} reports are owed.",
        notices=len(back),
        address=origin.address,
        reports=told,
    )
    resting = msg("Nothing more goes to this address.")
    return sentences([settled, resting]) if rests else settled


def _counts(mail: MailInHand, bounce: Bounce) -> bool:
    """Say whether it counts against the address: it must say which one failed."""
    is_sure = mail.evidence.came_to is SubaddressUse.RETURN
    return bounce.is_lasting and (is_sure or bool(bounce.recipients))


def _reason(bounce: Bounce) -> str:
    if bounce.status in bounce.reason:
        return bounce.reason or "the server gave no reason."
    return f"{bounce.status} {bounce.reason}".strip()


def _outcome(origin: Origin, kind: IncomingKind, result: Message) -> HandlingResult:
    posts = (one.post_id for one in origin.notices if one.post_id is not None)
    return HandlingResult(
        kind=kind,
        result=result,
        answers=origin.message_id,
        post_id=next(posts, None),
        person=origin.recipient,
    )


def _undelivered(notice: AnsweredNotice) -> Undelivered:
    return Undelivered(
        id=notice.id,
        step_id=notice.step_id,
        post_id=notice.post_id,
        purpose=notice.purpose,
        recipient=notice.recipient,
    )
