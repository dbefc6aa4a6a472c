"""The steps of a post: done, open, and planned."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from dashboard.web.request import PageRequest
from states.deadlines import Office, slack
from states.post import PATH, STEPS, StepKind
from vorlauf.db.post_snapshots import PostSnapshot
from vorlauf.db.tables import Outcome
from vorlauf.errors import NotFoundError
from vorlauf.readmodels.post import PostFile, StepRow
from vorlauf.workflow.steps import duties_of, office_of, schedule_of

# So many closed steps stand on the page; the rest is folded away.
RECENT: Final = 6
# And so many are folded away, unless all are asked for.
MOST: Final = 20


@dataclass(frozen=True, kw_only=True)
class OpenLink:
    """An open step with its slack in working days."""

    step: StepRow
    days: int


@dataclass(frozen=True, kw_only=True)
class ClosedLink:
    """A closed step; `late_by` are the working days by which it was done too late."""

    step: StepRow
    late_by: int


@dataclass(frozen=True, kw_only=True)
class Planned:
    """A duty still to come, due then (aware UTC) by the plan."""

    kind: StepKind
    house: str
    due_at: datetime


@dataclass(frozen=True, kw_only=True)
class Chain:
    """All steps in the order of time; `hidden` counts closed ones left out.

    `earlier` is folded away: steps before the last few that were closed.
    """

    earlier: tuple[ClosedLink, ...]
    recent: tuple[ClosedLink, ...]
    present: tuple[OpenLink, ...]
    planned: tuple[Planned, ...]
    hidden: int

    @property
    def folded(self) -> int:
        """How many closed steps do not stand on the page at once."""
        return len(self.earlier) + self.hidden


def chain(request: PageRequest, file: PostFile, *, everything: bool) -> Chain:
    """Return the chain of a post; `everything` leaves no closed step out."""
    closed = [step for step in file.steps if step.closed_at is not None]
    closed.sort(key=lambda step: (step.closed_at or step.opened_at, step.id))
    kept = closed if everything else closed[-(RECENT + MOST) :]
    links = tuple(_closed(request, step) for step in kept)
    present = [
        OpenLink(
            step=step, days=slack(step.due_at, request.now, _office(request, step))
        )
        for step in file.steps
        if step.closed_at is None
    ]
    return Chain(
        earlier=links[:-RECENT],
        recent=links[-RECENT:],
        present=tuple(sorted(present, key=lambda one: one.step.due_at)),
        planned=tuple(_planned(request, file.post)),
        hidden=len(closed) - len(kept),
    )


def _closed(request: PageRequest, step: StepRow) -> ClosedLink:
    is_void = step.outcome is Outcome.VOID or step.closed_at is None
    days = 0
    if not is_void and step.closed_at is not None and step.closed_at > step.due_at:
        days = -slack(step.due_at, step.closed_at, _office(request, step))
    return ClosedLink(step=step, late_by=days)


def _office(request: PageRequest, step: StepRow) -> Office:
    return office_of(step.house, request.directory)


def _planned(request: PageRequest, post: PostSnapshot) -> Iterator[Planned]:
    """Yield what the plan has in store after all that is open."""
    if post.state not in PATH:
        return
    try:
        plan = schedule_of(post, request.directory)
    except NotFoundError:
        return  # a house has left the file; the page says so already
    here = PATH.index(post.state)
    open_kinds = {step.kind for step in post.steps if not step.retrospective}
    for kind in StepKind:
        place = PATH.index(STEPS[kind].state)
        if not kind.is_planned or kind in open_kinds or place < here:
            continue
        if place == here and not _is_still_owed(kind, open_kinds):
            continue
        for duty in duties_of(kind, post, request.directory):
            yield Planned(kind=kind, house=duty.house, due_at=plan.due(kind))


def _is_still_owed(kind: StepKind, open_kinds: set[StepKind]) -> bool:
    """Say whether a duty of the present state comes after one that is open now."""
    order = list(StepKind)
    return any(order.index(one) < order.index(kind) for one in open_kinds)
