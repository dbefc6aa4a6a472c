"""Replanning: new dates for open steps, and whoever was told another date is told."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final

from sqlalchemy import Connection

from notifications.letters.mail_kinds import request_for
from states.due_changes import FREE_DAYS, DueCause, DueReason, due_after_change
from states.purpose import MailKind
from vorlauf.db.post_snapshots import OpenStep, PostSnapshot
from vorlauf.db.tables import NoticeState
from vorlauf.db.unit_of_work import NewNotice, NewStep, UnitOfWork
from vorlauf.directory.model import Directory
from vorlauf.posts import told_queries
from vorlauf.posts.told_queries import ToldDate
from vorlauf.scheduling import plan_queries
from vorlauf.scheduling.plan_queries import StepNotices
from vorlauf.workflow import steps
from vorlauf.workflow.actors import TIMETABLE, Actor
from vorlauf.workflow.audit_entries import remark
from vorlauf.workflow.reminder_schedule import (
    QUIET,
    mail_at,
    reminders_of,
    request_of,
)

# The event under which the audit log keeps dates that were planned again.
REPLAN: Final = "replan"


@dataclass(frozen=True, kw_only=True)
class DueShift:
    """The change that replanning made to one step, and why."""

    step: OpenStep
    after: datetime
    reasons: tuple[DueReason, ...]

    @property
    def plain(self) -> dict[str, object]:
        """The change as JSON values, for the audit log."""
        return {
            "step": self.step.id,
            "kind": self.step.kind.value,
            "due_before": self.step.due_at.isoformat(),
            "due_after": self.after.isoformat(),
        }


@dataclass(frozen=True, kw_only=True)
class PlanHistory:
    """What people were told of open steps, and what they decided by hand.

    By step: the date that was `given` by hand, the date that was `told` last, when a
    mail about another date goes (`waiting`), and the notices so far; by post the people
    to whom a step was `passed_on`.
    """

    given: Mapping[int, datetime] = field(default_factory=dict)
    passed_on: frozenset[tuple[int, str]] = frozenset()
    told: Mapping[int, ToldDate] = field(default_factory=dict)
    waiting: Mapping[int, datetime] = field(default_factory=dict)
    notices: Mapping[int, StepNotices] = field(default_factory=dict)


def history_of(
    connection: Connection, posts: Sequence[PostSnapshot], now: datetime
) -> PlanHistory:
    """Return what was told and decided of the open steps of these posts by `now`."""
    ids = [post.id for post in posts]
    step_ids = [step.id for post in posts for step in post.steps]
    return PlanHistory(
        given=plan_queries.given_dates(connection, ids),
        passed_on=frozenset(plan_queries.passed_on(connection, ids)),
        told=told_queries.told_dates(connection, step_ids),
        waiting=told_queries.waiting_changes(connection, step_ids),
        notices=plan_queries.notices_by_step(connection, step_ids, now),
    )


def lock_and_read(work: UnitOfWork, posts: Sequence[PostSnapshot]) -> PlanHistory:
    """Return the history of posts whose steps get new dates in this transaction."""
    step_ids = [step.id for post in posts for step in post.steps]
    plan_queries.lock_steps(work.connection, step_ids)
    return history_of(work.connection, posts, work.now)


def follow_slot(
    work: UnitOfWork, before: PostSnapshot, post: PostSnapshot, actor: Actor
) -> None:
    """Replan all open steps of a post after somebody has moved its slot.

    A due date that was set by hand stays while it lies before the slot. Whoever was
    told another date is told, and the audit log has an entry for each house whose date
    moves. A house that has left stakeholders.toml keeps its dates.
    """
    reasons = slot_reasons(before.slot_at, post.slot_at)
    if post.is_reserve:
        # Nobody is told of a slot that it has not.
        reasons = (DueReason(cause=DueCause.PLAN),)
    known = lock_and_read(work, [post])
    there = [step for step in post.steps if step.house in work.directory.houses]
    shifts = [replan(work, post, step, reasons, known) for step in there]
    note_shifts(work, post, [shift for shift in shifts if is_moved(shift)], actor)


def slot_reasons(before: datetime, after: datetime) -> tuple[DueReason, ...]:
    """Return the reason of dates that follow a moved slot (aware UTC)."""
    was, now = before.isoformat(), after.isoformat()
    return (DueReason(cause=DueCause.SLOT, before=was, after=now),)


def leave_time(work: UnitOfWork, post: PostSnapshot, step: OpenStep) -> None:
    """Make a step due on the next working day whose changed date is told too late."""
    office = steps.office_of(step.house, work.directory)
    day = office.calendar.add(office.day_of(work.now), 1)
    duty = steps.UndatedStep(step.kind, step.house, step.asked, step.retrospective)
    planned = steps.planned_until(post, duty, office.due_on(day), work.directory)
    replan_as(work, post, step, planned, lock_and_read(work, [post]))
    reasons = (DueReason(cause=DueCause.LATE_MAIL),)
    shift = DueShift(step=step, after=planned.due_at, reasons=reasons)
    note_shifts(work, post, [shift])


def follow_house(work: UnitOfWork, post: PostSnapshot, house: str) -> None:
    """Ask who is asked today in a house of a post that has another key now."""
    known = lock_and_read(work, [post])
    for step in post.steps:
        if step.house == house:
            replan(work, post, step, (), known)


def is_moved(shift: DueShift) -> bool:
    """Say whether the date is another one than before."""
    return shift.after != shift.step.due_at


def note_shifts(
    work: UnitOfWork,
    post: PostSnapshot,
    shifts: Sequence[DueShift],
    actor: Actor = TIMETABLE,
) -> tuple[DueShift, ...]:
    """Write one audit entry for each house whose steps `actor` planned again."""
    for house in dict.fromkeys(shift.step.house for shift in shifts):
        theirs = [shift for shift in shifts if shift.step.house == house]
        reasons = dict.fromkeys(reason for one in theirs for reason in one.reasons)
        details = {
            "steps": [shift.plain for shift in theirs],
            "because": [reason.plain for reason in reasons],
        }
        work.log(
            remark(
                post,
                at=work.now,
                event=REPLAN,
                actor=actor,
                house=house,
                details=details,
            )
        )
    return tuple(shifts)


def replan(
    work: UnitOfWork,
    post: PostSnapshot,
    step: OpenStep,
    reasons: tuple[DueReason, ...],
    known: PlanHistory,
) -> DueShift:
    """Give one open step its new due instant, asked person and reminders.

    A date that was given by hand stays, and so does the colleague it was forwarded to.
    """
    directory = work.directory
    duty = replace(
        steps.duty_now(post, step.kind, step.house, directory),
        retrospective=step.retrospective,
    )
    if (post.id, step.asked) in known.passed_on and _is_there(step, directory):
        duty = replace(duty, asked=step.asked)
    due_at = due_then(post, step, (directory, work.now), reasons, known)
    planned = steps.planned_until(post, duty, due_at, directory)
    replan_as(work, post, step, planned, known)
    return DueShift(step=step, after=due_at, reasons=reasons)


def due_then(
    post: PostSnapshot,
    step: OpenStep,
    today: tuple[Directory, datetime],
    reasons: Sequence[DueReason],
    known: PlanHistory,
) -> datetime:
    """Return until when an open step of a post is due, if it is planned again now.

    `post` is as it will be, `today` are the rules and the instant (aware UTC). Without
    a reason the date stays, and one that was given by hand stays before the slot.
    """
    directory, now = today
    anew = planned_due(post, step, directory)
    if step.kind.waits_for_slot:
        return anew
    is_given = step.due_at == known.given.get(step.id)
    if not reasons or (is_given and _is_in_time(post, step, directory)):
        return step.due_at
    told = known.told.get(step.id)
    # Whoever is asked by no mail has the date on the page.
    is_on_page = request_for(step.kind, afterwards=step.retrospective) is None
    return due_after_change(
        anew,
        told.due_at if told else step.due_at if is_on_page else None,
        now,
        steps.office_of(step.house, directory),
        by_free_days={reason.cause for reason in reasons} <= FREE_DAYS,
    )


def planned_due(post: PostSnapshot, step: OpenStep, directory: Directory) -> datetime:
    """Return until when (aware UTC) a step would be due if it were opened as it was."""
    duty = steps.UndatedStep(step.kind, step.house, step.asked, step.retrospective)
    (anew,) = steps.planned(post, [duty], directory, step.opened_at)
    return anew.due_at


def _is_there(step: OpenStep, directory: Directory) -> bool:
    person = directory.people.get(step.asked)
    return person is not None and person.house == step.house


def _is_in_time(post: PostSnapshot, step: OpenStep, directory: Directory) -> bool:
    latest = steps.latest_day(post, step, directory)
    office = steps.office_of(step.house, directory)
    return latest is None or office.day_of(step.due_at) <= latest


def replan_as(
    work: UnitOfWork,
    post: PostSnapshot,
    step: OpenStep,
    planned: NewStep,
    known: PlanHistory,
) -> datetime | None:
    """Write the new plan of an open step; return when its house hears of it (or None).

    The request goes out once more only if somebody else is asked now, or it was lost; a
    step that began without a request gets none. If it went out with another date, a
    mail about the change goes instead, a quarter of an hour later at the earliest.
    """
    # What is late still goes on with its escalation, what is not begins anew.
    level = step.escalation if planned.due_at <= work.now else 0
    escalate_at = step.escalate_at if level else planned.escalate_at
    is_at_rest = post.is_at_rest(retrospective=step.retrospective)
    planned = replace(planned, escalate_at=None if is_at_rest else escalate_at)
    plan_queries.replan_step(work.connection, step.id, planned, level)
    plan_queries.cancel_planned(work.connection, step.id, work.now)
    if is_at_rest:
        return None
    return _owe_anew(work, post, step, planned, known)


def _owe_anew(
    work: UnitOfWork,
    post: PostSnapshot,
    step: OpenStep,
    planned: NewStep,
    known: PlanHistory,
) -> datetime | None:
    house = work.directory.house(step.house)
    notices = known.notices.get(step.id, StepNotices())
    first, waiting = _first(work, step, planned, known)
    heard = [*waiting, *(notice.due_at for notice in first)]
    after = max([work.now, *heard])
    reminders = reminders_of(planned, house, after=after, n=notices.last)
    work.owe(
        replace(post, version=step.version),
        step.id,
        step.house,
        [*first, *reminders],
    )
    return min([*heard, *(notice.due_at for notice in reminders)], default=None)


def _first(
    work: UnitOfWork, step: OpenStep, planned: NewStep, known: PlanHistory
) -> tuple[list[NewNotice], list[datetime]]:
    """Return what tells the house of its new plan, and when what waits already goes."""
    house = work.directory.house(step.house)
    notices = known.notices.get(step.id, StepNotices())
    if _must_be_asked(step, planned, notices):
        return request_of(planned, house, work.now, n=notices.last + 1), []
    told = known.told.get(step.id)
    waiting = known.waiting.get(step.id)
    if told is None:
        return [], []
    if told.due_at == planned.due_at:
        plan_queries.cancel_changes(work.connection, step.id, work.now)
        return [], []
    if waiting is not None:
        return [], [waiting]
    notice = NewNotice(
        purpose=MailKind.DUE_CHANGED,
        recipient=planned.asked,
        due_at=mail_at(house, MailKind.DUE_CHANGED, work.now + QUIET),
        n=notices.last + 1,
    )
    return [notice], []


def _must_be_asked(step: OpenStep, planned: NewStep, notices: StepNotices) -> bool:
    told = notices.told.get(planned.asked, frozenset())
    is_lost = told <= {NoticeState.CANCELLED, NoticeState.DEAD}
    return is_lost and (bool(told) or planned.asked != step.asked)
