"""Waits: for how many working days a house was asked, and whose figures are shown.

Never about a person: a house of one person is left out unless the configuration says
that the staff council has agreed.
"""

from collections.abc import Iterable
from datetime import datetime

from states.turnaround import Wait
from vorlauf.directory.model import Directory, House
from vorlauf.scheduling.turnaround_queries import StepAsked


def is_shown(directory: Directory, house: House) -> bool:
    """Say whether figures of a house are none of a person.

    § 81 (2) no. 12 SächsPersVG: the staff council has a say in what watches people.
    """
    if directory.campaign.staff_council_agreed:
        return True
    people = [
        one
        for one in directory.people.values()
        if one.house == house.key and not one.functional
    ]
    return len(people) > 1


def wait_of(
    step: StepAsked, house: House, held: Iterable[datetime], now: datetime
) -> Wait:
    """Return how long a house has been asked, or was until nobody was asked any more.

    While a post is on hold nobody is expected to answer: it counts up to then.
    """
    ended = step.ended_at or now
    rested = min((at for at in held if step.opened_at <= at < ended), default=None)
    office = house.office
    first, last = office.day_of(step.opened_at), office.day_of(rested or ended)
    days = max(0, office.calendar.between(first, last))
    return Wait(days, step.is_answered and rested is None)
