"""Transitions: from one state to the next, with the steps that end and begin."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from sqlalchemy import Connection

from states.moves import FORWARD, leads_on
from states.post import DECISIONS, PATH, STEPS, PostState, StepKind, Trigger
from states.purpose import MailKind
from vorlauf.db.call import Call
from vorlauf.db.post_snapshots import OpenStep, PostSnapshot
from vorlauf.db.tables import Outcome
from vorlauf.db.unit_of_work import NewStep, StepEnd, UnitOfWork
from vorlauf.directory.model import Directory
from vorlauf.posts.decision_queries import decided_houses
from vorlauf.workflow import needless_requests, steps
from vorlauf.workflow.missed_slot import tell_missed
from vorlauf.workflow.move_facts import missing_material, missing_texts
from vorlauf.workflow.reminder_schedule import notices_of

# What asks every house of a post, and so needs all of them on file.
_ASKING_HOUSES: Final = frozenset({Trigger.REQUEST_ASSETS, Trigger.SUBMIT})


@dataclass(frozen=True, kw_only=True)
class Exit:
    """How a post left its state: by which trigger, by whom, and the answered steps."""

    trigger: Trigger
    by: str
    answered: frozenset[int] = frozenset()


def enter(
    work: UnitOfWork, before: PostSnapshot, after: PostSnapshot, way: Exit
) -> None:
    """Leave the state of `before` for that of `after`, or begin it once more.

    Every open step ends: on the way forward as done, otherwise as void, unless it was
    answered, and so ended by the caller. A retrospective step stays open while the
    decision it replaces is still skipped.
    """
    if way.trigger in _ASKING_HOUSES:
        steps.check_houses(after, work.directory)
    left = [
        step
        for step in ending(before, after, work.directory, way.trigger)
        if step.id not in way.answered
    ]
    is_done = way.trigger in FORWARD and leads_on(before.state, after.state)
    outcome = Outcome.DONE if is_done else Outcome.VOID
    work.close(left, StepEnd(outcome=outcome, by=way.by))
    if after.state is PostState.WITHDRAWN:
        needless_requests.tell_needless(work, after, left)
    is_no = way.trigger is Trigger.REQUEST_CHANGES
    request = MailKind.CHANGES_REQUESTED if is_no else None
    is_told = after.slot_missed and not before.slot_missed and is_done
    for step in steps.opening(after, after.state, work.directory, work.now):
        notices = notices_of(step, work.directory, work.now, request=request)
        step_id = work.open(after, step, notices)
        if is_told:
            tell_missed(work, after, step_id)
            is_told = False


def arrival(
    post: PostSnapshot,
    dest: PostState,
    trigger: Trigger,
    directory: Directory,
    now: datetime,
) -> PostSnapshot:
    """Return the post as it will be in `dest`, which is not the state it is in."""
    after = replace(
        post,
        state=dest,
        overridden=post.overridden or trigger is Trigger.OVERRIDE,
        published_at=_published_at(post, dest, now),
        # Only a draft waits for the timetable to request its material.
        request_by=None,
        slot_missed=dest.is_open
        and now > post.slot_at
        and post.held_since is None
        and not post.is_reserve,
        held_since=post.held_since if dest.is_open else None,
        hold_kind=post.hold_kind if dest.is_open else "",
        # What is out waits for no slot of another post any more.
        is_reserve=post.is_reserve and dest is not PostState.PUBLISHED,
    )
    if dest is PostState.DRAFT:
        return back_in_draft(replace(after, round=post.round + 1), directory, now)
    return after


def _published_at(
    post: PostSnapshot, dest: PostState, now: datetime
) -> datetime | None:
    match dest:
        case PostState.PUBLISHED:
            return now
        case PostState.WITHDRAWN:
            return post.published_at  # taken down, but it was out
        case _:
            return None


def ending(
    before: PostSnapshot, after: PostSnapshot, directory: Directory, trigger: Trigger
) -> list[OpenStep]:
    """Return the open steps that end when a post leaves its state by this trigger."""
    still_written = _still_written(before, directory, trigger)
    return [
        step
        for step in before.steps
        if _ends(step, before, after) and step not in still_written
    ]


def _still_written(
    post: PostSnapshot, directory: Directory, trigger: Trigger
) -> list[OpenStep]:
    """Return the draft step if material is requested before every text is there."""
    if trigger is not Trigger.REQUEST_ASSETS or not missing_texts(post, directory):
        return []
    return [step for step in post.steps if step.kind is StepKind.DRAFT]


def _ends(step: OpenStep, before: PostSnapshot, after: PostSnapshot) -> bool:
    if not step.retrospective:
        return True
    is_skipped = step.kind in decided_before(after.state)
    return not is_skipped or after.version != before.version


def decided_before(state: PostState) -> frozenset[StepKind]:
    """Return the decisions that every post needs before it is in this state."""
    if state not in PATH:
        return frozenset()
    here = PATH.index(state)
    return frozenset(
        kind
        for kind in DECISIONS
        if kind.is_planned and PATH.index(STEPS[kind].state) < here
    )


def open_retrospective(
    work: UnitOfWork, before: PostSnapshot, after: PostSnapshot
) -> None:
    """Ask afterwards for every decision that an override has skipped.

    Only the decisions before the target count, whatever the way: a draft that is set to
    *scheduled* needs both decisions afterwards, a post that goes back needs none.
    Nobody is asked again who has said yes to exactly this version, or is asked for it
    afterwards already.
    """
    for step in asked_afterwards(work.call, before, after):
        work.open(after, step, notices_of(step, work.directory, work.now))


def asked_afterwards(
    call: Call, before: PostSnapshot, after: PostSnapshot
) -> list[NewStep]:
    """Return the steps that `open_retrospective` opens; reads, writes nothing."""
    if leads_on(after.state, before.state):
        return []
    jumped = decided_before(after.state)
    duties = [
        replace(duty, retrospective=True)
        for kind in DECISIONS
        if kind in jumped
        for duty in steps.duties_of(kind, after, call.directory)
        if duty.house not in _settled(call.connection, before, kind)
    ]
    return steps.planned(after, duties, call.directory, call.now)


def _settled(connection: Connection, post: PostSnapshot, kind: StepKind) -> set[str]:
    decided = decided_houses(connection, post.id, post.version, kind)
    asked = {s.house for s in post.steps if s.retrospective and s.kind is kind}
    return decided | asked


def in_draft(post: PostSnapshot, directory: Directory) -> PostSnapshot:
    """Return the draft with the instant at which its material will be requested.

    That includes the graphics agency's if no house has to deliver a picture.
    """
    is_lacking = bool(missing_material(post, directory))
    at = steps.schedule_of(post, directory).request_by if is_lacking else None
    return post if at == post.request_by else replace(post, request_by=at)


def back_in_draft(
    post: PostSnapshot, directory: Directory, now: datetime
) -> PostSnapshot:
    """Return a post that came back to draft, with `request_by` only if it lies ahead.

    A post that came back later is in the coordinator's hands: the timetable would
    request again what somebody has just declined.
    """
    planned = in_draft(post, directory)
    if planned.request_by is None or planned.request_by > now:
        return planned
    return replace(post, request_by=None)
