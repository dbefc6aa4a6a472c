"""Drafts: when the text is written, and what its author owes then."""

from dataclasses import replace

from states.post import PostState, StepKind
from vorlauf import steps
from vorlauf.changes import Changes, Verdict
from vorlauf.circumstances import missing_material, missing_texts
from vorlauf.passage import in_draft
from vorlauf.reminders import reminders_of
from vorlauf.stakeholders import Directory
from vorlauf.store.queries import Case
from vorlauf.store.tables import Outcome


def settle(changes: Changes, case: Case, directory: Directory, by: str) -> Case:
    """End the duty to write once every text is there; return the post as it is then.

    What comes next is the timetable's (it requests the material), or, if nothing is
    missing, the coordinator's, who hands the post on and needs no mail to know it. A
    draft that lacks material and came back too late for the timetable stays as it is.
    """
    if case.state is PostState.DRAFT and case.request_by is not None:
        case = in_draft(case, directory)
    writing = [step for step in case.steps if step.kind is StepKind.DRAFT]
    if not writing or missing_texts(case, directory):
        return case
    is_draft = case.state is PostState.DRAFT
    waits_for_flow = case.request_by is not None
    if is_draft and not waits_for_flow and missing_material(case, directory):
        return case
    changes.close(writing, Verdict(outcome=Outcome.DONE, by=by))
    if is_draft and not waits_for_flow:
        _open_handover(changes, case, directory)
    return replace(case, steps=tuple(s for s in case.steps if s not in writing))


def _open_handover(changes: Changes, case: Case, directory: Directory) -> None:
    duty = steps.duty_now(case, StepKind.SUBMIT, "", directory)
    for step in steps.planned(case, [duty], directory, changes.now):
        house = directory.house(step.house)
        changes.open(case, step, reminders_of(step, house, after=changes.now))
