"""Comparison: what a check of the plan finds after an act and did not find before."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime

from states.messages import Message
from vorlauf.db.call import Call
from vorlauf.db.post_snapshots import PostSnapshot
from vorlauf.directory.model import Directory
from vorlauf.editing.slot_previews import moved
from vorlauf.plan.check import checked
from vorlauf.plan.finding_words import words_of
from vorlauf.plan.findings import (
    AbsenceInDues,
    Overload,
    PlanCheck,
    PostCheck,
    TooClose,
)
from vorlauf.plan.plans import Plan, plan_of
from vorlauf.scheduling.replanning import history_of


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


def found_after_move(
    call: Call, post: PostSnapshot, slot_at: datetime
) -> list[Message]:
    """Say what a check of the plan newly finds once a post has this slot (aware).

    Reads only. The post is open, and the slot is one that `check_slot` takes.
    """
    known = history_of(call.connection, [post], call.now)
    after = moved(post, slot_at, (call.directory, call.now), known)
    plan = plan_of(call)
    others = [one for one in plan.around if one.id != post.id]
    posts = sorted(
        (one for one in (*others, after) if one.slot_at >= call.now),
        key=lambda one: (one.slot_at, one.id),
    )
    past = [one for one in others if one.slot_at < call.now]
    day = call.directory.agency.office.day_of(slot_at)
    wider = replace(plan, posts=posts, beside=past, last=max(plan.last, day))
    return words_of(new_findings(checked(plan), checked(wider)), call.directory)


def found_with(call: Call, after: Directory) -> list[Message]:
    """Say what a check of the plan newly finds once these rules hold; reads only."""
    plan = plan_of(call)
    later = replace(plan, directory=after)
    return words_of(new_findings(checked(plan), checked(later)), after)


def new_findings(before: PlanCheck, after: PlanCheck) -> PlanCheck:
    """Return of a check what is worse than before; the split is left out."""
    return replace(
        after,
        troubled=_troubled(before, after),
        clashes=[one for one in after.clashes if one not in before.clashes],
        overloads=_overloads(before, after),
        too_close=_too_close(before, after),
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


def _too_close(before: PlanCheck, after: PlanCheck) -> list[TooClose]:
    known = {(one.house, frozenset(one.numbers)) for one in before.too_close}
    return [
        one
        for one in after.too_close
        if (one.house, frozenset(one.numbers)) not in known
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
