"""Signatures: who acts by a link, by the typed name, in which capacity and for whom."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from states.messages import Message, msg
from states.moves import GUARDS, Facts
from states.post import STEPS, Capacity, Role
from vorlauf.db.tables import LinkKind
from vorlauf.directory.model import Directory, Person
from vorlauf.directory.names import Likeness, has_word, is_same, likeness
from vorlauf.errors import BadInputError, RefusedError
from vorlauf.links.verify import VerifiedLink
from vorlauf.look_alikes import scripts
from vorlauf.text import tidy_name

# What acts by itself, in the words of pages, mails and the file.
_PROGRAM: Final = "Vorlauf"
_PROGRAMS: Final = (
    "flow",
    "system",
    "upgrade",
    "timetable",
    "Zeitsteuerung",
    "Zeitplan",
    "Mailer-Daemon",
    "Administrator",
)


@dataclass(frozen=True, kw_only=True)
class Signature:
    """Who acts by a link.

    `key` is empty unless they are on file in the house that is asked. `capacity` is
    None for those on file, who act in their own; `principal` is the person for whom a
    deputy acts. `details` are what the log keeps of it; the link is not among them.
    """

    name: str
    key: str
    role: Role | None
    capacity: Capacity | None = None
    principal: Person | None = None
    details: Mapping[str, object] = field(default_factory=dict)


def signature_of(directory: Directory, opened: VerifiedLink, typed: str) -> Signature:
    """Return who acts by a link, by the name they typed.

    Whoever is on file in the house that is asked signs with the own name. Anybody else
    acts by own account, and not in the name of somebody on file. Raises `BadInputError`
    for what is no name, `RefusedError` for a name that is or looks like that of
    somebody who is not asked, who only reads, or of the program.
    """
    name = tidy_name(typed)
    person = _signer(directory, opened, name)
    if person is None:
        _check_nobody_else(directory, opened, name)
        return Signature(
            name=name,
            key="",
            role=None,
            capacity=_by_own_account(opened),
            details=details_of(opened, None),
        )
    _check_takes_part(opened, person)
    is_theirs = _may_sign(directory, opened, person)
    return Signature(
        name=person.name,
        key=person.key,
        role=person.role,
        capacity=None if is_theirs else _by_own_account(opened),
        principal=_principal(directory, opened, person),
        details=details_of(opened, person),
    )


def recipient_of(directory: Directory, opened: VerifiedLink) -> Person:
    """Return to whom a link was sent. Raises `RefusedError` if they are asked no more.

    It is asked of them, or of somebody they stand in for.
    """
    recipient, asked = opened.recipient, directory.people.get(opened.matter.asked)
    is_asked = recipient is not None and recipient == asked
    stands_in = asked is not None and recipient in directory.deputies_of(asked.key)
    if recipient is None or not (is_asked or stands_in):
        who = recipient.name if recipient else opened.recipient_key
        raise RefusedError(
            msg(
                "{number}: {who} is not asked for this any more, so nobody "
                "answers by this link.",
                number=opened.post.number,
                who=who,
            )
        )
    return recipient


def details_of(opened: VerifiedLink, signer: Person | None) -> Mapping[str, object]:
    """Return what the log keeps of an act by link; the link itself is not in it."""
    recipient = opened.recipient
    told: dict[str, object] = {
        "door": "link",
        "link": opened.link.id,
        "issued_to": opened.recipient_key,
    }
    if recipient is not None and recipient.functional:
        told["mailbox"] = True
    elif signer is None or signer != recipient:
        told["forwarded"] = True
    return told


def check_author(opened: VerifiedLink, person: Person) -> None:
    """Refuse the author of a post, who does not decide on it."""
    if person.key in {opened.post.author, opened.post.version_author}:
        raise RefusedError(_decided_by_its_author(opened))


def _decided_by_its_author(opened: VerifiedLink) -> Message:
    reason = GUARDS["is_not_the_author"].message(Facts())
    return msg("{number}: {reason}", number=opened.post.number, reason=reason)


def _signer(directory: Directory, opened: VerifiedLink, name: str) -> Person | None:
    """Return whose name it is of those who may sign; the recipient comes first."""
    for person in _on_file(directory, opened):
        if is_same(name, person.name):
            if scripts(name) != scripts(person.name):
                raise RefusedError(_belongs_to_another(name))
            return person
    return None


def _on_file(directory: Directory, opened: VerifiedLink) -> Iterator[Person]:
    """Yield those on file in the house that is asked, and those who stand in."""
    asked = directory.people.get(opened.matter.asked)
    theirs = [opened.recipient, asked]
    theirs += directory.deputies_of(asked.key) if asked else ()
    house = opened.matter.house
    theirs += [one for one in directory.people.values() if one.house == house]
    for person in theirs:
        if person is not None and not person.functional:
            yield person


def _check_takes_part(opened: VerifiedLink, person: Person) -> None:
    if person.key in opened.disabled:
        raise RefusedError(_takes_no_part(person.name))
    if person.role is Role.AUDITOR and person != opened.recipient:
        raise RefusedError(_only_reads(person.name))


def _may_sign(directory: Directory, opened: VerifiedLink, person: Person) -> bool:
    """Say whether it is their business: they are asked, or could be, or stand in."""
    asked = directory.people.get(opened.matter.asked)
    if person in {opened.recipient, asked}:
        return True
    is_fit = person.role in {STEPS[opened.matter.kind].asks.role, Role.APPROVER}
    is_deputy = asked is not None and person in directory.deputies_of(asked.key)
    return is_deputy or (is_fit and person.house == opened.matter.house)


def _principal(
    directory: Directory, opened: VerifiedLink, person: Person
) -> Person | None:
    """Return for whom somebody decides as a deputy; at a mailbox its house decides."""
    asked = directory.people.get(opened.matter.asked)
    if asked is None or person not in directory.deputies_of(asked.key):
        return None
    is_of_the_mailbox = asked.functional and person.house == opened.matter.house
    return None if is_of_the_mailbox else asked


def _by_own_account(opened: VerifiedLink) -> Capacity:
    recipient = opened.recipient
    is_mailbox = recipient is not None and recipient.functional
    return Capacity.MAILBOX if is_mailbox else Capacity.FORWARDED


def _check_nobody_else(directory: Directory, opened: VerifiedLink, name: str) -> None:
    """Raise unless a name belongs to nobody on file, to no house and no program."""
    is_programs = any(is_same(name, one) for one in _PROGRAMS)
    if is_programs or name.startswith("(") or has_word(name, _PROGRAM):
        raise RefusedError(_belongs_to_another(name))
    houses = directory.houses.values()
    if any(is_same(name, way) for house in houses for way in (house.key, house.name)):
        raise BadInputError(_in_full())
    own = {person.key for person in _on_file(directory, opened)}
    alike = {
        person.key: found
        for person in directory.people.values()
        if (found := likeness(name, person)) is not Likeness.NONE
    }
    for key, found in alike.items():
        if found in {Likeness.SAME, Likeness.LONGER} and key not in own:
            raise RefusedError(_why_not(opened, directory.people[key], name))
    if alike:
        raise BadInputError(_in_full())


def _why_not(opened: VerifiedLink, person: Person, name: str) -> Message:
    authors = {opened.post.author, opened.post.version_author}
    if person.functional:
        return msg("{name} is a functional mailbox; a named person decides.", name=name)
    if person.key in opened.disabled:
        return _takes_no_part(person.name)
    if opened.kind is LinkKind.DECIDE and person.key in authors:
        return _decided_by_its_author(opened)
    if person.role is Role.AUDITOR:
        return _only_reads(name)
    return _belongs_to_another(name)


def _takes_no_part(name: str) -> Message:
    return msg("{who} does not take part any more and decides nothing.", who=name)


def _only_reads(name: str) -> Message:
    return msg("{name} reads along and decides nothing.", name=name)


def _belongs_to_another(name: str) -> Message:
    return msg(
        "{name} is the name of somebody who is not asked here, or looks like it; sign "
        "with your own name. If it is your name, too, write to the coordinators.",
        name=name,
    )


def _in_full() -> Message:
    return msg("Write your first name and your surname in full, and nothing else.")
