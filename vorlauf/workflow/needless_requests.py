"""Needless requests: who was asked for what an act has ended hears that it is over."""

from collections.abc import Sequence

from states.purpose import MailKind
from vorlauf.db.post_snapshots import OpenStep, PostSnapshot
from vorlauf.db.unit_of_work import NewNotice, UnitOfWork
from vorlauf.posts import told_queries
from vorlauf.workflow.reminder_schedule import QUIET, mail_at


def tell_needless(
    work: UnitOfWork, post: PostSnapshot, ended: Sequence[OpenStep]
) -> tuple[OpenStep, ...]:
    """Owe a mail to those whose request for an ended step went out; return the steps.

    It waits a quarter of an hour, and is not sent to whoever is asked anew meanwhile.
    Nobody hears of a request that had not gone out.
    """
    answered = [step for step in ended if step.kind.is_answered]
    told = told_queries.told_dates(work.connection, [step.id for step in answered])
    found = tuple(step for step in answered if step.id in told)
    for step in found:
        house = work.directory.houses.get(step.house, work.directory.agency)
        purpose = MailKind.NO_LONGER_ASKED
        at = mail_at(house, purpose, work.now + QUIET)
        notice = NewNotice(purpose=purpose, recipient=step.asked, due_at=at)
        work.owe(post, step.id, step.house, [notice])
    return found
