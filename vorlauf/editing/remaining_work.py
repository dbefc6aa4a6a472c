"""Remaining work: what a post still needs, and whether its slot leaves time for it."""

from dataclasses import replace
from datetime import datetime
from typing import Final

from states.deadlines import Feasibility, Remaining, feasibility, following
from states.post import StepKind
from vorlauf.db.post_snapshots import OpenStep, PostSnapshot
from vorlauf.directory.model import Directory
from vorlauf.workflow.steps import graphics_owing, houses_owing, parties_of

# The order in which a post's duties come.
IN_ORDER: Final = tuple(StepKind)


def open_steps(post: PostSnapshot) -> list[OpenStep]:
    """Return the open steps that lead to the slot, not those asked for afterwards."""
    return [step for step in post.steps if not step.retrospective]


def feasibility_as_open(
    post: PostSnapshot, directory: Directory, now: datetime
) -> Feasibility:
    """Say whether the slot is met if each open step is done when it is due."""
    return feasibility(
        _beginning_of_next(post, now),
        post.slot_at,
        parties_of(post, directory),
        remaining_of(post, directory),
    )


def remaining_of(post: PostSnapshot, directory: Directory) -> Remaining:
    """Return what comes after the open steps, without what is in already."""
    return Remaining(
        next_kind(post),
        assets=bool(houses_owing(post)),
        graphics=graphics_owing(post, directory) is not None,
    )


def with_cause(found: Feasibility, post: PostSnapshot, now: datetime) -> Feasibility:
    """Name the house of the first step as the cause if every open step is overdue."""
    if found.met or not is_overdue(post, now):
        return found
    first = min(open_steps(post), key=lambda step: step.due_at)
    return replace(found, because=first.house)


def is_overdue(post: PostSnapshot, now: datetime) -> bool:
    """Say whether nothing is waited for but what is overdue."""
    steps = open_steps(post)
    return bool(steps) and all(step.due_at < now for step in steps)


def next_kind(post: PostSnapshot) -> StepKind:
    """Return what begins when all that is open is done."""
    if steps := open_steps(post):
        return following(max((step.kind for step in steps), key=IN_ORDER.index))
    return StepKind.PUBLISH if post.request_by is None else StepKind.ASSETS


def _beginning_of_next(post: PostSnapshot, now: datetime) -> datetime:
    # What waits for the slot could go out at once, were the slot another one.
    dues = [step.due_at for step in open_steps(post) if not step.kind.waits_for_slot]
    return max([now, *dues])
