"""Signer: who answers by a link, by the typed name, and for whom."""

from collections.abc import Mapping
from dataclasses import dataclass

from states.messages import msg
from states.moves import GUARDS, Facts
from states.post import Role
from vorlauf.directory.addresses import comparable
from vorlauf.directory.model import Directory, Person
from vorlauf.errors import RefusedError
from vorlauf.links.verify import VerifiedLink
from vorlauf.text import tidy_name
from vorlauf.workflow.actors import LinkSigner, plain_name


@dataclass(frozen=True, kw_only=True)
class Signature:
    """Who acts by a link: `key` is empty unless it is whom the link was sent to.

    `details` are what the file keeps of it; the link itself is not among them.
    """

    name: str
    key: str
    details: Mapping[str, object]


def bearer_of(directory: Directory, opened: VerifiedLink, typed: str) -> LinkSigner:
    """Return as whom somebody answers who has opened a link and typed this name.

    It is the person the link was sent to, who may stand in for whoever is asked, or
    somebody else: a colleague it was passed on to, or a person at a mailbox. Raises
    `BadInputError` for what is no name, `RefusedError` for the post's author, for
    whoever only reads, and if its recipient is asked no more.
    """
    recipient = recipient_of(directory, opened)
    signed = signature_of(directory, opened, typed)
    _check_author(opened, recipient)
    asked = directory.people[opened.matter.asked]
    return LinkSigner(
        name=signed.name,
        key=signed.key,
        step_id=opened.matter.id,
        version=opened.link.version,
        issued_to=recipient,
        principal=None if is_name_of(signed.name, asked) else asked,
        details=signed.details,
    )


def signature_of(directory: Directory, opened: VerifiedLink, typed: str) -> Signature:
    """Return who acts by a link, by the name they typed. Raises as `bearer_of`."""
    name = tidy_name(typed)
    recipient = opened.recipient
    _check_named(directory, opened, name)
    is_own = recipient is not None and is_name_of(name, recipient)
    return Signature(
        name=recipient.name if recipient and is_own else name,
        key=recipient.key if recipient and is_own else "",
        details=details_of(opened, name),
    )


def recipient_of(directory: Directory, opened: VerifiedLink) -> Person:
    """Return to whom a link was sent. Raises `RefusedError` if they are asked no more.

    It is asked of them, or of somebody they stand in for.
    """
    recipient, asked = opened.recipient, directory.people.get(opened.matter.asked)
    is_asked = recipient is not None and recipient == asked
    stands_in = asked is not None and recipient in directory.deputies_of(asked.key)
    if recipient is None or not (is_asked or stands_in):
        who = recipient.name if recipient else opened.link.recipient
        raise RefusedError(
            msg(
                "{number}: {who} is not asked for this any more, so nobody "
                "answers by this link.",
                number=opened.post.number,
                who=who,
            )
        )
    return recipient


def details_of(opened: VerifiedLink, name: str) -> Mapping[str, object]:
    """Return what the file keeps of an act by link; the link itself is not in it."""
    recipient = opened.recipient
    told: dict[str, object] = {
        "door": "link",
        "link": opened.link.id,
        "issued_to": opened.link.recipient,
    }
    if recipient is not None and recipient.functional:
        told["mailbox"] = True
    elif recipient is None or not is_name_of(name, recipient):
        told["forwarded"] = True
    return told


def is_name_of(name: str, person: Person) -> bool:
    """Say whether it is the name of this person, who is no mailbox."""
    return not person.functional and plain_name(name) == plain_name(person.name)


def _check_named(directory: Directory, opened: VerifiedLink, name: str) -> None:
    recipient = opened.recipient
    known = [p for p in directory.people.values() if _is_called(name, p)]
    if any(one.functional for one in known):
        raise RefusedError(
            msg("{name} is a functional mailbox; a named person decides.", name=name)
        )
    if known and all(one.key in opened.disabled for one in known):
        who = known[0].name
        raise RefusedError(
            msg("{who} does not take part any more and decides nothing.", who=who)
        )
    is_own = recipient in known
    if not is_own and known and all(one.role is Role.AUDITOR for one in known):
        raise RefusedError(msg("{name} reads along and decides nothing.", name=name))


def _is_called(name: str, person: Person) -> bool:
    is_name = plain_name(name) == plain_name(person.name)
    return is_name or comparable(name) == comparable(person.email)


def _check_author(opened: VerifiedLink, recipient: Person) -> None:
    """Refuse the author before anybody else's name is asked for."""
    if recipient.key in {opened.post.author, opened.post.version_author}:
        reason = GUARDS["is_not_the_author"].message(Facts())
        raise RefusedError(
            msg("{number}: {reason}", number=opened.post.number, reason=reason)
        )
