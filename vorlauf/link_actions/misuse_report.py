"""Misuse report: “that was not me”, from the recipient of a receipt."""

from dataclasses import dataclass, replace
from typing import Final

from vorlauf.db.call import Call
from vorlauf.db.post_snapshots import fingerprint_of
from vorlauf.db.tables import LinkKind
from vorlauf.db.unit_of_work import UnitOfWork
from vorlauf.directory.model import Directory
from vorlauf.editing.comment_by_account import tidy_words
from vorlauf.link_actions.comment_by_link import tell
from vorlauf.link_actions.recheck import still_good
from vorlauf.link_actions.revoke import can_take_back, take_back_as
from vorlauf.links.signatures import Signature, details_of, signature_of
from vorlauf.links.verify import VerifiedLink
from vorlauf.workflow.audit_entries import remark
from vorlauf.workflow.undo import Undone

DISPUTED: Final = "disputed"


@dataclass(frozen=True, kw_only=True)
class Reported:
    """What has become of it: `undone` is None if the decision could not be undone."""

    number: str
    undone: Undone | None


def report(call: Call, opened: VerifiedLink, text: str) -> Reported:
    """Note that a decision was not made by whoever got its receipt, and tell why.

    At a mailbox nobody decided, as far as it knows. The coordinator hears of it; the
    decision is taken back if it still can be. Raises
    `RefusedError` for a link that is no receipt, or past its time, `BadInputError`
    without words.
    """
    directory = call.directory
    text = tidy_words(text)
    again = still_good(call, opened, LinkKind.RECEIPT)
    signed = _signed(directory, again)
    work = UnitOfWork(replace(call, entry_point=signed.details))
    tell(work, again, again.post, signed, text)
    _note(work, again, signed)
    work.write()
    undone = None
    if can_take_back(call, again) is None:
        reason = {"reason": DISPUTED}
        undone = take_back_as(call, again, signed, details=reason)
    return Reported(number=again.post.number, undone=undone)


def _signed(directory: Directory, opened: VerifiedLink) -> Signature:
    """Return the recipient of the receipt: nobody else says that it was not them."""
    recipient = opened.recipient
    if recipient is not None and not recipient.functional:
        return signature_of(directory, opened, recipient.name)
    return Signature(
        name=recipient.name if recipient else opened.recipient_key,
        key=opened.recipient_key,
        role=recipient.role if recipient else None,
        details=details_of(opened, recipient),
    )


def _note(work: UnitOfWork, opened: VerifiedLink, signed: Signature) -> None:
    matter = opened.matter
    details = {
        **signed.details,
        "step": matter.id,
        "kind": matter.kind.value,
        "decided_by": matter.decided_by or "",
    }
    entry = remark(
        opened.post,
        at=work.now,
        event=DISPUTED,
        house=matter.house,
        details=details,
    )
    person = opened.recipient
    work.log(
        replace(
            entry,
            actor=signed.name,
            actor_key=signed.key,
            capacity=person.role.value if person else "",
            version=matter.version,
            fingerprint=fingerprint_of(work.connection, opened.post, matter.version),
        )
    )
