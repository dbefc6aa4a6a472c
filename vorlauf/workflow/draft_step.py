"""Draft step: when the text is written, and what the coordinator does next."""

from dataclasses import replace

from states.messages import Message, channels, phrase
from states.post import PostState, StepKind
from vorlauf.db.post_snapshots import PostSnapshot
from vorlauf.db.tables import Outcome
from vorlauf.db.unit_of_work import StepEnd, UnitOfWork
from vorlauf.directory.model import Directory
from vorlauf.workflow import steps
from vorlauf.workflow.move_facts import missing_material, missing_texts
from vorlauf.workflow.reminder_schedule import later_reminders
from vorlauf.workflow.transitions import in_draft


def duty(post: PostSnapshot, directory: Directory) -> StepKind | None:
    """Return the coordinator's step for a draft; None if the timetable is next.

    DRAFT until every text is there, and if material is missing that the timetable will
    not request, because the draft came back too late for it. SUBMIT if nothing is
    missing.
    """
    if missing_texts(post, directory):
        return StepKind.DRAFT
    if post.request_by is not None:
        return None
    return StepKind.DRAFT if missing_material(post, directory) else StepKind.SUBMIT


def lacking(post: PostSnapshot, directory: Directory) -> tuple[Message, ...]:
    """Return what a draft lacks, in words that can be read aloud; texts come first.

    Material that the timetable will request does not count. Empty if the draft waits
    for its handover alone.
    """
    unwritten = missing_texts(post, directory)
    texts = phrase("material", "the text for {channels}", channels=channels(unwritten))
    material = missing_material(post, directory) if post.request_by is None else ()
    return (*([texts] if unwritten else ()), *material)


def settle(work: UnitOfWork, post: PostSnapshot, by: str) -> PostSnapshot:
    """End the draft step once every text is there; return the post as it is then.

    The person who has just saved or delivered needs no mail about the next step. If the
    timetable has nothing left to request, the coordinator is next again.
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
