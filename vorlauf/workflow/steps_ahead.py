"""Steps ahead: what the plan of a post has in store after all that is open."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from states.post import PATH, STEPS, StepKind
from vorlauf.db.post_snapshots import PostSnapshot
from vorlauf.directory.model import Directory
from vorlauf.errors import NotFoundError
from vorlauf.workflow.steps import duties_of, schedule_of


@dataclass(frozen=True, kw_only=True)
class StepAhead:
    """A step still to come: of which house, whom it would ask, from when to when.

    `starts_at` and `due_at` are aware UTC.
    """

    kind: StepKind
    house: str
    asked: str
    starts_at: datetime
    due_at: datetime


def steps_ahead(post: PostSnapshot, directory: Directory) -> Iterator[StepAhead]:
    """Yield the steps that a post has still to go through, by its plan.

    Nothing is planned for a post off the path, or whose houses have left
    stakeholders.toml.
    """
    if post.state not in PATH:
        return
    try:
        plan = schedule_of(post, directory)
    except NotFoundError:
        return
    here = PATH.index(post.state)
    open_kinds = {step.kind for step in post.steps if not step.retrospective}
    for kind in StepKind:
        place = PATH.index(STEPS[kind].state)
        if not kind.is_planned or kind in open_kinds or place < here:
            continue
        if place == here and not _is_still_owed(kind, open_kinds):
            continue
        for duty in duties_of(kind, post, directory):
            yield StepAhead(
                kind=kind,
                house=duty.house,
                asked=duty.asked,
                starts_at=plan.start(kind),
                due_at=plan.due(kind),
            )


def _is_still_owed(kind: StepKind, open_kinds: set[StepKind]) -> bool:
    """Say whether a duty of the present state comes after one that is open now."""
    order = list(StepKind)
    return any(order.index(one) < order.index(kind) for one in open_kinds)
