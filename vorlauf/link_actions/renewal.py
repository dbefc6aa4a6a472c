"""Renewal: a new link for a dead one, sent only to the address on file."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from states.messages import msg
from states.purpose import MailKind
from vorlauf.db.call import Call
from vorlauf.db.post_snapshots import OpenStep
from vorlauf.db.unit_of_work import NewNotice, UnitOfWork
from vorlauf.directory.model import Directory
from vorlauf.errors import RefusedError
from vorlauf.links import link_queries
from vorlauf.links.issue import LinkIssuer, Subject, reissue
from vorlauf.links.verify import LinkState, VerifiedLink, kind_for, open_link
from vorlauf.scheduling import plan_queries
from vorlauf.workflow.audit_entries import remark
from vorlauf.workflow.steps import office_of

RENEW: Final = "renew_link"
MOST_A_DAY: Final = 3
_A_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Renewed:
    """A link that goes out by mail at once: about which post, to whom."""

    number: str
    name: str


def renew(call: Call, issuer: LinkIssuer, words: str) -> Renewed | None:
    """Send a fresh link to whom a dead one was sent, for what is asked of them now.

    None for what is no link of ours. Raises `RefusedError` if the link is good, or
    nothing is asked of them here any more, and for the fourth in a day.
    """
    directory = call.directory
    work = UnitOfWork(call)
    opened = open_link(call, issuer, words)
    if opened is None:
        return None
    _check(opened)
    recipient = opened.recipient
    step = _asked_now(opened, directory)
    number = opened.post.number
    if recipient is None or step is None:
        raise RefusedError(
            msg(
                "{number}: nothing is asked of you here at present, so there "
                "is no new link.",
                number=number,
            )
        )
    told = link_queries.count_since(
        call.connection,
        step.id,
        recipient.key,
        MailKind.LINK_RENEWED,
        call.now - _A_DAY,
    )
    if told >= MOST_A_DAY:
        raise RefusedError(
            msg(
                "{number}: {most_a_day} links were sent to you within a day; "
                "look at your mails, or ask the coordinators.",
                number=number,
                most_a_day=MOST_A_DAY,
            )
        )
    if opened.state is LinkState.EXPIRED:
        # Any other has ended, or is for what is asked no more: the mail makes a new
        # one, or repeats the one that is good.
        _reissue(work, issuer, opened, step)
    _owe(work, opened, step)
    work.write()
    return Renewed(number=number, name=recipient.name)


def _check(opened: VerifiedLink) -> None:
    number = opened.post.number
    if opened.state is LinkState.GOOD:
        raise RefusedError(msg("{number}: this link is good; use it.", number=number))


def _asked_now(opened: VerifiedLink, directory: Directory) -> OpenStep | None:
    """Return the open step of the same kind that the recipient may answer."""
    return next(
        (
            step
            for step in opened.post.steps
            if kind_for(step.kind) is opened.kind
            and step.house == opened.matter.house
            and _may_answer(opened, step, directory)
        ),
        None,
    )


def _may_answer(opened: VerifiedLink, step: OpenStep, directory: Directory) -> bool:
    recipient = opened.recipient
    if step.asked not in directory.people or recipient is None:
        return False
    stands_in = recipient in directory.deputies_of(step.asked)
    return recipient.key == step.asked or stands_in


def _reissue(
    work: UnitOfWork, issuer: LinkIssuer, opened: VerifiedLink, step: OpenStep
) -> None:
    subject = Subject(
        step_id=step.id,
        post_id=step.post_id,
        version=step.version,
        due_at=step.due_at,
        office=office_of(step.house, work.directory),
    )
    reissue(work.call, issuer, opened.link, subject)


def _owe(work: UnitOfWork, opened: VerifiedLink, step: OpenStep) -> None:
    """Owe the mail at once: somebody is waiting for it, whatever the hour."""
    who = opened.recipient_key
    home = work.directory.home_of(work.directory.people[who])
    notice = NewNotice(
        purpose=MailKind.LINK_RENEWED,
        recipient=who,
        due_at=work.now,
        n=plan_queries.last_number(work.connection, step.id) + 1,
    )
    work.owe(opened.post, step.id, home.key, [notice])
    details = {
        "door": "link",
        "link": opened.link.id,
        "issued_to": who,
        "was": opened.state.value,
    }
    work.log(
        remark(
            opened.post,
            at=work.now,
            event=RENEW,
            house=step.house,
            details=details,
        )
    )
