"""Bounces: a mail came back, so its notices did not arrive."""

from notifications.inbox.bounces import Bounce
from states.messages import msg
from vorlauf.db.tables import IncomingKind
from vorlauf.errors import ConflictError
from vorlauf.mail.inbox import incoming_queries
from vorlauf.mail.inbox.incoming_queries import AnsweredNotice, HandlingResult, Origin
from vorlauf.mail.inbox.matching import MailInHand
from vorlauf.mail.queue import delivery_failures
from vorlauf.mail.queue.delivery_failures import Undelivered


def act_on_return(mail: MailInHand, bounce: Bounce) -> HandlingResult:
    """Give up the returned notices and tell the coordinator; a delay is only recorded.

    Raises `ConflictError` while the mail is still being settled.
    """
    kind = IncomingKind.BOUNCE if bounce.has_failed else IncomingKind.DELAY
    if mail.origin is None:
        return HandlingResult(kind=kind, result="It names no mail of ours.")
    if not bounce.has_failed:
        return _outcome(mail.origin, kind, f"Still on its way: {_reason(bounce)}")
    if incoming_queries.is_in_hand(mail.origin):
        raise ConflictError(
            msg("The mail that came back is being sent at this moment.")
        )
    return _outcome(mail.origin, kind, _take_back(mail, mail.origin, bounce))


def _take_back(mail: MailInHand, origin: Origin, bounce: Bounce) -> str:
    changes = mail.work
    error = f"The mail came back: {_reason(bounce)}"
    back = incoming_queries.bury(changes.connection, origin, error, changes.now)
    if not back:
        return "What came back was settled before."
    rests = delivery_failures.note_refusal(
        changes.connection, origin.address, error, changes.now, later=True
    )
    told = delivery_failures.report(changes, map(_undelivered, back))
    return (
        f"{len(back)} notices to {origin.address} came back, {told} reports are owed"
        + ("; nothing more goes to this address." if rests else ".")
    )


def _reason(bounce: Bounce) -> str:
    return f"{bounce.status} {bounce.reason}".strip() or "the server gave no reason."


def _outcome(origin: Origin, kind: IncomingKind, result: str) -> HandlingResult:
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
