"""Forwarding: a colleague, a deputy or somebody of the house above is asked instead."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from states.messages import msg, phrase
from states.post import STEPS, Role, StepKind
from vorlauf.db.audit_log import Entry
from vorlauf.db.call import Call
from vorlauf.db.tables import LinkKind, Outcome
from vorlauf.db.unit_of_work import StepEnd, UnitOfWork
from vorlauf.directory.model import Directory, Person
from vorlauf.editing.comment_by_account import tidy_words
from vorlauf.errors import RefusedError
from vorlauf.link_actions.comment_by_link import tell
from vorlauf.link_actions.recheck import step_of, still_good
from vorlauf.links.signatures import Signature, recipient_of, signature_of
from vorlauf.links.verify import VerifiedLink
from vorlauf.scheduling.plan_queries import FORWARD
from vorlauf.text import check_text
from vorlauf.workflow import steps
from vorlauf.workflow.actors import Actor
from vorlauf.workflow.audit_entries import line
from vorlauf.workflow.move_facts import authors_of
from vorlauf.workflow.reminder_schedule import notices_of


@dataclass(frozen=True, kw_only=True)
class Forwarded:
    """To whom a step was passed on; it is due when it was (aware UTC)."""

    number: str
    kind: StepKind
    house: str
    to: Person
    due_at: datetime


class Relation(StrEnum):
    """Why somebody can be asked instead."""

    COLLEAGUE = "colleague"
    DEPUTY = "deputy"
    PARENT = "parent"


@dataclass(frozen=True, kw_only=True)
class Receiver:
    """Who can be asked instead, and why."""

    person: Person
    relation: Relation


def receivers(directory: Directory, opened: VerifiedLink) -> tuple[Receiver, ...]:
    """Return who could be asked instead, each once: the nearest first.

    These are the colleagues of the house, the deputies, and the people of the houses
    above it. They have a name and may answer such a step; the author of a post does not
    decide on it, and whoever is asked already, or is disabled, is not among them.
    """
    matter, post = opened.matter, opened.post
    if not matter.kind.is_answered:
        return ()
    decides = opened.kind is LinkKind.DECIDE
    authors = authors_of(post, directory) if decides else set()
    left_out = {matter.asked, opened.recipient_key, *authors, *opened.disabled}
    role = STEPS[matter.kind].asks.role
    found: dict[str, Receiver] = {}
    for person, relation in _people(directory, matter.house, matter.asked, role):
        if person.key not in left_out:
            one = Receiver(person=person, relation=relation)
            found.setdefault(person.key, one)
    return tuple(found.values())


def _people(
    directory: Directory, house: str, asked: str, role: Role
) -> Iterator[tuple[Person, Relation]]:
    for person in directory.members(house, role):
        yield person, Relation.COLLEAGUE
    known = directory.people.get(asked)
    if known is not None:
        # Somebody of another role may be who answers for a house.
        for person in directory.members(house, known.role):
            yield person, Relation.COLLEAGUE
        for person in directory.deputies_of(asked):
            if not person.functional:
                yield person, Relation.DEPUTY
    for above in _above(directory, house):
        for person in directory.members(above, role):
            yield person, Relation.PARENT


def _above(directory: Directory, house: str) -> Iterator[str]:
    """Yield the houses above this one, the nearest first."""
    found = directory.houses.get(house)
    while found is not None and found.parent is not None:
        yield found.parent
        found = directory.houses.get(found.parent)


def disown(call: Call, opened: VerifiedLink, name: str, words: str) -> int:
    """Tell the coordinator that a step is not the reader's; return the comment's key.

    Nothing else changes: the step stays open until somebody else is asked. Raises as
    `forward`, and `BadInputError` without words.
    """
    words = tidy_words(words)
    again = still_good(call, opened, LinkKind.DECIDE, LinkKind.DELIVER)
    recipient_of(call.directory, again)
    signed = signature_of(call.directory, again, name)
    work = UnitOfWork(replace(call, entry_point=signed.details))
    key = tell(work, again, again.post, signed, words)
    work.write()
    return key


def forward(
    call: Call, opened: VerifiedLink, to: str, name: str, comment: str
) -> Forwarded:
    """Ask one of the `receivers` (by key) for the step instead, due when it was.

    The link that was used opens nothing any more; whoever is asked gets one by mail.
    Raises `RefusedError` for anybody who is not among the `receivers`, or if the link
    opens nothing any more, `ConflictError` when somebody was faster.
    """
    directory = call.directory
    check_text(phrase("subject", "The comment"), comment)
    asking = (LinkKind.DECIDE, LinkKind.DELIVER)
    again = still_good(call, opened, *asking)
    recipient_of(directory, again)
    signed = signature_of(directory, again, name)
    found = {one.person.key: one.person for one in receivers(directory, again)}
    person = found.get(to)
    if person is None:
        raise RefusedError(
            msg(
                "{number}: this can be passed on only to somebody who is offered "
                "here; choose one of the names.",
                number=again.post.number,
            )
        )
    work = UnitOfWork(call)
    _pass_on(work, again, person, signed)
    work.log(_line(again, person, signed, comment, call.now))
    work.write()
    return Forwarded(
        number=again.post.number,
        kind=again.matter.kind,
        house=again.matter.house,
        to=person,
        due_at=again.matter.due_at,
    )


def _pass_on(
    work: UnitOfWork, opened: VerifiedLink, person: Person, signed: Signature
) -> None:
    step, post = step_of(opened), opened.post
    work.close([step], StepEnd(outcome=Outcome.VOID, by=signed.name))
    duty = steps.UndatedStep(step.kind, step.house, person.key, step.retrospective)
    anew = steps.planned_until(post, duty, step.due_at, work.directory)
    work.open(post, anew, notices_of(anew, work.directory, work.now))


def _line(
    opened: VerifiedLink, person: Person, signed: Signature, comment: str, now: datetime
) -> Entry:
    matter = opened.matter
    recipient = opened.recipient
    actor = Actor(
        key=signed.key,
        name=signed.name,
        role=signed.role or (recipient.role if recipient else Role.CONTACT),
        own_account=signed.capacity,
    )
    entry = line(
        actor,
        opened.post,
        opened.post,
        at=now,
        event=FORWARD,
        house=matter.house,
        comment=comment,
        details={
            **signed.details,
            "step": matter.id,
            "kind": matter.kind.value,
            "to": person.name,
            "to_key": person.key,
        },
    )
    # Nobody else's view of the post is outdated by it.
    return replace(entry, row_version=None)
