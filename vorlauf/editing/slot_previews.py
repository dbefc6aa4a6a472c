"""Slot previews: what comes of a post at another slot, before it is moved there."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from states.deadlines import Feasibility
from states.messages import msg
from states.moves import dest_of
from states.post import PostState, StepKind, Trigger
from vorlauf.db import post_snapshots
from vorlauf.db.call import Call
from vorlauf.db.post_snapshots import OpenStep, PostSnapshot
from vorlauf.db.unit_of_work import NewStep
from vorlauf.directory.model import Directory
from vorlauf.editing.edits import Edit, new_version, save
from vorlauf.editing.remaining_work import (
    IN_ORDER,
    feasibility_as_open,
    is_overdue,
    next_kind,
    open_steps,
    with_cause,
)
from vorlauf.errors import RefusedError
from vorlauf.posts.slots import check_slot, free_day_after
from vorlauf.posts.told_queries import ToldDate
from vorlauf.scheduling import caused_mails
from vorlauf.scheduling.replanning import (
    PlanHistory,
    due_then,
    history_of,
    planned_due,
    slot_reasons,
)
from vorlauf.workflow.steps import (
    coordinator_of,
    houses_asked,
    lacks_picture,
    opening,
    schedule_of,
)
from vorlauf.workflow.transitions import arrival

_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Shift:
    """When a house owes a duty (aware UTC) `before` and `after` the slot moves.

    `is_open` says whether it is asked for it right after the move, `is_ahead` whether
    that comes later; what is neither is done. `mail_to` is the key of the person who
    gets a mail because of the move, empty if nobody does.
    """

    house: str
    kind: StepKind
    before: datetime
    after: datetime
    is_open: bool
    is_ahead: bool
    mail_to: str = ""


@dataclass(frozen=True, kw_only=True)
class SlotPreview:
    """What comes of a post at another slot: whether it is met, and every due instant.

    `state` is where the post goes; decisions are void if it `voids_decisions`, as a
    slot on another date makes a new version.
    """

    slot_at: datetime
    feasibility: Feasibility
    shifts: tuple[Shift, ...]
    state: PostState
    is_new_version: bool
    voids_decisions: bool


def earliest_possible(
    post: PostSnapshot, directory: Directory, now: datetime
) -> datetime:
    """Return the first slot (aware UTC) that an open post can be moved to and meet.

    It lies after today at the hour of the present slot, on a working day of the agency
    and in no blackout. What the move voids is asked for again, so it counts as work
    ahead. Raises `RefusedError` for a post that is out or withdrawn, `NotFoundError`
    if stakeholders.toml no longer has one of the houses.
    """
    office = directory.agency.office
    hour, day = office.hour_of(post.slot_at), office.day_of(now)
    known = _assumed(post, directory)
    while True:
        day = free_day_after(day, directory)
        slot = office.at(day, hour)
        after = moved(post, slot, (directory, now), known)
        found = _feasibility_after(post, after, directory, now)
        if found.met:
            return slot
        day = max(day, office.day_of(found.earliest) - _DAY)


def outlook_with_slot(call: Call, post: PostSnapshot, slot_at: datetime) -> SlotPreview:
    """Say what comes of a post if it is moved to this slot (aware) now.

    The connection has to be one that writes; what the move writes is rolled back, and
    the mails are those that it queues. Open steps are planned anew as saving the slot
    does, but a date given by hand stays while it lies before the slot. Raises
    `BadInputError` for a slot that `check_slot` refuses, `RefusedError` for a post
    that is out or withdrawn,
    `NotFoundError` if every house has left stakeholders.toml and is asked then.
    """
    if not post.state.is_open:
        raise RefusedError(
            msg(
                "{number} is in state {state}; what it says is kept as it is.",
                number=post.number,
                state=post.state,
            )
        )
    directory, now = call.directory, call.now
    known = history_of(call.connection, [post], now)
    slot_at = check_slot(slot_at, directory, now)
    after = moved(post, slot_at, (directory, now), known)
    told = _mails(call, post, slot_at)
    return SlotPreview(
        slot_at=slot_at,
        feasibility=_feasibility_after(post, after, directory, now),
        shifts=tuple(
            replace(shift, mail_to=told.get((shift.kind, shift.house), ""))
            for shift in _shifts(post, after, directory)
        ),
        state=after.state,
        is_new_version=after.version != post.version,
        voids_decisions=voids_decisions(post, directory, slot_at),
    )


def voids_decisions(
    post: PostSnapshot, directory: Directory, slot_at: datetime
) -> bool:
    """Say whether decisions on a post are void once its slot is this one.

    The date belongs to what is decided on, the hour does not.
    """
    day_of = directory.agency.office.day_of
    is_other = day_of(slot_at) != day_of(post.slot_at)
    return is_other and not post.is_timeless and _is_decided(post)


def _feasibility_after(
    post: PostSnapshot, after: PostSnapshot, directory: Directory, now: datetime
) -> Feasibility:
    found = feasibility_as_open(after, directory, now)
    # Else it is the slot that leaves too little time.
    return with_cause(found, post, now) if is_overdue(after, now) else found


def _assumed(post: PostSnapshot, directory: Directory) -> PlanHistory:
    """Return a history in which everybody was told the date of their step.

    A date that no plan has made was given by hand.
    """
    steps = [step for step in post.steps if step.house in directory.houses]
    return PlanHistory(
        told={step.id: ToldDate(step.due_at, None) for step in steps},
        given={
            step.id: step.due_at
            for step in steps
            if step.due_at != planned_due(post, step, directory)
        },
    )


def _mails(
    call: Call, post: PostSnapshot, slot_at: datetime
) -> dict[tuple[StepKind, str], str]:
    """Return who gets a mail because of a move, by step and house; undoes the move."""
    connection = call.connection
    wish = Edit(
        number=post.number,
        actor=coordinator_of(post, call.directory).key,
        slot_at=slot_at,
    )
    waited = caused_mails.waiting(connection, post.id)
    with connection.begin_nested() as attempt:
        save(call, wish)
        steps = post_snapshots.post_of(connection, post.number).steps
        mails = caused_mails.ahead(call, post.id, waited)
        attempt.rollback()
    to = {mail.step_id: mail.to for mail in mails}
    return {(step.kind, step.house): to[step.id] for step in steps if step.id in to}


def moved(
    post: PostSnapshot,
    slot_at: datetime,
    today: tuple[Directory, datetime],
    known: PlanHistory,
) -> PostSnapshot:
    """Return a post with the slot, its state and its open steps as they will be.

    `today` are the rules and the instant of the move (aware UTC). A step that begins
    anew has the key 0.
    """
    directory, now = today
    day = directory.agency.office.day_of(slot_at)
    content = replace(post.content, slot_date=None if post.is_timeless else day)
    after = new_version(replace(post, slot_at=slot_at), content, post.version_author)
    is_new = after.version != post.version
    if is_new and post.state.is_binding:
        after = replace(after, state=PostState.MINISTRY_REVIEW)
        begun = opening(after, after.state, directory, now)
        return replace(after, steps=tuple(_as_open(after, new, now) for new in begun))
    reasons = slot_reasons(post.slot_at, slot_at)
    steps = tuple(
        replace(step, due_at=due_then(after, step, today, reasons, known))
        if step.house in directory.houses
        else step
        for step in open_steps(post)
    )
    return replace(after, steps=steps)


def sent_back(
    post: PostSnapshot, trigger: Trigger, directory: Directory, now: datetime
) -> PostSnapshot:
    """Return a decided post as it is once this has sent it back (`now` is aware UTC).

    The steps that begin then have keys below 0. Raises `NotFoundError` if every house
    has left stakeholders.toml.
    """
    dest = dest_of(post.state, trigger) or post.state
    after = replace(post, state=dest)
    if dest is PostState.DRAFT:
        after = arrival(post, dest, trigger, directory, now)
    begun = opening(after, dest, directory, now)
    steps = (_as_open(after, new, now) for new in begun)
    return replace(
        after, steps=tuple(replace(one, id=-n) for n, one in enumerate(steps, start=1))
    )


def _as_open(post: PostSnapshot, step: NewStep, now: datetime) -> OpenStep:
    return OpenStep(
        id=0,
        post_id=post.id,
        version=post.version,
        kind=step.kind,
        house=step.house,
        asked=step.asked,
        retrospective=step.retrospective,
        opened_at=now,
        due_at=step.due_at,
        escalate_at=step.escalate_at,
        escalation=0,
    )


def _is_decided(post: PostSnapshot) -> bool:
    """Say whether somebody may have said yes to this version, and is asked again."""
    if post.state is PostState.MINISTRY_REVIEW:
        asked = {step.house for step in open_steps(post)}
        return not asked.issuperset(post.houses)
    return post.state.is_binding


def _shifts(
    post: PostSnapshot, after: PostSnapshot, directory: Directory
) -> Iterator[Shift]:
    plan, plan_after = (schedule_of(one, directory) for one in (post, after))
    due, due_after = (
        {(step.kind, step.house): step.due_at for step in open_steps(one)}
        for one in (post, after)
    )
    ahead = IN_ORDER[IN_ORDER.index(next_kind(after)) :]
    asked = {kind for kind, _ in (*due, *due_after)}
    for kind in (one for one in IN_ORDER if one.is_planned or one in asked):
        for house in houses_asked(kind, post, directory):
            is_in = kind.is_material and not lacks_picture(post, house)
            yield Shift(
                house=house,
                kind=kind,
                before=due.get((kind, house), plan.due(kind)),
                after=due_after.get((kind, house), plan_after.due(kind)),
                is_open=(kind, house) in due_after,
                is_ahead=kind in ahead and not is_in,
            )
