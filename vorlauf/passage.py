"""Passage: from one state to the next, with every duty that ends and begins."""

from dataclasses import dataclass, replace
from datetime import datetime

from states.moves import PATH
from states.post import PostState, StepKind, Trigger
from vorlauf import steps
from vorlauf.circumstances import missing_material, missing_texts
from vorlauf.reminders import notices_of
from vorlauf.stakeholders import Directory
from vorlauf.store.changes import Changes, Verdict
from vorlauf.store.queries import Case, OpenStep, decided_houses
from vorlauf.store.tables import Outcome, Purpose

_DECIDES: dict[StepKind, PostState] = {
    StepKind.REVIEW: PostState.MINISTRY_REVIEW,
    StepKind.APPROVAL: PostState.STAATSKANZLEI_APPROVAL,
}
_FORWARD = frozenset(
    {
        Trigger.REQUEST_ASSETS,
        Trigger.SUBMIT,
        Trigger.ENDORSE,
        Trigger.APPROVE,
        Trigger.PUBLISH,
    }
)


@dataclass(frozen=True, kw_only=True)
class Way:
    """How a post left its state: by which trigger, by whom, and what that answered."""

    trigger: Trigger
    by: str
    answered: frozenset[int] = frozenset()


def enter(
    changes: Changes, before: Case, after: Case, directory: Directory, way: Way
) -> None:
    """Leave the state of `before` for that of `after`, or begin it once more.

    Every open step ends: on the way forward it is done, else void, unless it was
    answered, and so ended by the caller. Retrospective steps live on while what
    they make good for is still skipped.
    """
    left = [step for step in before.steps if step.id not in way.answered]
    still_written = _still_written(before, directory, way.trigger)
    ending = [
        step
        for step in left
        if _ends(step, before, after) and step not in still_written
    ]
    outcome = Outcome.DONE if way.trigger in _FORWARD else Outcome.VOID
    changes.close(ending, Verdict(outcome=outcome, by=way.by))
    is_no = way.trigger is Trigger.REQUEST_CHANGES
    request = Purpose.CHANGES_REQUESTED if is_no else None
    for step in steps.opening(after, after.state, directory, changes.now):
        notices = notices_of(step, directory, changes.now, request=request)
        changes.open(after, step, notices)


def _still_written(
    case: Case, directory: Directory, trigger: Trigger
) -> list[OpenStep]:
    """Return the duty to write if material is requested before every text is there."""
    if trigger is not Trigger.REQUEST_ASSETS or not missing_texts(case, directory):
        return []
    return [step for step in case.steps if step.kind is StepKind.DRAFT]


def _ends(step: OpenStep, before: Case, after: Case) -> bool:
    if not step.retrospective:
        return True
    is_skipped = step.kind in _decided_before(after.state)
    return not is_skipped or after.version != before.version


def _decided_before(state: PostState) -> frozenset[StepKind]:
    """Return the decisions that lie before this state on a post's way."""
    if state not in PATH:
        return frozenset()
    here = PATH.index(state)
    return frozenset(k for k, decides in _DECIDES.items() if PATH.index(decides) < here)


def open_retrospective(
    changes: Changes, before: Case, after: Case, directory: Directory
) -> None:
    """Ask afterwards for every decision that a jump has left out.

    Only what lies before the goal counts, whatever the way: somebody who sets a
    draft to *scheduled* needs both decisions afterwards, somebody who goes back
    needs none. Whoever has said yes to exactly this version, or is asked for it
    afterwards already, is not asked again.
    """
    if _leads_back(before.state, after.state):
        return
    jumped = _decided_before(after.state)
    duties = [
        duty
        for duty in _duties(after, jumped, directory)
        if duty.house not in _settled(changes, before, duty.kind)
    ]
    for step in steps.planned(after, duties, directory, changes.now):
        changes.open(after, step, notices_of(step, directory, changes.now))


def _leads_back(source: PostState, dest: PostState) -> bool:
    on_the_way = source in PATH and dest in PATH
    return on_the_way and PATH.index(dest) < PATH.index(source)


def _duties(
    case: Case, jumped: frozenset[StepKind], directory: Directory
) -> list[steps.Duty]:
    duties = []
    if StepKind.REVIEW in jumped:
        duties += [
            steps.review(house, directory, retrospective=True) for house in case.houses
        ]
    if StepKind.APPROVAL in jumped:
        duties.append(steps.approval(directory, retrospective=True))
    return duties


def _settled(changes: Changes, case: Case, kind: StepKind) -> set[str]:
    decided = decided_houses(changes.connection, case.id, case.version, kind)
    asked = {s.house for s in case.steps if s.retrospective and s.kind is kind}
    return decided | asked


def in_draft(case: Case, directory: Directory) -> Case:
    """Return the draft with the instant at which its material will be requested.

    That of the graphics agency, too: it is asked when the houses owe no picture.
    """
    is_lacking = bool(missing_material(case, directory))
    at = steps.schedule_of(case, directory).request_by if is_lacking else None
    return case if at == case.request_by else replace(case, request_by=at)


def back_in_draft(case: Case, directory: Directory, now: datetime) -> Case:
    """Return a post that came back to draft, `request_by` only if still to come.

    What came back later than that is in the coordinator's hands: the timetable
    would request anew what somebody has just declined.
    """
    planned = in_draft(case, directory)
    is_ahead = planned.request_by is not None and planned.request_by > now
    return planned if is_ahead else replace(case, request_by=None)
