"""Hold effects: what rests while a post is on hold, and how it goes on afterwards."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from states.due_changes import DueCause, DueReason
from states.post import StepKind
from states.purpose import MailKind
from vorlauf.db.post_snapshots import OpenStep, PostSnapshot
from vorlauf.db.unit_of_work import NewNotice, NewStep, UnitOfWork
from vorlauf.directory.model import Directory
from vorlauf.posts import hold_notice_queries
from vorlauf.posts.hold_queries import HoldRow
from vorlauf.scheduling import plan_queries
from vorlauf.scheduling.replanning import (
    DueShift,
    is_moved,
    lock_and_read,
    note_shifts,
    replan_as,
)
from vorlauf.workflow import steps
from vorlauf.workflow.actors import CLOSED_DAYS, Actor
from vorlauf.workflow.audit_entries import line
from vorlauf.workflow.missed_slot import tell_missed
from vorlauf.workflow.reminder_schedule import mail_at

HOLD: Final = "hold"
RESUME: Final = "resume"
# How a post is held that not only closed days hold.
BY_HAND: Final = "by_hand"


@dataclass(frozen=True)
class HoldEnd:
    """A hold that ends, or that a post leaves: by whom, and why."""

    hold: HoldRow
    by: Actor
    reason: str = ""


def begin(
    work: UnitOfWork, post: PostSnapshot, holds: Sequence[HoldRow], by: Actor
) -> None:
    """Put a post on hold: reminders, dues and escalations rest; decisions stay.

    `holds` are all that hold it, the new one last. Whoever was asked for something
    hears of it once, but for the person who did it.
    """
    hold = holds[-1]
    after = replace(
        post, held_since=post.held_since or work.now, hold_kind=_kind(holds)
    )
    keys = [step.id for step in post.steps]
    if post.held_since is None:
        heard = hold_notice_queries.asked_by_mail(work.connection, keys)
        heard -= hold_notice_queries.told_of_hold(work.connection, keys)
        hold_notice_queries.call_back(work.connection, post.id, work.now)
        plan_queries.rest(work.connection, keys, work.now)
        _tell_all(work, after, [s for s in post.steps if s.id in heard], hold, by)
    work.move(post, after)
    details = {
        **work.call.entry_point,
        "hold": hold.id,
        "scope": hold.scope.value,
        "what": hold.what,
        "until": hold.ends_at.isoformat() if hold.ends_at else "",
    }
    work.log(
        line(
            by,
            post,
            after,
            at=work.now,
            event=HOLD,
            comment=hold.reason,
            details=details,
        )
    )


def go_on(
    work: UnitOfWork,
    post: PostSnapshot,
    ended: HoldEnd,
    others: Sequence[HoldRow] = (),
) -> Sequence[DueShift]:
    """Let a post go on after a hold; while `others` hold it, it stays on hold.

    The house of each open step gets back the working days that it had left, as far as
    it needs them and the slot allows. Whoever was told of the hold, or has another
    date, hears of it once. Returns the steps whose dates have moved.
    """
    shifts: Sequence[DueShift] = ()
    if others:
        after = replace(post, hold_kind=_kind(others))
    else:
        after = replace(
            post,
            held_since=None,
            hold_kind="",
            slot_missed=post.state.is_open
            and post.slot_at < work.now
            and not post.is_reserve,
        )
        shifts = _plan_again(work, post, after)
    work.move(post, after)
    details = {
        **work.call.entry_point,
        "hold": ended.hold.id,
        "scope": ended.hold.scope.value,
        "what": ended.hold.what,
        "still_held": bool(others),
    }
    work.log(
        line(
            ended.by,
            post,
            after,
            at=work.now,
            event=RESUME,
            comment=ended.reason,
            details=details,
        )
    )
    return shifts


def plans_after(
    post: PostSnapshot, directory: Directory, now: datetime
) -> list[tuple[OpenStep, NewStep]]:
    """Return each open step with its plan if the hold of its post ends at `now`.

    Empty if one of the houses has left stakeholders.toml: then nothing can be planned.
    """
    houses = {*post.houses, *(step.house for step in post.steps)}
    if not directory.houses.keys() >= houses:
        return []
    return [(step, _shifted(post, step, directory, now)) for step in post.steps]


def _kind(holds: Sequence[HoldRow]) -> str:
    """Return how a post is held: only closed days let it be published by hand."""
    scopes = {hold.scope.value for hold in holds}
    return CLOSED_DAYS if scopes == {CLOSED_DAYS} else BY_HAND


def _plan_again(
    work: UnitOfWork, post: PostSnapshot, after: PostSnapshot
) -> Sequence[DueShift]:
    keys = [step.id for step in post.steps]
    told = hold_notice_queries.told_of_hold(work.connection, keys)
    hold_notice_queries.call_back(work.connection, post.id, work.now)
    known = lock_and_read(work, [post])
    reasons = (DueReason(cause=DueCause.RESUMED),)
    shifts = []
    for step, planned in plans_after(post, work.directory, work.now):
        # What was late when the hold began is escalated anew.
        replan_as(work, after, replace(step, escalation=0), planned, known)
        shift = DueShift(step=step, after=planned.due_at, reasons=reasons)
        if is_moved(shift):
            shifts.append(shift)
        elif step.id in told:
            _tell_resumed(work, after, step)
    if after.slot_missed and not post.slot_missed and post.steps:
        tell_missed(work, after, post.steps[0].id)
    return note_shifts(work, post, shifts)


def _shifted(
    post: PostSnapshot, step: OpenStep, directory: Directory, now: datetime
) -> NewStep:
    office = directory.house(step.house).office
    duty = steps.UndatedStep(step.kind, step.house, step.asked, step.retrospective)
    if step.kind.waits_for_slot:
        return steps.planned_until(post, duty, post.slot_at, directory)
    due_at = step.due_at
    if office.day_of(post.held_since or now) < office.day_of(now):
        due_at = max(due_at, _due_after_rest(post, step, directory, now))
    return steps.planned_until(post, duty, due_at, directory)


def _due_after_rest(
    post: PostSnapshot, step: OpenStep, directory: Directory, now: datetime
) -> datetime:
    """Return when a step is due that goes on now.

    Its house gets the working days that it had left when the hold began, but not more
    than it needs for such a step, and one at least.
    """
    office = directory.house(step.house).office
    days = office.calendar.between
    since = max(post.held_since or now, step.opened_at)
    left = days(office.day_of(since), office.day_of(step.due_at))
    if step.kind.is_planned and not step.retrospective:
        plan = steps.schedule_of(post, directory)
        first, last = (
            office.day_of(at) for at in (plan.start(step.kind), plan.due(step.kind))
        )
        left = min(left, days(first, last))
    day = office.calendar.add(office.day_of(now), max(left, 1))
    latest = steps.latest_day(post, step, directory)
    if latest is not None:
        day = max(min(day, latest), office.calendar.add(office.day_of(now), 1))
    return office.due_on(day)


def _tell_all(
    work: UnitOfWork,
    post: PostSnapshot,
    told: Sequence[OpenStep],
    hold: HoldRow,
    by: Actor,
) -> None:
    people: set[str] = {by.key}
    for step in told:
        if step.asked not in people:
            people.add(step.asked)
            _tell(work, post, step, MailKind.ON_HOLD, hold.id)


def _tell_resumed(work: UnitOfWork, post: PostSnapshot, step: OpenStep) -> None:
    if post.slot_missed and not step.retrospective:
        return  # nobody is asked before the post has another slot
    if step.kind.waits_for_slot or step.kind is StepKind.DRAFT:
        return  # the coordinator knows of both
    n = plan_queries.last_number(work.connection, step.id) + 1
    _tell(work, post, step, MailKind.RESUMED, n)


def _tell(
    work: UnitOfWork, post: PostSnapshot, step: OpenStep, kind: MailKind, n: int
) -> None:
    house = work.directory.houses.get(step.house, work.directory.agency)
    notice = NewNotice(
        purpose=kind,
        recipient=step.asked,
        due_at=mail_at(house, kind, work.now),
        n=n,
    )
    same_version = replace(post, version=step.version)
    work.owe(same_version, step.id, house.key, [notice])
