"""The steps of a post: done, open, and planned."""

from dataclasses import dataclass
from typing import Final

from dashboard.web.request import PageRequest
from states.deadlines import Office, slack
from vorlauf.db.tables import Outcome
from vorlauf.readmodels.post import PostFile, StepRow
from vorlauf.workflow.steps import office_of
from vorlauf.workflow.steps_ahead import StepAhead, steps_ahead

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
class Chain:
    """All steps in the order of time; `hidden` counts closed ones left out.

    `earlier` is folded away: steps before the last few that were closed.
    """

    earlier: tuple[ClosedLink, ...]
    recent: tuple[ClosedLink, ...]
    present: tuple[OpenLink, ...]
    planned: tuple[StepAhead, ...]
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
        planned=tuple(steps_ahead(file.post, request.directory)),
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
