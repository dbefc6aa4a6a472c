"""Due date changes: a coordinator gives one open step another due date."""

from dataclasses import dataclass
from datetime import date, datetime

from states.deadlines import Feasibility, Office, Remaining, feasibility, following
from states.due_changes import DueCause, DueReason
from states.messages import Message, msg
from states.post import StepKind
from states.working_days import FIRST_YEAR, LAST_YEAR
from vorlauf.db import post_snapshots
from vorlauf.db.call import Call
from vorlauf.db.post_snapshots import OpenStep, PostSnapshot
from vorlauf.db.unit_of_work import UnitOfWork
from vorlauf.directory.model import Directory
from vorlauf.errors import BadInputError, ConflictError, RefusedError
from vorlauf.posts.slots import a_weekday
from vorlauf.scheduling.plan_queries import EXTEND
from vorlauf.scheduling.replanning import DueShift, lock_and_read, replan_as
from vorlauf.workflow import steps
from vorlauf.workflow.actors import check_seen
from vorlauf.workflow.manual_actions import Overseer


@dataclass(frozen=True)
class DueDateChange:
    """One open step of a post, and until when it shall be done.

    `until` is a day, or an aware instant on it: a working day of the house after
    today and not later than `steps.latest_day`. `cause` says who wants it.
    """

    number: str
    step_id: int
    until: date
    seen_row_version: int | None = None
    cause: DueCause = DueCause.BY_HAND


@dataclass(frozen=True, kw_only=True)
class Extended:
    """A step and its due instant `before` and `after` (aware UTC), and who is asked.

    They hear of it at `told_at`, by a reminder that was planned anyway; None means by
    no mail. `cost` is the result of the function of that name.
    """

    number: str
    kind: StepKind
    house: str
    name: str
    before: datetime
    after: datetime
    told_at: datetime | None
    cost: Feasibility | None


def extend(call: Call, change: DueDateChange, by: Overseer) -> Extended:
    """Make one open step due on another day, at its house's close of business.

    `until` is a day, or an aware instant on it: a working day of the house after today
    and not later than `steps.latest_day`. Reminders and escalation are planned again.
    Raises `BadInputError` for an impossible day, `RefusedError` for a day too late for
    the slot and for a step that waits for the slot, `ConflictError` if the step was
    answered or the post changed meanwhile, `NotFoundError` for an unknown post or
    person.
    """
    directory = call.directory
    work = UnitOfWork(call)
    post = post_snapshots.post_of(call.connection, change.number)
    check_seen(post, change.seen_row_version)
    step = _open_step(post, change.step_id)
    office = directory.house(step.house).office
    day = _day(change.until, office)
    _check(post, step, day, directory, call.now)
    duty = steps.UndatedStep(step.kind, step.house, step.asked, step.retrospective)
    planned = steps.planned_until(post, duty, office.due_on(day), directory)
    told_at = replan_as(work, post, step, planned, lock_and_read(work, [post]))
    reason = DueReason(cause=change.cause)
    _log(work, post, DueShift(step=step, after=planned.due_at, reasons=(reason,)), by)
    work.write()
    asked = directory.people.get(step.asked)
    return Extended(
        number=post.number,
        kind=step.kind,
        house=step.house,
        name=asked.name if asked else step.asked,
        before=step.due_at,
        after=planned.due_at,
        told_at=told_at,
        cost=cost(post, step, day, directory),
    )


def cost(
    post: PostSnapshot, step: OpenStep, day: date, directory: Directory
) -> Feasibility | None:
    """Say whether the slot is met if the step is done that day and no earlier.

    All later steps get their full lead time. None for a step with no slot ahead.
    """
    is_at_slot = step.kind.waits_for_slot or step.kind.follows_slot
    if is_at_slot or step.retrospective:
        return None
    return feasibility(
        directory.house(step.house).office.due_on(day),
        post.slot_at,
        steps.parties_of(post, directory),
        Remaining(
            following(step.kind),
            assets=post.wants_assets,
            graphics=post.wants_graphics,
        ),
    )


def _open_step(post: PostSnapshot, step_id: int) -> OpenStep:
    step = next((step for step in post.steps if step.id == step_id), None)
    if step is None:
        raise ConflictError(
            msg(
                "{number}: this was answered meanwhile, or is not asked any "
                "more; look at it again.",
                number=post.number,
            )
        )
    if step.kind.waits_for_slot:
        raise RefusedError(
            msg(
                "{number} is published at its slot; move the slot instead.",
                number=post.number,
            )
        )
    return step


def _day(until: date, office: Office) -> date:
    """Return the day in the house's zone, if the calendar knows it."""
    if not FIRST_YEAR + 1 < until.year < LAST_YEAR:
        raise BadInputError(
            msg(
                "{year} cannot be planned; write a day from {first} to {last}.",
                year=until.year,
                first=FIRST_YEAR + 2,
                last=LAST_YEAR - 1,
            )
        )
    if not isinstance(until, datetime):
        return until
    if until.utcoffset() is None:
        raise BadInputError(msg("{until} has no time zone; write a day.", until=until))
    return office.day_of(until)


def _check(
    post: PostSnapshot, step: OpenStep, day: date, directory: Directory, now: datetime
) -> None:
    office = directory.house(step.house).office
    if not office.calendar.is_working_day(day):
        name = office.calendar.holiday(day) or a_weekday(day)
        following = office.calendar.add(day, 1)
        raise BadInputError(
            msg(
                "{day} is no working day of {house} ({name}); the next one is "
                "{following}.",
                day=day,
                house=step.house,
                name=name,
                following=following,
            )
        )
    if day <= office.day_of(now):
        raise BadInputError(
            msg("{day} is not ahead; write a day after today.", day=day)
        )
    if office.due_on(day) == step.due_at:
        raise BadInputError(msg("It is due on {day} already.", day=day))
    latest = steps.latest_day(post, step, directory)
    if latest is not None and day > latest:
        raise RefusedError(_too_late(post, step, day, latest, directory))


def _too_late(
    post: PostSnapshot, step: OpenStep, day: date, latest: date, directory: Directory
) -> Message:
    what = msg(
        "{number}: {day} is too late for its slot; {latest} is the last day.",
        number=post.number,
        day=day,
        latest=latest,
    )
    then = cost(post, step, day, directory)
    if then is None:
        return what
    slot = then.earliest.astimezone(directory.campaign.zone)
    return msg(
        "{what} Move the slot first, to {slot} at the earliest.",
        what=what,
        slot=slot,
    )


def _log(work: UnitOfWork, post: PostSnapshot, shift: DueShift, by: Overseer) -> None:
    because = [reason.plain for reason in shift.reasons]
    details = {**shift.plain, "because": because}
    house = shift.step.house
    work.log(by.line(post, at=work.now, event=EXTEND, house=house, details=details))
