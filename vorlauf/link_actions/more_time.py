"""More time: “I need until …”, granted while the slot can still be met."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from states.due_changes import DueCause
from states.messages import msg, phrase
from vorlauf.db.call import Call
from vorlauf.db.post_snapshots import OpenStep
from vorlauf.db.tables import LinkKind
from vorlauf.db.unit_of_work import UnitOfWork
from vorlauf.directory.model import Directory
from vorlauf.editing.comment_by_account import tidy_words
from vorlauf.errors import BadInputError, RefusedError
from vorlauf.link_actions.comment_by_link import tell
from vorlauf.link_actions.recheck import step_of, still_good
from vorlauf.links import link_queries
from vorlauf.links.issue import Subject, holds_until
from vorlauf.links.signatures import recipient_of, signature_of
from vorlauf.links.verify import VerifiedLink
from vorlauf.scheduling.due_date_changes import DueDateChange, Extended, cost, extend
from vorlauf.text import check_text
from vorlauf.workflow import steps
from vorlauf.workflow.manual_actions import Overseer

_ASKING = (LinkKind.DECIDE, LinkKind.DELIVER)


@dataclass(frozen=True, kw_only=True)
class Cost:
    """What a later day would cost; `slot_at` is the first slot that could be met then.

    `is_free` says that the slot stays as it is, and `short_by` how many working days
    are missing for the house `because`.
    """

    is_free: bool
    short_by: int = 0
    because: str = ""
    slot_at: datetime | None = None


def what_it_costs(directory: Directory, opened: VerifiedLink, until: date) -> Cost:
    """Say what it costs to have a step done on this day; reads, changes nothing."""
    step = step_of(opened)
    then = cost(opened.post, step, until, directory)
    latest = steps.latest_day(opened.post, step, directory)
    is_in_time = latest is None or until <= latest
    if then is None:
        return Cost(is_free=is_in_time)
    return Cost(
        is_free=then.met and is_in_time,
        short_by=then.short_by,
        because=then.because or "",
        slot_at=then.earliest,
    )


def free_until(directory: Directory, opened: VerifiedLink) -> date | None:
    """Return the last working day up to which more time costs nothing; None if none.

    What is asked afterwards has no such day; then it is four weeks after its date.
    """
    step = step_of(opened)
    office = steps.office_of(step.house, directory)
    due = office.day_of(step.due_at)
    day = steps.latest_day(opened.post, step, directory) or due + timedelta(weeks=4)
    day = office.calendar.add(day + timedelta(days=1), -1)
    while day > due and not what_it_costs(directory, opened, day).is_free:
        day = office.calendar.add(day, -1)
    return day if day > due else None


def ask_time(
    call: Call, opened: VerifiedLink, until: date, name: str, reason: str
) -> Extended:
    """Let the step be due on a later day, if the slot can be met all the same.

    The link holds accordingly longer. Raises `RefusedError` with what it would cost
    otherwise, and if the link opens nothing any more; `BadInputError` for a day that
    cannot be, `ConflictError` when somebody was faster.
    """
    directory = call.directory
    check_text(phrase("subject", "The comment"), reason)
    again = still_good(call, opened, *_ASKING)
    recipient = recipient_of(directory, again)
    signed = signature_of(directory, again, name)
    step = step_of(again)
    _check_later(again, step, until, directory)
    _check_free(directory, again, until)
    by = Overseer(
        person=replace(recipient, key=signed.key, name=signed.name),
        comment=reason.strip(),
        door=signed.details,
        own_account=signed.capacity,
    )
    number = again.post.number
    change = DueDateChange(number, step.id, until, cause=DueCause.MORE_TIME)
    extended = extend(call, change, by)
    _prolong(call, again, extended.after)
    return extended


def plead(call: Call, opened: VerifiedLink, until: date, name: str, reason: str) -> int:
    """Tell the coordinator who needs more time than there is; return the comment's key.

    Nothing else changes. Raises as `ask_time`, and `BadInputError` without a reason.
    """
    directory = call.directory
    reason = tidy_words(reason)
    again = still_good(call, opened, *_ASKING)
    recipient_of(directory, again)
    signed = signature_of(directory, again, name)
    _check_later(again, step_of(again), until, directory)
    work = UnitOfWork(replace(call, entry_point=signed.details))
    wish = f"{until:%d.%m.%Y}: {reason}"
    key = tell(work, again, again.post, signed, wish)
    work.write()
    return key


def _check_later(
    opened: VerifiedLink, step: OpenStep, until: date, directory: Directory
) -> None:
    due = steps.office_of(step.house, directory).day_of(step.due_at)
    if until <= due:
        raise BadInputError(
            msg(
                "{number}: it is due on {due}; write a later day.",
                number=opened.post.number,
                due=due,
            )
        )


def _check_free(directory: Directory, opened: VerifiedLink, until: date) -> None:
    """Raise `RefusedError` with the price unless the slot stays where it is."""
    price = what_it_costs(directory, opened, until)
    if price.is_free:
        return
    number = opened.post.number
    if price.slot_at is None:
        raise RefusedError(
            msg(
                "{number}: {until} is too late; choose an earlier day.",
                number=number,
                until=until,
            )
        )
    slot = price.slot_at.astimezone(directory.campaign.zone)
    raise RefusedError(
        msg(
            "{number}: with {until} the slot cannot be met; the post "
            "could be published on {slot} at the earliest. Ask the "
            "coordinators.",
            number=number,
            until=until,
            slot=slot.date(),
        )
    )


def _prolong(call: Call, opened: VerifiedLink, due_at: datetime) -> None:
    link = opened.link
    subject = Subject(
        step_id=link.step_id,
        post_id=link.post_id,
        version=link.version,
        due_at=due_at,
        office=steps.office_of(opened.matter.house, call.directory),
    )
    ends_at = holds_until(subject, call.now)
    if ends_at > link.ends_at:
        link_queries.prolong(call.connection, link.id, ends_at)
