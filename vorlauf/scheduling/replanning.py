"""Replanning: new dates for open steps after a changed slot or stakeholders.toml."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection

from states.post import PostState, Role, StepKind
from vorlauf.db import post_snapshots
from vorlauf.db.call import Call
from vorlauf.db.post_snapshots import OpenStep, PostSnapshot
from vorlauf.db.tables import NoticeState
from vorlauf.db.unit_of_work import NewNotice, NewStep, UnitOfWork
from vorlauf.directory.model import Directory, House, HouseKind
from vorlauf.scheduling import plan_queries
from vorlauf.workflow import steps
from vorlauf.workflow.audit_entries import remark
from vorlauf.workflow.reminder_schedule import reminders_of, request_of
from vorlauf.workflow.transitions import in_draft


@dataclass(frozen=True)
class _Shift:
    """The change that replanning made to one step, for the audit entry."""

    house: str
    kind: StepKind
    before: datetime
    after: datetime


@dataclass(frozen=True)
class _ByHand:
    """Decisions that people made by hand: dates by step, and asked people by post."""

    dates: Mapping[int, datetime]
    passed_on: set[tuple[int, str]]


def _by_hand(connection: Connection, post_ids: Sequence[int]) -> _ByHand:
    return _ByHand(
        dates=plan_queries.given_dates(connection, post_ids),
        passed_on=plan_queries.passed_on(connection, post_ids),
    )


def apply_rules(call: Call) -> tuple[str, ...]:
    """Replan the open steps of the houses whose rules have changed.

    Compares each house with the rules under which it was planned last, and writes an
    audit entry for each post that was replanned. Notices that are due already go out
    unchanged. The steps of a house that was removed from the file keep their dates.
    Returns the keys of the replanned houses; usually there are none, and then nothing
    is written.
    """
    directory = call.directory
    if not _differing(plan_queries.house_rules(call.connection), directory):
        return ()
    work = UnitOfWork(call)
    known = plan_queries.house_rules(call.connection)
    new = _differing(known, directory)
    plan_queries.keep_house_rules(call.connection, new, call.now)
    changed = tuple(key for key in new if key in known and key in directory.houses)
    if changed:
        _replan_houses(work, changed)
    work.write()
    return changed


def _differing(known: Mapping[str, str], directory: Directory) -> dict[str, str]:
    """Return the digest of each house that differs; it is empty for a removed house."""
    digests = {
        key: _digest(house, directory) for key, house in directory.houses.items()
    }
    wanted = {**dict.fromkeys(known, ""), **digests}
    return {key: digest for key, digest in wanted.items() if known.get(key) != digest}


def _digest(house: House, directory: Directory) -> str:
    """Return the digest of a house's rules; the agency's includes the coordinators.

    The post's own coordinator is asked, not only the agency's contact.
    """
    if house.kind is not HouseKind.AGENCY:
        return house.digest
    coordinators = directory.members(house.key, Role.COORDINATOR)
    return " ".join([house.digest, *(person.key for person in coordinators)])


def follow_slot(work: UnitOfWork, post: PostSnapshot) -> None:
    """Replan all open steps of a post after its slot has moved.

    A due date that was set by hand stays while it lies before the slot.
    """
    given = _by_hand(work.connection, [post.id])
    for step in post.steps:
        if step.house in work.directory.houses:
            _replan(work, post, step, given)


def follow_house(work: UnitOfWork, post: PostSnapshot, house: str) -> None:
    """Replan the open steps of one house of a post that has another key now."""
    given = _by_hand(work.connection, [post.id])
    for step in post.steps:
        if step.house == house:
            _replan(work, post, step, given)


def _replan_houses(work: UnitOfWork, houses: tuple[str, ...]) -> None:
    ids = plan_queries.posts_open_at(work.connection, houses)
    given = _by_hand(work.connection, ids)
    for post in post_snapshots.posts_by_id(work.connection, ids).values():
        shifts = [
            _replan(work, post, step, given)
            for step in post.steps
            if step.house in houses
        ]
        for house in dict.fromkeys(shift.house for shift in shifts):
            theirs = [_plain(shift) for shift in shifts if shift.house == house]
            _note(work, post, house, {"steps": theirs})
        _replan_request(work, post)


def _note(
    work: UnitOfWork, post: PostSnapshot, house: str, details: Mapping[str, object]
) -> None:
    work.log(remark(post, at=work.now, event="replan", house=house, details=details))


def _replan_request(work: UnitOfWork, post: PostSnapshot) -> None:
    if post.state is not PostState.DRAFT or post.request_by is None:
        return
    at = in_draft(post, work.directory).request_by
    if at == post.request_by:
        return
    plan_queries.set_request_by(work.connection, post.id, at)
    before, after = (moment and moment.isoformat() for moment in (post.request_by, at))
    _note(work, post, "", {"request_by_before": before, "request_by_after": after})


def _replan(
    work: UnitOfWork, post: PostSnapshot, step: OpenStep, given: _ByHand
) -> _Shift:
    """Give one open step its new due instant, asked person and reminders.

    It is due as if it had been opened at the same time under today's rules; but a date
    that was `given` by hand stays, and so does the colleague it was forwarded to.
    """
    directory = work.directory
    duty = replace(
        steps.duty_now(post, step.kind, step.house, directory),
        retrospective=step.retrospective,
    )
    if (post.id, step.asked) in given.passed_on and _is_there(step, directory):
        duty = replace(duty, asked=step.asked)
    if step.due_at == given.dates.get(step.id) and _is_in_time(post, step, directory):
        planned = steps.planned_until(post, duty, step.due_at, directory)
    else:
        (planned,) = steps.planned(post, [duty], directory, step.opened_at)
    replan_as(work, post, step, planned)
    return _Shift(step.house, step.kind, step.due_at, planned.due_at)


def _is_there(step: OpenStep, directory: Directory) -> bool:
    person = directory.people.get(step.asked)
    return person is not None and person.house == step.house


def _is_in_time(post: PostSnapshot, step: OpenStep, directory: Directory) -> bool:
    latest = steps.latest_day(post, step, directory)
    office = steps.office_of(step.house, directory)
    return latest is None or office.day_of(step.due_at) <= latest


def replan_as(
    work: UnitOfWork, post: PostSnapshot, step: OpenStep, planned: NewStep
) -> list[NewNotice]:
    """Write the new plan of an open step; return its notices.

    The request goes out once more only if somebody else is asked now, or it was lost; a
    step that began without a request gets none.
    """
    # What is late still goes on with its escalation, what is not begins anew.
    level = step.escalation if planned.due_at <= work.now else 0
    escalate_at = step.escalate_at if level else planned.escalate_at
    plan_queries.escalate_step(work.connection, step.id, level, escalate_at)
    plan_queries.replan_step(
        work.connection,
        step.id,
        asked=planned.asked,
        due_at=planned.due_at,
        short_by=planned.short_by,
    )
    plan_queries.cancel_planned(work.connection, step.id, work.now)
    return _owe_anew(work, post, step, planned)


def _owe_anew(
    work: UnitOfWork, post: PostSnapshot, step: OpenStep, planned: NewStep
) -> list[NewNotice]:
    house = work.directory.house(step.house)
    last = plan_queries.last_number(work.connection, step.id)
    request: list[NewNotice] = []
    if _must_be_told(work, step, planned):
        request = request_of(planned, house, work.now, n=last + 1)
    after = max([work.now, *(notice.due_at for notice in request)])
    reminders = reminders_of(planned, house, after=after, n=last)
    same_version = replace(post, version=step.version)
    notices = [*request, *reminders]
    work.owe(same_version, step.id, step.house, notices)
    return notices


def _must_be_told(work: UnitOfWork, step: OpenStep, planned: NewStep) -> bool:
    told = plan_queries.what_told(work.connection, step.id, planned.asked)
    is_lost = told <= {NoticeState.CANCELLED, NoticeState.DEAD}
    return is_lost and (bool(told) or planned.asked != step.asked)


def _plain(shift: _Shift) -> Mapping[str, str]:
    return {
        "kind": shift.kind.value,
        "due_before": shift.before.isoformat(),
        "due_after": shift.after.isoformat(),
    }
