"""Draft step: when the text is written, and what its author owes then."""

from dataclasses import replace

from states.post import PostState, StepKind
from vorlauf.db.post_snapshots import PostSnapshot
from vorlauf.db.tables import Outcome
from vorlauf.db.unit_of_work import StepEnd, UnitOfWork
from vorlauf.directory.model import Directory
from vorlauf.workflow import steps
from vorlauf.workflow.actors import missing_material, missing_texts
from vorlauf.workflow.reminder_schedule import later_reminders
from vorlauf.workflow.transitions import in_draft


def duty(post: PostSnapshot, directory: Directory) -> StepKind | None:
    """Return what the coordinator owes a draft; None while it is the timetable's.

    DRAFT until every text is there, and where material is missing that the timetable
    will not request, for the draft came back too late for it. SUBMIT if nothing is
    missing.
    """
    if missing_texts(post, directory):
        return StepKind.DRAFT
    if post.request_by is not None:
        return None
    return StepKind.DRAFT if missing_material(post, directory) else StepKind.SUBMIT


def settle(work: UnitOfWork, post: PostSnapshot, by: str) -> PostSnapshot:
    """End the duty to write once every text is there; return the post as it is then.

    Whoever has just saved or delivered needs no mail to know what comes next. What
    the timetable need not request any more is the coordinator's again.
    """
    awaited = post.state is PostState.DRAFT and post.request_by is not None
    if awaited:
        post = in_draft(post, work.directory)
    writing = [step for step in post.steps if step.kind is StepKind.DRAFT]
    is_freed = awaited and post.request_by is None
    if missing_texts(post, work.directory) or not (writing or is_freed):
        return post
    if post.state is PostState.DRAFT:
        owed = duty(post, work.directory)
        if owed is StepKind.DRAFT:
            return post
        begin(work, post, owed)
    work.close(writing, StepEnd(outcome=Outcome.DONE, by=by))
    return replace(post, steps=tuple(s for s in post.steps if s not in writing))


def begin(work: UnitOfWork, post: PostSnapshot, kind: StepKind | None) -> None:
    """Open the coordinator's step of this kind, with its reminders and no request."""
    if kind is None:
        return
    owed = steps.duty_now(post, kind, "", work.directory)
    for step in steps.planned(post, [owed], work.directory, work.now):
        house = work.directory.house(step.house)
        work.open(post, step, later_reminders(step, house, work.now))
