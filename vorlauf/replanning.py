"""Replanning: a changed slot or a changed stakeholders.toml, and what is still open."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection

from states.post import PostState, StepKind
from vorlauf import steps
from vorlauf.changes import Changes, NewStep
from vorlauf.circumstances import FLOW, FLOW_NAME
from vorlauf.passage import in_draft
from vorlauf.reminders import reminders_of, request_of
from vorlauf.stakeholders import Directory
from vorlauf.store import plans, queries
from vorlauf.store.audit import Entry
from vorlauf.store.queries import Case, OpenStep


@dataclass(frozen=True)
class _Shift:
    """What planning anew has made of one step, for the file."""

    number: str
    house: str
    kind: StepKind
    before: datetime
    after: datetime


def apply_rules(
    connection: Connection, directory: Directory, now: datetime
) -> tuple[str, ...]:
    """Plan the open steps of the houses anew whose rules have changed.

    Compares each house with the rules under which it was planned last, and writes
    one line of the file for each house that differs. Notices that are due already
    go out as they are. Returns the keys of these houses; most often none, and then
    nothing is written.
    """
    known = plans.house_rules(connection)
    current = {house.key: house.digest for house in directory.houses.values()}
    if known == current:
        return ()
    changes = Changes(connection, now)
    known = plans.house_rules(connection)
    new = {key: digest for key, digest in current.items() if known.get(key) != digest}
    plans.keep_house_rules(connection, new, now)
    changed = tuple(key for key in new if key in known)
    if changed:
        _replan_houses(changes, changed, directory)
    changes.write()
    return changed


def follow_slot(
    changes: Changes, before: Case, after: Case, directory: Directory
) -> Case:
    """Plan all open steps of a post anew after its slot has moved."""
    for step in before.steps:
        _replan(changes, after, step, directory)
    if after.state is PostState.DRAFT and before.request_by is not None:
        return in_draft(after, directory)
    return after


def _replan_houses(
    changes: Changes, houses: tuple[str, ...], directory: Directory
) -> None:
    ids = plans.posts_open_at(changes.connection, houses)
    shifts: dict[str, list[_Shift]] = defaultdict(list)
    for case in queries.cases_by_id(changes.connection, ids).values():
        for step in case.steps:
            if step.house in houses:
                shifts[step.house].append(_replan(changes, case, step, directory))
        _replan_request(changes, case, directory)
    for house in houses:
        changes.log(_entry(house, shifts[house], changes.now))


def _replan_request(changes: Changes, case: Case, directory: Directory) -> None:
    if case.state is PostState.DRAFT and case.request_by is not None:
        plans.set_request_by(
            changes.connection, case.id, in_draft(case, directory).request_by
        )


def _replan(
    changes: Changes, case: Case, step: OpenStep, directory: Directory
) -> _Shift:
    """Give one open step its new due instant, asked person and reminders.

    It is due as if it were opened when it was, under the rules of today. The
    request goes out once more only if somebody else is asked now.
    """
    duty = replace(
        steps.duty_now(case, step.kind, step.house, directory),
        retrospective=step.retrospective,
    )
    (planned,) = steps.planned(case, [duty], directory, step.opened_at)
    if step.escalation:
        planned = replace(planned, escalate_at=step.escalate_at)
    plans.replan_step(
        changes.connection,
        step.id,
        asked=planned.asked,
        due_at=planned.due_at,
        escalate_at=planned.escalate_at,
    )
    plans.cancel_planned(changes.connection, step.id, planned.asked, changes.now)
    _owe_anew(changes, case, step, planned, directory)
    return _Shift(case.number, step.house, step.kind, step.due_at, planned.due_at)


def _owe_anew(
    changes: Changes,
    case: Case,
    step: OpenStep,
    planned: NewStep,
    directory: Directory,
) -> None:
    house = directory.house(step.house)
    last = plans.last_number(changes.connection, step.id)
    notices = reminders_of(planned, house, after=changes.now, n=last)
    if not plans.is_asked(changes.connection, step.id, planned.asked):
        notices = [*request_of(planned, house, changes.now, n=last + 1), *notices]
    same_version = replace(case, version=step.version)
    changes.owe(same_version, step.id, step.house, notices)


def _entry(house: str, shifts: Iterable[_Shift], now: datetime) -> Entry:
    return Entry(
        at=now,
        event="replan",
        actor=FLOW_NAME,
        actor_key=FLOW,
        capacity="flow",
        house=house,
        details={"steps": [_plain(shift) for shift in shifts]},
    )


def _plain(shift: _Shift) -> Mapping[str, str]:
    return {
        "post": shift.number,
        "kind": shift.kind.value,
        "due_before": shift.before.isoformat(),
        "due_after": shift.after.isoformat(),
    }
