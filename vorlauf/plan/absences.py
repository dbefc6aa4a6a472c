"""Absences of the plan: who is away when a post needs an answer, and who is there."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from states.post import StepKind
from vorlauf.db.post_snapshots import PostSnapshot
from vorlauf.directory.model import Directory, Person
from vorlauf.plan.dues import Due, days_of
from vorlauf.plan.findings import AbsenceInDues
from vorlauf.posts.presence import Period, PresenceAhead


def absences_in(
    dues: Sequence[tuple[PostSnapshot, Due]],
    present: PresenceAhead,
    directory: Directory,
) -> Iterator[AbsenceInDues]:
    """Return the absences in which something is due that the person would be asked.

    Each with the posts that it concerns and with who is asked instead on the first of
    these days.
    """
    by_person: dict[str, list[Period]] = defaultdict(list)
    for period in present.absences:
        by_person[period.person].append(period)
    if not by_person:
        return
    found: dict[tuple[str, str, int], list[tuple[PostSnapshot, Due]]] = defaultdict(
        list
    )
    for post, due in dues:
        person = _asked(due, directory)
        day = days_of(due, directory)
        for number, period in enumerate(by_person.get(person.key, ())):
            if period.first_day <= day <= period.last_day:
                found[person.key, due.house, number].append((post, due))
    for (key, house, number), concerned in found.items():
        period = by_person[key][number]
        first = min(days_of(due, directory) for _, due in concerned)
        instead = present.on(first).asked(directory, directory.people[key])
        yield AbsenceInDues(
            person=key,
            house=house,
            first_day=period.first_day,
            last_day=period.last_day,
            instead=instead.key if instead else "",
            numbers=tuple(dict.fromkeys(post.number for post, _ in concerned)),
        )


def _asked(due: Due, directory: Directory) -> Person:
    """Return who is asked: whoever the step names, else whoever it would name."""
    if due.asked in directory.people:
        return directory.people[due.asked]
    if due.kind is StepKind.APPROVAL:
        return directory.approver
    return directory.contact_of(due.house)
