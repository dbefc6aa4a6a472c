"""Escalation: a step without an answer is reported to deputy and coordinator."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from states.purpose import MailKind
from vorlauf.db import post_snapshots
from vorlauf.db.call import Call
from vorlauf.db.post_snapshots import OpenStep, PostSnapshot
from vorlauf.db.unit_of_work import NewNotice, UnitOfWork
from vorlauf.directory.model import Directory, House, Person
from vorlauf.posts import presence
from vorlauf.posts.presence import Presence
from vorlauf.scheduling import plan_queries
from vorlauf.scheduling.readers import morning_after_blackout
from vorlauf.workflow.audit_entries import remark
from vorlauf.workflow.reminder_schedule import hints
from vorlauf.workflow.steps import coordinator_of

TO_DEPUTY, TO_COORDINATOR = 1, 2


@dataclass(frozen=True, kw_only=True)
class Escalated:
    """A step that was escalated: to whom, and for which house."""

    number: str
    house: str
    to: str


def escalate(call: Call, post_id: int, step_id: int) -> Escalated | None:
    """Tell the next person about a step without an answer, if it is time for that.

    First the deputy, and as many working days later again the coordinator; without a
    deputy the coordinator at once. None if it was answered or escalated meanwhile, and
    in a blackout, in which nobody is to publish anything: then it is time after it.
    """
    work = UnitOfWork(call)
    post = post_snapshots.posts_by_id(call.connection, [post_id])[post_id]
    step = next((step for step in post.steps if step.id == step_id), None)
    if step is None or step.escalate_at is None or step.escalate_at > call.now:
        return None
    day = call.today
    if step.kind.waits_for_slot and call.directory.campaign.blackout_on(day):
        later = morning_after_blackout(day, call.directory)
        plan_queries.escalate_step(call.connection, step.id, step.escalation, later)
        work.write()
        return None
    today = presence.on_day(call.connection, day)
    level, person = next_told(post, step, call.directory, today)
    again_at = None
    if level == TO_DEPUTY:
        again_at = _again_at(call.directory.house(step.house), call.now)
    plan_queries.escalate_step(call.connection, step.id, level, again_at)
    if person is not None:
        _tell(work, post, step, person, level)
    work.write()
    if person is None:
        return None
    return Escalated(number=post.number, house=step.house, to=person.name)


def next_told(
    post: PostSnapshot,
    step: OpenStep,
    directory: Directory,
    today: Presence,
) -> tuple[int, Person | None]:
    """Return who is told next about a step without an answer, and on which level.

    None if everybody knows already. Whoever is disabled or away is skipped: the reader
    in their place does not answer, so the next one after that is told, and the
    coordinator at once if nobody is left.
    """
    asked, deputies = _asked(step, directory, today)
    if step.escalation < TO_DEPUTY and deputies:
        return TO_DEPUTY, deputies[0]
    told = {*today.disabled, asked, *(person.key for person in deputies[:1])}
    first = coordinator_of(post, directory)
    others = (
        (first, *directory.coordinators) if first.key in today.disabled else (first,)
    )
    return TO_COORDINATOR, next((one for one in others if one.key not in told), None)


def _asked(
    step: OpenStep, directory: Directory, today: Presence
) -> tuple[str, Sequence[Person]]:
    """Return the key of the person asked for a step, and of their deputies."""
    # When house or person have left the file, the coordinator hears of it at once.
    if step.house not in directory.houses or step.asked not in directory.people:
        return step.asked, ()
    chain = (directory.people[step.asked], *directory.deputies_of(step.asked))
    there = [person for person in chain if person.key not in today.gone]
    return (there[0].key, there[1:]) if there else (step.asked, ())


def _again_at(house: House, now: datetime) -> datetime:
    office = house.office
    day = office.calendar.add(office.day_of(now), house.escalate_after)
    return office.nearest_open(day, house.reminder_hour)


def _tell(
    work: UnitOfWork, post: PostSnapshot, step: OpenStep, person: Person, level: int
) -> None:
    theirs = work.directory.house(person.house)
    at = theirs.mail_from(work.now)
    n = plan_queries.last_number(work.connection, step.id) + 1
    mail = NewNotice(purpose=MailKind.ESCALATION, recipient=person.key, due_at=at, n=n)
    work.owe(post, step.id, person.house, [mail])
    if level == TO_DEPUTY:
        house = work.directory.house(step.house)
        hint = hints(MailKind.ESCALATION, at, house, n=n)
        work.owe(post, step.id, step.house, hint)
    details = {"to": person.name, "kind": step.kind.value, "level": level}
    work.log(
        remark(post, at=work.now, event="escalate", house=step.house, details=details)
    )
