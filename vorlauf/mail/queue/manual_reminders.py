"""Manual reminders: a reminder by hand, within the limits of `reminder_limits`."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from states.messages import Message, msg, phrase, sentences
from states.purpose import MailKind
from vorlauf.db import post_snapshots
from vorlauf.db.call import Call
from vorlauf.db.post_snapshots import OpenStep, PostSnapshot
from vorlauf.db.unit_of_work import NewNotice, UnitOfWork
from vorlauf.directory.model import Person
from vorlauf.errors import BadInputError, RefusedError
from vorlauf.mail.queue.manual_reminder_queries import BY_HAND, ReminderByHand
from vorlauf.mail.queue.reminder_limits import (
    LONGEST_WAIT,
    AskedStep,
    ReminderLimits,
    ReminderOffer,
    limits_of,
)
from vorlauf.scheduling import plan_queries
from vorlauf.workflow.manual_actions import Overseer

# A page that offers an hour may be looked at for a while.
_A_MOMENT: Final = timedelta(hours=1)


@dataclass(frozen=True, kw_only=True)
class Reminded:
    """A step's house and who gets the reminder; it is due at `due_at` (UTC).

    If there is none, `refusal` says why.
    """

    house: str
    name: str
    due_at: datetime | None = None
    refusal: Message | None = None


def remind(
    work: UnitOfWork,
    number: str,
    by: Overseer,
    *,
    house: str | None = None,
    at: datetime | None = None,
) -> list[Reminded]:
    """Queue one more reminder of the open steps of a post, or of one house if given.

    It goes out now, or `at` a later instant (aware), in the office hours of the house.
    Returns the result for each. Raises `RefusedError` if nobody can be reminded,
    `BadInputError` for an instant that is over or too far ahead, and `NotFoundError`
    for an unknown post or house.
    """
    wanted_at = _wanted_at(at, work.now)
    post = post_snapshots.post_of(work.connection, number)
    key = work.directory.house(house).key if house else None
    steps = _steps(post, key, work.now)
    limits = limits_of(work.call, [step.id for step in steps])
    round_ = _Round(work, post, by, limits, wanted_at)
    made = [round_.remind_of(step) for step in steps]
    if all(one.refusal for one in made):
        raise RefusedError(sentences(one.refusal for one in made if one.refusal))
    work.write()
    return made


def offers(
    call: Call, number: str, *, house: str | None = None
) -> list[tuple[AskedStep, ReminderOffer]]:
    """Return what `remind` would do for each open step; does nothing.

    Raises as `remind`.
    """
    post = post_snapshots.post_of(call.connection, number)
    key = call.directory.house(house).key if house else None
    steps = [
        AskedStep(id=step.id, house=step.house, asked=step.asked)
        for step in _steps(post, key, call.now)
    ]
    limits = limits_of(call, [step.id for step in steps])
    return [(step, limits.offer(step)) for step in steps]


def _wanted_at(at: datetime | None, now: datetime) -> datetime:
    if at is None:
        return now
    if not now - _A_MOMENT <= at <= now + LONGEST_WAIT:
        raise BadInputError(
            msg(
                "A reminder goes out within the next {days} days; {at} is not.",
                days=LONGEST_WAIT.days,
                at=at,
            )
        )
    return max(at, now)


def _steps(post: PostSnapshot, house: str | None, now: datetime) -> list[OpenStep]:
    if post.is_at_rest(retrospective=False):
        raise RefusedError(_at_rest(post))
    theirs = [step for step in post.steps if house in {None, step.house}]
    # Before its slot nothing can be published, so nobody is reminded of it.
    ripe = [s for s in theirs if not s.kind.waits_for_slot or s.due_at <= now]
    if not ripe:
        raise RefusedError(
            msg(
                "{number} is in state {state} and asks nothing of {house} "
                "now, so there is nothing to remind of.",
                number=post.number,
                state=post.state,
                house=house or phrase("of_whom", "anybody"),
            )
        )
    return ripe


def _at_rest(post: PostSnapshot) -> Message:
    if post.held_since is not None:
        return msg("{number} is on hold, so nobody is reminded.", number=post.number)
    return msg(
        "{number} has missed its slot; give it another one first.", number=post.number
    )


@dataclass(frozen=True)
class _Round:
    """One call: step after step, with the earlier reminders by hand."""

    work: UnitOfWork
    post: PostSnapshot
    by: Overseer
    limits: ReminderLimits
    wanted_at: datetime

    def remind_of(self, step: OpenStep) -> Reminded:
        """Queue the reminder, or say why there is none."""
        asked = AskedStep(id=step.id, house=step.house, asked=step.asked)
        at = self.limits.house(asked).mail_from(self.wanted_at)
        reader = self.limits.reader(asked, at)
        name = reader.name if reader else step.asked
        found = self.limits.refusal(asked, at)
        if found is not None:
            return Reminded(house=step.house, name=name, refusal=found.why)
        self._owe(step, self.work.directory.person(step.asked), at)
        return Reminded(house=step.house, name=name, due_at=at)

    def _owe(self, step: OpenStep, person: Person, at: datetime) -> None:
        new = ReminderByHand(step_id=step.id, recipient=person.key, due_at=at)
        self.limits.earlier.append(new)
        n = plan_queries.last_number(self.work.connection, step.id) + 1
        notice = NewNotice(
            purpose=MailKind.REMINDER, recipient=person.key, due_at=at, n=n
        )
        self.work.owe(self.post, step.id, step.house, [notice])
        entry = self.by.line(
            self.post,
            at=self.work.now,
            event=BY_HAND,
            house=step.house,
            details={"to": person.name, **new.details},
        )
        self.work.log(entry)
