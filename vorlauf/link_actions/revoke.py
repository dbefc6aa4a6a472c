"""Revoking: a decision is taken back by its receipt, until the next one is made.

No step is reopened: a step that the decision had ended is asked for again, and a step
that it had opened ends void.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from states.messages import Message, msg
from states.post import STEPS, PostState, Trigger
from vorlauf.db.audit_log import Entry
from vorlauf.db.call import Call
from vorlauf.db.post_snapshots import PostSnapshot
from vorlauf.db.tables import LinkKind, Outcome
from vorlauf.db.unit_of_work import NewStep, StepEnd, UnitOfWork
from vorlauf.directory.model import Directory
from vorlauf.errors import RefusedError
from vorlauf.link_actions.recheck import still_good
from vorlauf.links.signatures import Signature, signature_of
from vorlauf.links.verify import VerifiedLink
from vorlauf.posts import step_queries, undo_queries
from vorlauf.posts.state_before import LastMove
from vorlauf.posts.step_queries import NoticeStep
from vorlauf.workflow import steps
from vorlauf.workflow.actors import Actor
from vorlauf.workflow.audit_entries import line
from vorlauf.workflow.reminder_schedule import notices_of
from vorlauf.workflow.retrospective import TRIGGERS
from vorlauf.workflow.transitions import decided_before
from vorlauf.workflow.undo import TAKE_BACK, Undone


def can_take_back(call: Call, opened: VerifiedLink) -> Message | None:
    """Say why the decision that this receipt is about stays, or None if it need not."""
    move = undo_queries.last_move(call.connection, opened.post)
    return _objection(call.directory, opened, move, call.now)


def take_back(call: Call, opened: VerifiedLink, name: str) -> Undone:
    """Take back the decision that a receipt is about; the post is where it was before.

    Whoever had been asked is asked again, with the date they had. Raises `RefusedError`
    with the reason `can_take_back` gives, and `ConflictError` and `BadInputError` as
    `answer`.
    """
    again = still_good(call, opened, LinkKind.RECEIPT)
    signed = signature_of(call.directory, again, name)
    return take_back_as(call, again, signed)


def take_back_as(
    call: Call,
    opened: VerifiedLink,
    signed: Signature,
    *,
    details: Mapping[str, object] | None = None,
) -> Undone:
    """Take back a decision whose receipt is `still_good`; `details` go into the file.

    Raises as `take_back`.
    """
    move = undo_queries.last_move(call.connection, opened.post)
    if why := _objection(call.directory, opened, move, call.now):
        raise RefusedError(msg("{number}: {why}", number=opened.post.number, why=why))
    if move is None or move.source is None:
        raise AssertionError
    work = UnitOfWork(call)
    act = _Revocation(work, opened, signed, move, details or {})
    return _take_back(act, move.source)


@dataclass(frozen=True)
class _Revocation:
    """The parts of one decision on its way back."""

    work: UnitOfWork
    opened: VerifiedLink
    signed: Signature
    move: LastMove
    details: Mapping[str, object] = field(default_factory=dict)


def _objection(
    directory: Directory, opened: VerifiedLink, move: LastMove | None, now: datetime
) -> Message | None:
    post, matter = opened.post, opened.matter
    if move is None or not _is_about(move, matter):
        return msg(
            "something else has happened since this decision, so it is "
            "not taken back; ask the coordinators."
        )
    if post.state is PostState.SCHEDULED and (post.has_come(now) or post.proofs):
        return msg("the slot has come, so the approval is not taken back any more.")
    if gone := [h for h in (matter.house, *post.houses) if h not in directory.houses]:
        return msg(
            "stakeholders.toml no longer has {house}; ask the coordinators.",
            house=gone[0],
        )
    return None


def _is_about(move: LastMove, matter: NoticeStep) -> bool:
    """Say whether the last move of a post is the decision on this step."""
    return (
        move.event in TRIGGERS
        and move.source is not None
        and move.at == matter.closed_at
        and move.actor == matter.decided_by
        and matter.house in move.house.split(", ")
    )


def _take_back(act: _Revocation, source: PostState) -> Undone:
    work, post = act.work, act.opened.post
    # A no has begun a round; what was said before it holds again.
    is_begun = post.state is PostState.DRAFT and source is not PostState.DRAFT
    after = replace(
        post, state=source, request_by=None, round=post.round - int(is_begun)
    )
    anew = list(_asked_anew(act, source))
    if post.state is not source:
        begun = [step for step in post.steps if not step.retrospective]
        verdict = StepEnd(outcome=Outcome.VOID, by=act.signed.name)
        work.close(begun, verdict)
    for step in anew:
        work.open(after, step, notices_of(step, act.work.directory, work.now))
    work.move(post, after)
    work.log(_line(act, after))
    work.write()
    return Undone(
        number=post.number,
        title=post.title,
        event=act.move.event,
        source=post.state,
        dest=source,
    )


def _asked_anew(act: _Revocation, source: PostState) -> Iterator[NewStep]:
    """Yield what was decided, and what nobody is asked for since."""
    move, post_id = act.move, act.opened.matter.post_id
    ended = step_queries.ended_by(act.work.connection, post_id, move.at, move.actor)
    newest = {(one.kind, one.house, one.retrospective): one for one in ended}
    for one in newest.values():
        if _was_decided(act, one) or _was_dropped(act, one, source):
            yield _same(act, one)


def _was_decided(act: _Revocation, one: NoticeStep) -> bool:
    is_of_the_act = one.house in act.move.house.split(", ")
    return one.outcome == act.opened.matter.outcome and is_of_the_act


def _was_dropped(act: _Revocation, one: NoticeStep, state: PostState) -> bool:
    """Say whether a no has ended it, and somebody is to be asked for it again."""
    is_no = act.move.event == Trigger.REQUEST_CHANGES
    if one.outcome != Outcome.VOID or not is_no or act.opened.post.state is state:
        return False
    if one.retrospective:
        return one.kind in decided_before(state)
    return one.kind.is_decision and STEPS[one.kind].state is state


def _same(act: _Revocation, matter: NoticeStep) -> NewStep:
    """Return the step as it was asked for, due as then, or tomorrow if that is over."""
    directory, post, now = act.work.directory, act.opened.post, act.work.now
    office = steps.office_of(matter.house, directory)
    duty = steps.UndatedStep(
        matter.kind, matter.house, matter.asked, matter.retrospective
    )
    if matter.asked not in directory.people:
        today = steps.duty_now(post, matter.kind, matter.house, directory)
        duty = replace(today, retrospective=matter.retrospective)
    due_at = matter.due_at
    if due_at <= now:
        due_at = office.due_on(office.calendar.add(office.day_of(now), 1))
    return steps.planned_until(post, duty, due_at, directory)


def _line(act: _Revocation, after: PostSnapshot) -> Entry:
    actor = Actor(
        key=act.signed.key,
        name=act.signed.name,
        role=STEPS[act.opened.matter.kind].asks.role,
        own_account=act.signed.capacity,
    )
    entry = line(
        actor,
        act.opened.post,
        after,
        at=act.work.now,
        event=TAKE_BACK,
        house=act.opened.matter.house,
        details={
            **act.signed.details,
            **act.details,
            "undone": act.move.id,
            "event": act.move.event,
        },
    )
    return replace(entry, on_behalf_of=act.move.on_behalf_of)
