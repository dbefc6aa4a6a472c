"""Readers: who reads a person's notices once they, or a deputy, are disabled."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cache

from sqlalchemy import Connection

from notifications.letters.mail_kinds import purposes_where
from states.post import StepKind
from states.purpose import MailKind
from vorlauf.db.call import Call
from vorlauf.db.unit_of_work import UnitOfWork
from vorlauf.directory.model import Directory, Person
from vorlauf.posts import open_step_queries, presence
from vorlauf.posts.presence import Presence
from vorlauf.posts.slots import free_day_after
from vorlauf.scheduling import asked_now
from vorlauf.scheduling import reader_queries as kept


@dataclass(frozen=True, kw_only=True)
class Handover:
    """An open step that somebody else reads; nobody does if `to` is None."""

    number: str
    title: str
    kind: StepKind
    house: str
    due_at: datetime
    to: Person | None


def handovers(
    connection: Connection, directory: Directory, today: Presence
) -> Mapping[str, Sequence[Handover]]:
    """Return, by key, the open steps that others get if a person is disabled.

    The earliest due first: their own steps, and those in which they are the deputy.
    """
    ways = cache(lambda asked: _ways(directory, today, directory.people.get(asked)))
    found: dict[str, list[Handover]] = defaultdict(list)
    for duty in open_step_queries.open_duties(connection):
        for key, to in ways(duty.asked).items():
            handover = Handover(
                number=duty.number,
                title=duty.title,
                kind=duty.kind,
                house=duty.house,
                due_at=duty.due_at,
                to=to,
            )
            found[key].append(handover)
    return found


def _ways(
    directory: Directory, today: Presence, asked: Person | None
) -> Mapping[str, Person | None]:
    """Return the readers, by key of the present reader, and as if they were enabled."""
    if asked is None:
        return {}
    reader = today.reader(directory, asked)
    ways = {
        key: reader
        for key in today.disabled
        if _has_key(today.with_enabled(key).reader(directory, asked), key)
    }
    if reader is not None:
        ways[reader.key] = today.with_disabled(reader.key).reader(directory, asked)
    return ways


def _has_key(person: Person | None, key: str) -> bool:
    return person is not None and person.key == key


def follow(work: UnitOfWork, key: str) -> None:
    """Ask the present reader, once, after this person was disabled or enabled.

    Waiting and held notices go to them automatically; a request that was sent to
    somebody else before goes out again.
    """
    connection, directory = work.connection, work.directory
    if key in _today(work.call).disabled:
        kept.withhold(connection, {key}, _personal(), work.now)
    concerned = asked_now.concerned(directory, key)
    kept.let_go(connection, concerned)
    asked_now.ask_present(work, concerned)


def withhold(call: Call) -> None:
    """Cancel the due notices of disabled people that nobody else reads."""
    today = _today(call)
    if not today.disabled:
        return
    people = [call.directory.people.get(key) for key in today.disabled]
    unread = [
        one.key
        for one in people
        if one is not None and today.reader(call.directory, one) is None
    ]
    kept.withhold_due(call.connection, today.disabled, _personal(), call.now)
    # Only what asks first is tried; so the coordinators hear of it.
    untried = purposes_where(lambda kind: not kind.begins)
    kept.withhold_due(call.connection, unread, untried, call.now)


def let_wait(call: Call) -> None:
    """Let the due notices wait that ask for what nobody can or may do today.

    They go out on the first morning on which somebody is back; those that ask to
    publish something, on the first one after a blackout, unless its slot lies there:
    at opening it would be too late to ask.
    """
    directory, day = call.directory, call.today
    if directory.campaign.blackout_on(day) is not None:
        until = morning_after_blackout(day, directory)
        free_from = directory.agency.office.at(free_day_after(day, directory), time.min)
        kept.let_publishing_wait(call.connection, until, free_from, call.now)
    waited_for = kept.waited_for(call.connection, call.now)
    if not waited_for:
        return
    ahead = presence.ahead(call.connection, day)
    for key in sorted(waited_for & directory.people.keys()):
        person = directory.people[key]
        back = ahead.back(directory, person, day)
        if back is not None and back > day:
            house = directory.home_of(person)
            until = house.mail_from(house.office.at(back, time.min))
            kept.let_wait(call.connection, key, until, call.now)


def morning_after_blackout(day: date, directory: Directory) -> datetime:
    """Return when mails about publishing go again, if a blackout lies on the day."""
    agency = directory.agency
    return agency.mail_from(agency.office.at(free_day_after(day, directory), time.min))


def _personal() -> Collection[MailKind]:
    """Return the notices that are for one person alone."""
    return purposes_where(lambda kind: kind.is_personal)


def _today(call: Call) -> Presence:
    return presence.on_day(call.connection, call.today)
