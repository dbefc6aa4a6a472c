"""Objection to a recorded decision: its step is open again, and others stay decided."""

from dataclasses import replace

from states.messages import msg
from states.post import PATH, STEPS, PostState, StepKind, Trigger
from vorlauf.db.post_snapshots import PostSnapshot
from vorlauf.db.tables import OUTCOME_OF, Outcome
from vorlauf.db.unit_of_work import StepEnd, UnitOfWork
from vorlauf.errors import RefusedError
from vorlauf.links.verify import VerifiedLink
from vorlauf.posts import decision_queries, past_queries, writes
from vorlauf.posts.step_queries import NoticeStep
from vorlauf.workflow import steps, transitions
from vorlauf.workflow.reminder_schedule import notices_of


def reopen(work: UnitOfWork, opened: VerifiedLink, by: str) -> PostSnapshot:
    """Ask for a recorded decision once more; return the post as it is then.

    After a yes the post goes back to where the step was asked, and only that step is
    open. After a no everybody is asked again, for the draft has ended what they said.
    Raises `RefusedError` if the decision has no effect any more.
    """
    post, matter = opened.post, opened.matter
    if not _is_in_force(work, post, matter):
        raise RefusedError(
            msg(
                "{number}: this decision has no effect any more, for the post is in "
                "state {state} and is presented anew.",
                number=post.number,
                state=post.state,
            )
        )
    if matter.retrospective:
        _ask(work, post, matter)
        work.move(post, post)
        return post
    asked_in = STEPS[matter.kind].state
    if matter.outcome == OUTCOME_OF[Trigger.REQUEST_CHANGES]:
        after = _arrival(work, post, _where_asked_again(matter.kind))
        transitions.enter(
            work, post, after, transitions.Exit(trigger=Trigger.REVISE, by=by)
        )
    else:
        after = post if post.state is asked_in else _arrival(work, post, asked_in)
        _close_later(work, post, after, by)
        _ask(work, after, matter)
    if after is not post and post.proofs:
        writes.drop_proofs(work.connection, post.id)
    work.move(post, after)
    return after


def _where_asked_again(kind: StepKind) -> PostState:
    return STEPS[kind].state if kind.is_material else PostState.MINISTRY_REVIEW


def _arrival(work: UnitOfWork, post: PostSnapshot, dest: PostState) -> PostSnapshot:
    return transitions.arrival(post, dest, Trigger.REVISE, work.directory, work.now)


def _is_in_force(work: UnitOfWork, post: PostSnapshot, matter: NoticeStep) -> bool:
    """Say whether what was recorded still leads the post."""
    if matter.outcome == OUTCOME_OF[Trigger.REQUEST_CHANGES]:
        is_newest = not past_queries.was_asked_after(work.connection, matter)
        is_draft = post.state is PostState.DRAFT and post.version == matter.version
        return is_newest and (is_draft or matter.retrospective)
    holding = decision_queries.standing(work.connection, post.id, post.version)
    if matter.id not in {yes.step_id for yes in holding}:
        return False
    here, asked = post.state, STEPS[matter.kind].state
    return here in PATH and PATH.index(here) >= PATH.index(asked)


def _close_later(
    work: UnitOfWork, post: PostSnapshot, after: PostSnapshot, by: str
) -> None:
    """End what is open because of the decision: the steps of the later state."""
    if after is post:
        return
    later = [step for step in post.steps if not step.retrospective]
    work.close(later, StepEnd(outcome=Outcome.VOID, by=by))


def _ask(work: UnitOfWork, post: PostSnapshot, matter: NoticeStep) -> None:
    duty = steps.duty_now(post, matter.kind, matter.house, work.directory)
    duties = [replace(duty, retrospective=matter.retrospective)]
    for step in steps.planned(post, duties, work.directory, work.now):
        work.open(post, step, notices_of(step, work.directory, work.now))
