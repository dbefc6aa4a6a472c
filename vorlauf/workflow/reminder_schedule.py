"""Reminder schedule: which notices a step has, and at which instants."""

from datetime import datetime, time, timedelta
from typing import Final

from notifications.letters.mail_kind import Pace
from notifications.letters.mail_kinds import MAIL_KINDS, request_for
from states.deadlines import reminder_instants
from states.purpose import MailKind
from vorlauf.db.tables import Medium
from vorlauf.db.unit_of_work import NewNotice, NewStep
from vorlauf.directory.model import Directory, House

# Several changes within a quarter of an hour are told in one mail, or in none.
QUIET: Final = timedelta(minutes=15)


def mail_at(house: House, purpose: MailKind, instant: datetime) -> datetime:
    """Return when a notice that is ready at `instant` (aware) goes to a house."""
    pace = MAIL_KINDS[purpose].pace
    if pace is Pace.AT_ONCE:
        return instant
    return house.mail_from(instant, urgent=pace is Pace.AT_OPENING)


def put_off_until(house: House, purpose: MailKind, now: datetime) -> datetime | None:
    """Return until when a notice that is due at `now` waits for its house.

    None if it goes now.
    """
    pace = MAIL_KINDS[purpose].pace
    if pace is Pace.AT_ONCE or house.takes_mail(now, urgent=pace is Pace.AT_OPENING):
        return None
    return mail_at(house, purpose, now)


def notices_of(
    step: NewStep,
    directory: Directory,
    now: datetime,
    *,
    request: MailKind | None = None,
) -> list[NewNotice]:
    """Return the notices of a step that begins now: its request and its reminders.

    `request` replaces the usual first notice. Every instant lies inside the office
    hours of the step's house and never on a holiday of it.
    """
    house = directory.house(step.house)
    at = _request_at(step, house, now)
    first = _requests(step, house, at, purpose=request)
    return [*first, *later_reminders(step, house, at)]


def request_of(
    step: NewStep,
    house: House,
    now: datetime,
    *,
    purpose: MailKind | None = None,
    n: int = 0,
) -> list[NewNotice]:
    """Return the first notice of a step, with the hint for the house's channels.

    Empty for a draft unless a `purpose` is given, because its author knows of it.
    """
    return _requests(step, house, _request_at(step, house, now), purpose=purpose, n=n)


def _requests(
    step: NewStep,
    house: House,
    at: datetime,
    *,
    purpose: MailKind | None = None,
    n: int = 0,
) -> list[NewNotice]:
    wanted = purpose or _request_of(step)
    if wanted is None:
        return []
    mail = NewNotice(purpose=wanted, recipient=step.asked, due_at=at, n=n)
    return [mail, *hints(wanted, at, house, n=n)]


def later_reminders(step: NewStep, house: House, told_at: datetime) -> list[NewNotice]:
    """Return the reminders of a step whose request goes out at `told_at`.

    None falls on the same day.
    """
    end_of_day = house.office.at(house.office.day_of(told_at), time.max)
    return reminders_of(step, house, after=end_of_day)


def reminders_of(
    step: NewStep, house: House, *, after: datetime, n: int = 0
) -> list[NewNotice]:
    """Return the reminders of a step later than `after`, numbered from n + 1."""
    instants = reminder_instants(
        step.due_at,
        offsets=_offsets(step, house),
        hour=house.reminder_hour,
        office=house.office,
        after=after,
    )
    return [
        NewNotice(purpose=MailKind.REMINDER, recipient=step.asked, due_at=at, n=number)
        for number, at in enumerate(instants, start=n + 1)
    ]


def _request_of(step: NewStep) -> MailKind | None:
    return request_for(step.kind, afterwards=step.retrospective)


def _request_at(step: NewStep, house: House, now: datetime) -> datetime:
    """Return when the request goes out: now, or shortly before the slot.

    What was approved in the evening for the same evening is asked for at once: at the
    next opening it would be too late.
    """
    request = _request_of(step)
    soonest = mail_at(house, request, now) if request else house.mail_from(now)
    if not step.kind.waits_for_slot:
        return soonest
    planned = max(soonest, house.office.last_reached(step.due_at))
    return now if now < step.due_at <= planned else planned


def _offsets(step: NewStep, house: House) -> tuple[int, ...]:
    # Before its slot nothing can be published, so nobody is reminded of it.
    if step.kind.waits_for_slot:
        return tuple(offset for offset in house.reminders if offset > 0)
    return house.reminders


def hints(
    purpose: MailKind, at: datetime, house: House, *, n: int = 0
) -> list[NewNotice]:
    """Return the short hint for the house's own channels, if it has any."""
    if not house.notify:
        return []
    return [
        NewNotice(
            purpose=purpose, recipient=house.key, due_at=at, n=n, medium=Medium.CHAT
        )
    ]
