"""Outlook: whether a slot can be met, at planning time and at any time later."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from states.deadlines import Feasibility, feasibility, slack
from states.post import PostState, StepKind
from vorlauf.planning import NewPost, houses_of
from vorlauf.slots import check_slot
from vorlauf.stakeholders import Directory
from vorlauf.store.queries import Case, OpenStep

# The order in which a post's duties come: the first open one decides.
_IN_ORDER: Final = tuple(StepKind)


@dataclass(frozen=True, kw_only=True)
class Outlook:
    """How a post stands today: `slack` in working days, negative when late.

    `slack` is None while nothing is open, as when the timetable is next.
    """

    slack: int | None
    feasibility: Feasibility


def feasibility_of(directory: Directory, post: NewPost, now: datetime) -> Feasibility:
    """Say whether a post that is added now can meet its slot.

    Raises `NotFoundError` and `BadInputError` for houses and slots as adding it does.
    """
    slot_at = check_slot(post.slot_at, directory, now)
    return feasibility(
        now,
        slot_at,
        [directory.house(key).party for key in houses_of(post, directory)],
        doing=_beginning(post, directory),
        assets=post.wants_assets,
        graphics=post.wants_graphics and directory.graphics is not None,
    )


def _beginning(post: NewPost, directory: Directory) -> StepKind:
    is_written = all(post.texts.get(name) for name in directory.campaign.channels)
    # Material that is not wanted takes no time, so nothing has to be left out.
    return StepKind.ASSETS if is_written else StepKind.DRAFT


def outlook(case: Case, directory: Directory, now: datetime) -> Outlook | None:
    """Say how a post stands today, or None if it is out or withdrawn."""
    if case.state in {PostState.PUBLISHED, PostState.WITHDRAWN}:
        return None
    steps = [step for step in case.steps if not step.retrospective]
    slacks = [
        slack(step.due_at, now, directory.house(step.house).office) for step in steps
    ]
    return Outlook(
        slack=min(slacks, default=None),
        feasibility=feasibility(
            now,
            case.slot_at,
            [directory.house(key).party for key in case.houses],
            doing=_doing(case, steps),
            assets=case.wants_assets,
            graphics=case.wants_graphics,
        ),
    )


def _doing(case: Case, steps: Sequence[OpenStep]) -> StepKind:
    kinds = [step.kind for step in steps]
    if case.request_by is not None:
        kinds.append(StepKind.ASSETS)
    return min(kinds, key=_IN_ORDER.index, default=StepKind.PUBLISH)
