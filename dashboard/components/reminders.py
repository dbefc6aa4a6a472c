"""Reminders by hand, as pages offer them beside an open step."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from dashboard.web.request import PageRequest
from states.post import Role
from vorlauf.db.engine import Connection
from vorlauf.mail.queue.manual_reminder_queries import ToldNotice, so_far
from vorlauf.mail.queue.reminder_limits import (
    LONGEST_WAIT,
    AskedStep,
    ReminderLimits,
    ReminderRefusal,
)
from vorlauf.readmodels.cards import PostCard
from vorlauf.readmodels.open_steps import OpenStepRow


@dataclass(frozen=True)
class ReminderTime:
    """When a reminder may go out, in words, and as a form sends it (empty: now)."""

    label: str
    at: str


@dataclass(frozen=True, kw_only=True)
class ReminderButton:
    """What a page says and offers about reminding of a step.

    `again` says from when it can be reminded of again, `why` the reason; both are empty
    if it can be done now. `to` is the name of whoever gets the mail.
    """

    times: tuple[ReminderTime, ...]
    again: str
    why: str
    last: str
    to: str


def offers(
    request: PageRequest, connection: Connection, steps: Iterable[AskedStep]
) -> Mapping[int, ReminderButton]:
    """Return what can be offered for these steps, by key of the step."""
    asked = {step.id: step for step in steps}
    found = so_far(connection, asked, request.now - LONGEST_WAIT)
    around = request.around(connection)
    limits = ReminderLimits(
        directory=request.directory,
        now=request.now,
        earlier=found.by_hand,
        told=found.told,
        present=around.ahead,
        suppressed=around.suppressed,
    )
    return {key: _button(request, limits, step) for key, step in asked.items()}


def on_cards(
    request: PageRequest, connection: Connection, cards: Iterable[PostCard]
) -> Mapping[int, ReminderButton]:
    """Return what coordinators are offered about what is due next, by key of the step.

    There is nothing for anybody else, of a post at rest, or before a slot.
    """
    if request.person.role is not Role.COORDINATOR:
        return {}
    steps = [
        AskedStep(id=card.step_of_due, house=card.house_of_due, asked=card.asked_of_due)
        for card in cards
        if card.step_of_due is not None
        and card.kind_of_due is not None
        and not card.kind_of_due.waits_for_slot
        and not card.is_at_rest
        and card.asked_of_due != request.person.key
    ]
    return offers(request, connection, steps)


def on_rows(
    request: PageRequest, connection: Connection, steps: Iterable[OpenStepRow]
) -> Mapping[int, ReminderButton]:
    """Return what coordinators are offered about these steps, by key of the step.

    There is nothing for anybody else, of a post at rest, before a slot, or of what
    they are asked for themselves.
    """
    if request.person.role is not Role.COORDINATOR:
        return {}
    others = [one for one in of_rows(steps) if one.asked != request.person.key]
    return offers(request, connection, others)


def of_rows(steps: Iterable[OpenStepRow]) -> list[AskedStep]:
    """Return the steps that somebody can be reminded of, as the limits take them."""
    return [
        AskedStep(id=step.step_id, house=step.house, asked=step.asked)
        for step in steps
        if not step.kind.waits_for_slot and not step.is_at_rest
    ]


def _button(
    request: PageRequest, limits: ReminderLimits, step: AskedStep
) -> ReminderButton:
    found = limits.offer(step)
    return ReminderButton(
        times=tuple(_time(request, at) for at in found.times),
        again=_again(request, found.refusal) if found.refusal else "",
        why=request.say(found.refusal.why) if found.refusal else "",
        last=_last(request, found.last) if found.last else "",
        to=found.to,
    )


def _again(request: PageRequest, refusal: ReminderRefusal) -> str:
    words, until = request.words, refusal.until
    if until is None:
        return words.gettext("not now")
    return words.gettext("again from %(when)s") % {"when": _when(request, until)}


def _last(request: PageRequest, mail: ToldNotice) -> str:
    words, reader = request.words, request.directory.people.get(mail.went_to)
    return words.gettext("last mail: %(when)s to %(name)s") % {
        "when": words.moment(mail.at),
        "name": reader.name if reader else mail.went_to,
    }


def _time(request: PageRequest, at: datetime) -> ReminderTime:
    if at <= request.now:
        return ReminderTime(request.words.gettext("Remind now"), "")
    said = request.words.gettext("Remind: %(when)s") % {"when": _when(request, at)}
    return ReminderTime(said, request.words.iso(at))


def _when(request: PageRequest, at: datetime) -> str:
    """Write the hour, with its day unless that is today."""
    words = request.words
    if words.local_day(at) == words.local_day(request.now):
        return words.hour(at)
    return words.moment(at)
