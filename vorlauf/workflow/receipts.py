"""Receipts: people hear that their decision was recorded, houses the result."""

from collections.abc import Sequence

from states.post import PostState, StepKind
from states.purpose import MailKind
from vorlauf.db.post_snapshots import PostSnapshot
from vorlauf.db.unit_of_work import NewNotice
from vorlauf.workflow.action import Action
from vorlauf.workflow.actors import AnswerableStep


def owe_receipts(action: Action, answered: Sequence[AnswerableStep]) -> None:
    """Queue a receipt for everybody who answered a step, and for their principals.

    So nobody misses a decision made in their name. For a decision by link, the address
    that the link was sent to gets the receipt, and the person who was asked. A decision
    that a coordinator has recorded has a receipt by which it can be objected to.
    """
    bearer = action.decision.bearer
    is_recorded = action.decision.recording is not None
    kind = MailKind.DECISION_RECORDED if is_recorded else MailKind.DECISION_RECEIVED
    for one in answered:
        principal = one.principal.key if one.principal else action.actor.key
        by_link = (bearer.issued_to.key, one.step.asked) if bearer else ()
        for key in dict.fromkeys((action.actor.key, principal, *by_link)):
            _tell(action, one.step.id, key, kind)


def tell_houses(action: Action, after: PostSnapshot) -> None:
    """Tell the contact of every house that its post is published, and where."""
    step = next((s for s in action.post.steps if s.kind is StepKind.PUBLISH), None)
    if after.state is not PostState.PUBLISHED or step is None:
        return
    there = [key for key in after.houses if key in action.directory.houses]
    for contact in dict.fromkeys(action.directory.contact_of(key).key for key in there):
        _tell(action, step.id, contact, MailKind.PUBLISHED)


def _tell(action: Action, step_id: int, key: str, purpose: MailKind) -> None:
    person = action.directory.people.get(key)
    if person is None:
        return
    house = action.directory.home_of(person)
    notice = NewNotice(
        purpose=purpose, recipient=key, due_at=house.mail_from(action.now)
    )
    action.work.owe(action.post, step_id, house.key, [notice])
