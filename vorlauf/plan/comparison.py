"""Comparison: what a check of the plan finds after an act and did not find before."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

from vorlauf.db.call import Call
from vorlauf.plan.check import checked
from vorlauf.plan.findings import AbsenceInDues, Overload, PlanCheck, PostCheck
from vorlauf.plan.plans import Plan, plan_of


@contextmanager
def newly_found(
    call: Call, read: Callable[[Call], Plan] = plan_of
) -> Iterator[Callable[[], PlanCheck]]:
    """Check the plan before the body of a `with`; give what tells the new findings.

    To be asked after the act, in the same transaction. `read` reads the plan, else what
    lies ahead.
    """
    before = checked(read(call))
    yield lambda: new_findings(before, checked(read(call)))


def new_findings(before: PlanCheck, after: PlanCheck) -> PlanCheck:
    """Return of a check what is worse than before; the split is left out."""
    return replace(
        after,
        troubled=_troubled(before, after),
        clashes=[one for one in after.clashes if one not in before.clashes],
        overloads=_overloads(before, after),
        too_close=[one for one in after.too_close if one not in before.too_close],
        balances=[],
        gaps=[one for one in after.gaps if one not in before.gaps],
        absences=list(_absences(before, after)),
    )


def _troubled(before: PlanCheck, after: PlanCheck) -> list[PostCheck]:
    known = {one.number: one for one in before.troubled}
    return [
        one
        for one in after.troubled
        if (was := known.get(one.number)) is None
        or one.short_by > was.short_by
        or one.is_missed > was.is_missed
        or (one.closed and one.slot_at != was.slot_at)
        or not set(one.closed_houses) <= set(was.closed_houses)
    ]


def _overloads(before: PlanCheck, after: PlanCheck) -> list[Overload]:
    known = {(one.first, one.house, one.is_day): one.count for one in before.overloads}
    return [
        one
        for one in after.overloads
        if one.count > known.get((one.first, one.house, one.is_day), 0)
    ]


def _absences(before: PlanCheck, after: PlanCheck) -> Iterator[AbsenceInDues]:
    """Return the absences with the posts that need an answer in them only now."""
    known = {
        (one.person, one.house, number)
        for one in before.absences
        for number in one.numbers
    }
    for one in after.absences:
        numbers = tuple(
            n for n in one.numbers if (one.person, one.house, n) not in known
        )
        if numbers:
            yield replace(one, numbers=numbers)
