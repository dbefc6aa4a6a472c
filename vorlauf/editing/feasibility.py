"""Feasibility: whether a slot can be met, at planning time and at any time later."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from states.deadlines import Feasibility, Remaining, feasibility, latest_start, slack
from states.post import StepKind, Trigger
from states.slots import is_missed
from vorlauf.db.post_snapshots import PostSnapshot
from vorlauf.directory.model import Directory
from vorlauf.editing.new_posts import NewPost, houses_of
from vorlauf.editing.remaining_work import (
    feasibility_as_open,
    open_steps,
    remaining_of,
    with_cause,
)
from vorlauf.editing.slot_previews import earliest_possible, sent_back
from vorlauf.posts.slots import check_slot
from vorlauf.workflow.actors import CLOSED_DAYS
from vorlauf.workflow.steps import houses_gone, office_of, parties_of


@dataclass(frozen=True, kw_only=True)
class Outlook:
    """How a post stands today: `slack` in working days, negative when late.

    `slack` is None while nothing is open, as when the timetable is next. `is_missed`
    says that the slot passed without an approval; then the post needs another one.
    """

    slack: int | None
    feasibility: Feasibility
    is_missed: bool = False


def feasibility_of(directory: Directory, post: NewPost, now: datetime) -> Feasibility:
    """Say whether a post that is added now can meet its slot.

    Raises `NotFoundError` and `BadInputError` for houses and slots as adding it does.
    """
    slot_at = check_slot(post.slot_at, directory, now)
    return feasibility(
        now,
        slot_at,
        [directory.party(key) for key in houses_of(post, directory)],
        Remaining(
            _beginning(post, directory),
            assets=post.wants_assets,
            graphics=post.wants_graphics and directory.graphics is not None,
        ),
    )


def _channels(post: NewPost, directory: Directory) -> tuple[str, ...]:
    return post.channels or directory.campaign.channels


def _beginning(post: NewPost, directory: Directory) -> StepKind:
    is_written = all(post.texts.get(name) for name in _channels(post, directory))
    # Material that is not wanted takes no time, so nothing has to be left out.
    return StepKind.ASSETS if is_written else StepKind.DRAFT


def outlook(post: PostSnapshot, directory: Directory, now: datetime) -> Outlook | None:
    """Say how a post stands today, or None if it is out or withdrawn.

    Its slot can be met if the steps after the open ones have their full lead time
    although they begin only when the last open one is due, or now if that is over.
    Steps that wait for the timetable begin now, and delivered material takes no time.
    If it needs another slot, `earliest` is that of `earliest_possible`, the one that
    every page, mail and program names. If every open step is overdue, `because` is the
    house of the first one. A slot that was missed is not met, and one that has passed
    is short of nothing. A house that has left stakeholders.toml takes no time.
    """
    if not post.state.is_open:
        return None
    slacks = [
        slack(step.due_at, now, office_of(step.house, directory))
        for step in open_steps(post)
    ]
    found = feasibility_as_open(post, directory, now)
    missed = not post.is_reserve and is_missed(
        post.state, post.slot_at, now, marked=post.slot_missed
    )
    if post.slot_at < now:
        # No day is missing any more: it was missed, or waits for being published.
        found = replace(found, met=not missed, short_by=0)
    needs_another = not found.met or post.hold_kind == CLOSED_DAYS
    if needs_another and not houses_gone(post, directory):
        found = replace(found, earliest=earliest_possible(post, directory, now))
    return Outlook(
        slack=min(slacks, default=None),
        feasibility=with_cause(found, post, now),
        is_missed=missed,
    )


def met_until(post: PostSnapshot, directory: Directory) -> datetime | None:
    """Return the last instant (aware UTC) at which `outlook` says the slot can be met.

    None if it cannot be met as its steps are due, and for a post that is out or
    withdrawn.
    """
    if not post.state.is_open:
        return None
    parties, remaining = parties_of(post, directory), remaining_of(post, directory)
    latest = latest_start(post.slot_at, parties, remaining)
    dues = [step.due_at for step in open_steps(post) if not step.kind.waits_for_slot]
    return None if any(due > latest for due in dues) else latest


def ways_back(
    post: PostSnapshot, directory: Directory, now: datetime
) -> Mapping[Trigger, Feasibility]:
    """Say whether the slot is met if a decided post is sent back, by the way it is.

    A request for changes begins with the draft, a change that is saved with the review;
    what is delivered takes no time. It is what the post's page says afterwards. Empty
    for a post that nothing is decided on, and where a house has left stakeholders.toml.
    """
    if not post.state.is_binding or houses_gone(post, directory):
        return {}
    found = {
        trigger: outlook(sent_back(post, trigger, directory, now), directory, now)
        for trigger in (Trigger.REQUEST_CHANGES, Trigger.REVISE)
    }
    return {trigger: one.feasibility for trigger, one in found.items() if one}
