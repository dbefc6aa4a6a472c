"""Retrospective approvals: answers to skipped decisions, which move no post."""

from typing import Final

from states.advance import Refusal, RefusalKind, possible
from states.messages import msg
from states.moves import DECIDES, GUARDS, Facts
from states.post import Trigger
from states.purpose import MailKind
from vorlauf.db.post_snapshots import PostSnapshot
from vorlauf.db.unit_of_work import NewNotice
from vorlauf.errors import RefusedError
from vorlauf.workflow.action import Action, Moved
from vorlauf.workflow.actors import Actor
from vorlauf.workflow.receipts import owe_receipts
from vorlauf.workflow.steps import coordinator_of

TRIGGERS: Final = tuple(trigger for trigger in Trigger if trigger.is_decision)


def answers(post: PostSnapshot, actor: Actor, trigger: Trigger) -> bool:
    """Say whether the trigger answers retrospective steps and leaves the state alone.

    An actor who also has a step in the present state answers that one first.
    """
    is_in_time = trigger in possible(post.state) and bool(actor.capacities)
    return not is_in_time and bool(actor.answered_by(trigger, retrospective=True))


def refusal(trigger: Trigger, facts: Facts) -> Refusal | None:
    """Say why a retrospective step cannot be answered like this; None if it can."""
    is_no = trigger is Trigger.REQUEST_CHANGES
    for name in (*DECIDES, *(["has_a_comment"] if is_no else [])):
        if not GUARDS[name].holds(facts):
            return Refusal(RefusalKind.NOT_YET, GUARDS[name].message(facts))
    return None


def answer(action: Action) -> Moved:
    """Close the retrospective steps with a yes or a no; the state stays.

    The coordinator hears of a no and decides about the post. Raises `RefusedError` for
    the author, for another version, and for a no without a comment.
    """
    reason = refusal(action.decision.trigger, action.facts)
    if reason is not None:
        raise RefusedError(
            msg("{number}: {reason}", number=action.post.number, reason=reason.message)
        )
    answered = action.answered(retrospective=True)
    action.close(answered)
    owe_receipts(action, answered)
    if action.decision.trigger is Trigger.REQUEST_CHANGES:
        _tell_the_coordinator(action, answered[0].step.id)
    return action.record(action.post, answered)


def _tell_the_coordinator(action: Action, step_id: int) -> None:
    person = coordinator_of(action.post, action.directory)
    notice = NewNotice(
        purpose=MailKind.CHANGES_REQUESTED,
        recipient=person.key,
        due_at=action.directory.house(person.house).mail_from(action.now),
    )
    action.work.owe(action.post, step_id, person.house, [notice])
