"""Requests: whom to ask for material after a rejected picture or a larger brief."""

from collections.abc import Mapping
from datetime import datetime

from states.post import STEPS, PostState, StepKind
from vorlauf.db.post_snapshots import OpenStep, PostSnapshot
from vorlauf.db.tables import Outcome
from vorlauf.db.unit_of_work import NewStep, StepEnd, UnitOfWork
from vorlauf.directory.model import Directory
from vorlauf.workflow import steps
from vorlauf.workflow.reminder_schedule import notices_of


def ask_again(
    work: UnitOfWork, after: PostSnapshot, by: str, anew: Mapping[str, datetime | None]
) -> None:
    """Open what is owed now, and end what is owed no more; in other states nothing.

    The houses of `anew` are asked again though they are asked already, by the instant
    beside them (aware UTC) if there is one.
    """
    if after.state is not PostState.ASSET_REQUESTED:
        return
    owed = steps.opening(after, after.state, work.directory, work.now)
    wanted = {(step.kind, step.house) for step in owed}
    kept = [step for step in after.steps if _stays(step, wanted, anew)]
    gone = [s for s in after.steps if _is_collected(s.kind) and s not in kept]
    work.close(gone, StepEnd(outcome=Outcome.VOID, by=by))
    asked = {(step.kind, step.house) for step in kept}
    for step in owed:
        if (step.kind, step.house) in asked:
            continue
        due = _until(after, step, anew.get(step.house), work.directory)
        work.open(after, due, notices_of(due, work.directory, work.now))


def _stays(
    step: OpenStep,
    wanted: set[tuple[StepKind, str]],
    anew: Mapping[str, datetime | None],
) -> bool:
    is_wanted = (step.kind, step.house) in wanted and step.house not in anew
    return is_wanted and _is_collected(step.kind)


def _is_collected(kind: StepKind) -> bool:
    return STEPS[kind].state is PostState.ASSET_REQUESTED


def _until(
    post: PostSnapshot, step: NewStep, due_at: datetime | None, directory: Directory
) -> NewStep:
    if due_at is None:
        return step
    duty = steps.UndatedStep(step.kind, step.house, step.asked)
    return steps.planned_until(post, duty, due_at, directory)
