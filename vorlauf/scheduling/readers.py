"""Readers: who reads a person's notices once they, or a deputy, are disabled."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from typing import Final

from sqlalchemy import Connection

from notifications.letters.mail_kinds import purposes_where
from states.post import StepKind
from states.purpose import MailKind
from vorlauf.db import post_snapshots
from vorlauf.db.call import Call
from vorlauf.db.stored_messages import unpacked
from vorlauf.db.tables import NoticeState
from vorlauf.db.unit_of_work import NewNotice, UnitOfWork
from vorlauf.directory.model import Directory, Person
from vorlauf.posts import open_step_queries, presence
from vorlauf.posts.presence import Presence
from vorlauf.scheduling import plan_queries
from vorlauf.scheduling import reader_queries as kept
from vorlauf.scheduling.reader_queries import StepOpening

# So ends the sentence by which a request is given up that nobody reads.
NOBODY: Final = "is disabled, and nobody stands in."


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
    connection = work.connection
    after = _today(work.call)
    is_disabled = key in after.disabled
    before = after.with_enabled(key) if is_disabled else after.with_disabled(key)
    moved = _moved(work.directory, before, after)
    if is_disabled:
        kept.withhold(connection, {key}, _personal(), work.now)
    kept.let_go(connection, moved)
    begun = kept.begun(connection, moved)
    _ask(work, moved, [one for one in begun if _is_asked(one, moved)])


def catch_up(call: Call) -> None:
    """Ask the deputies of disabled people about steps of which somebody else was told.

    So a deputy who is added to stakeholders.toml later is asked. A request that an
    address has refused is not tried again.
    """
    directory = call.directory
    today = _today(call)
    people = [directory.people.get(key) for key in sorted(today.disabled)]
    readers = {one.key: today.reader(directory, one) for one in people if one}
    if not readers:
        return
    work = UnitOfWork(call)
    begun = [
        one
        for one in kept.begun(call.connection, readers)
        if _is_asked(one, readers) and (one.read_by or _had_nobody(one))
    ]
    _ask(work, readers, begun)
    work.write()


def _ask(
    work: UnitOfWork, moved: Mapping[str, Person | None], anew: Sequence[StepOpening]
) -> None:
    """Queue the request of these steps once more; it goes to the present reader.

    A request that waits for an absence to begin goes out now instead.
    """
    connection = work.connection
    snapshots = post_snapshots.posts_by_id(
        connection, list({one.post_id for one in anew})
    )
    for one in anew:
        reader = moved[one.asked]
        assert reader is not None  # noqa: S101 - else nobody is asked
        due_at = work.directory.home_of(reader).mail_from(work.now)
        if one.planned is not None:
            kept.hasten(connection, one.planned, due_at)
            continue
        notice = NewNotice(
            purpose=one.purpose,
            recipient=one.asked,
            due_at=due_at,
            n=plan_queries.last_number(connection, one.step_id) + 1,
        )
        post = replace(snapshots[one.post_id], version=one.version)
        work.owe(post, one.step_id, one.house, [notice])


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


def _personal() -> Collection[MailKind]:
    """Return the notices that are for one person alone."""
    return purposes_where(lambda kind: kind.is_personal)


def _today(call: Call) -> Presence:
    return presence.on_day(
        call.connection, call.directory.agency.office.day_of(call.now)
    )


def _moved(
    directory: Directory, before: Presence, after: Presence
) -> Mapping[str, Person | None]:
    """Return, by key, whose reader has changed, and who that is now."""
    return {
        person.key: after.reader(directory, person)
        for person in directory.people.values()
        if before.reader(directory, person) != after.reader(directory, person)
    }


def _is_asked(one: StepOpening, moved: Mapping[str, Person | None]) -> bool:
    """Say whether the new reader hears of a step that others were told of."""
    reader = moved[one.asked]
    if reader is None:
        return False
    return _had_nobody(one) or (one.read_by or one.asked) != reader.key


def _had_nobody(one: StepOpening) -> bool:
    said = unpacked(one.error or "").template
    return one.state is NoticeState.DEAD and said.endswith(NOBODY)
