"""Forwarding: a colleague of the same house is asked instead."""

from dataclasses import dataclass, replace
from datetime import datetime

from states.messages import msg, phrase
from states.post import STEPS, Role, StepKind
from vorlauf.db.audit_log import Entry
from vorlauf.db.call import Call
from vorlauf.db.tables import LinkKind, Outcome
from vorlauf.db.unit_of_work import StepEnd, UnitOfWork
from vorlauf.directory.model import Directory, Person
from vorlauf.errors import RefusedError
from vorlauf.link_actions.recheck import step_of, still_good
from vorlauf.links.signatures import Signature, recipient_of, signature_of
from vorlauf.links.verify import VerifiedLink
from vorlauf.scheduling.plan_queries import FORWARD
from vorlauf.text import check_text
from vorlauf.workflow import steps
from vorlauf.workflow.actors import Actor
from vorlauf.workflow.audit_entries import line
from vorlauf.workflow.reminder_schedule import notices_of


@dataclass(frozen=True, kw_only=True)
class Forwarded:
    """To whom a step was passed on; it is due when it was (aware UTC)."""

    number: str
    kind: StepKind
    house: str
    to: Person
    due_at: datetime


def receivers(directory: Directory, opened: VerifiedLink) -> tuple[Person, ...]:
    """Return the people of the house who could be asked instead, in file order.

    They have a name and may answer such a step; the author of a post does not decide
    on it, and whoever is asked already, or is disabled, is not among them.
    """
    matter, post = opened.matter, opened.post
    if not matter.kind.is_answered:
        return ()
    decides = opened.kind is LinkKind.DECIDE
    authors = {post.author, post.version_author} if decides else set()
    left_out = {matter.asked, opened.link.recipient, *authors, *opened.disabled}
    members = directory.members(matter.house, STEPS[matter.kind].asks.role)
    return tuple(person for person in members if person.key not in left_out)


def forward(
    call: Call, opened: VerifiedLink, to: str, name: str, comment: str
) -> Forwarded:
    """Ask a colleague of the house (by key) for the step instead, due when it was.

    The link that was used opens nothing any more; the colleague gets one by mail.
    Raises `RefusedError` for anybody who is not among the `receivers`, or if the link
    opens nothing any more, `ConflictError` when somebody was faster.
    """
    directory = call.directory
    check_text(phrase("subject", "The comment"), comment)
    asking = (LinkKind.DECIDE, LinkKind.DELIVER)
    again = still_good(call, opened, *asking)
    recipient_of(directory, again)
    signed = signature_of(directory, again, name)
    person = next((one for one in receivers(directory, again) if one.key == to), None)
    if person is None:
        raise RefusedError(
            msg(
                "{number}: this can be passed on only to somebody of the same "
                "house who is in stakeholders.toml; choose one of the names.",
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
