"""Words of findings: what a check of the plan has found, as sentences."""

from collections.abc import Iterator, Sequence

from states.messages import Message, Several, channels, msg
from vorlauf.directory.model import Directory
from vorlauf.plan.findings import (
    AbsenceInDues,
    Clash,
    Overload,
    PlanCheck,
    PostCheck,
    TooClose,
)

# So many numbers are named in a sentence.
_MOST = 6


def words_of(found: PlanCheck, directory: Directory) -> list[Message]:
    """Return one sentence for each finding."""
    return [
        *(one for post in found.troubled for one in _troubled(post, directory)),
        *(_clash(one, directory) for one in found.clashes),
        *map(_overload, found.overloads),
        *map(_too_close, found.too_close),
        *(msg("The week of {day} has no post.", day=day) for day in found.gaps),
        *(_absence(one, directory) for one in found.absences),
    ]


def _troubled(one: PostCheck, directory: Directory) -> Iterator[Message]:
    office = directory.agency.office
    day = office.day_of(one.slot_at)
    if one.is_missed:
        yield msg("{number} has missed its slot.", number=one.number)
    elif one.because and one.earliest:
        yield msg(
            "{number}: {house} needs more time, working days short: {days}; the first "
            "slot that can be met is on {earliest}.",
            number=one.number,
            house=one.because.upper(),
            days=one.short_by,
            earliest=office.day_of(one.earliest),
        )
    if one.closed:
        yield msg(
            "{number}: nothing is published on {day} ({reason}).",
            number=one.number,
            day=day,
            reason=one.closed,
        )
    if one.closed_houses:
        yield msg(
            "{number}: {houses} are closed on {day}.",
            number=one.number,
            houses=Several(tuple(key.upper() for key in one.closed_houses)),
            day=day,
        )


def _clash(one: Clash, directory: Directory) -> Message:
    return msg(
        "{numbers} share the slot {slot_at} on {channels}.",
        numbers=_listed(one.numbers),
        slot_at=one.slot_at.astimezone(directory.campaign.zone),
        channels=channels(one.channels),
    )


def _overload(one: Overload) -> Message:
    if one.house:
        return msg(
            "Steps of {house} in the week of {day}: {count}, agreed are {agreed} "
            "({numbers}).",
            house=one.house.upper(),
            day=one.first,
            count=one.count,
            agreed=one.agreed,
            numbers=_listed(one.numbers),
        )
    if one.is_day:
        return msg(
            "Posts on {day}: {count}, agreed are {agreed} ({numbers}).",
            day=one.first,
            count=one.count,
            agreed=one.agreed,
            numbers=_listed(one.numbers),
        )
    return msg(
        "Posts in the week of {day}: {count}, agreed are {agreed} ({numbers}).",
        day=one.first,
        count=one.count,
        agreed=one.agreed,
        numbers=_listed(one.numbers),
    )


def _too_close(one: TooClose) -> Message:
    return msg(
        "{numbers} of {house} are too close together; working days that are to lie in "
        "between: {agreed}.",
        numbers=_listed(one.numbers),
        house=one.house.upper(),
        agreed=one.agreed,
    )


def _absence(one: AbsenceInDues, directory: Directory) -> Message:
    people = directory.people
    if one.instead in people:
        return msg(
            "{person} is away from {first} to {last}, when answers are due "
            "({numbers}); {instead} is asked instead.",
            person=people[one.person].name,
            first=one.first_day,
            last=one.last_day,
            numbers=_listed(one.numbers),
            instead=people[one.instead].name,
        )
    return msg(
        "{person} is away from {first} to {last}, when answers are due ({numbers}); "
        "nobody is there instead.",
        person=people[one.person].name,
        first=one.first_day,
        last=one.last_day,
        numbers=_listed(one.numbers),
    )


def _listed(numbers: Sequence[str]) -> Several:
    """Name the first few."""
    rest = ("…",) if len(numbers) > _MOST else ()
    return Several((*numbers[:_MOST], *rest))
