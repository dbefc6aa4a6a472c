"""Readers: who reads what is owed to somebody once they, or a deputy, are disabled."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from sqlalchemy import Connection

from states.post import StepKind
from vorlauf import presence
from vorlauf.presence import Presence
from vorlauf.stakeholders import Directory, Person
from vorlauf.store import duties, plans, queries
from vorlauf.store import readers as kept
from vorlauf.store.changes import Changes, NewNotice
from vorlauf.store.readers import Begun
from vorlauf.store.tables import BEGINNINGS, NoticeState, Purpose

# What is for one person alone: nobody else has any use for it.
_PERSONAL: Final = frozenset(
    {
        Purpose.DECISION_RECEIVED,
        Purpose.LINK_RENEWED,
        Purpose.MENTIONED,
        Purpose.OVERVIEW,
        Purpose.REPLY_RECEIVED,
    }
)
# Where nobody is left, only what asks first is tried; so the coordinators hear of it.
_UNTRIED: Final = frozenset(Purpose) - BEGINNINGS
# These were read by somebody, or given up.
_OVER: Final = frozenset(
    {NoticeState.SENDING, NoticeState.SENT, NoticeState.UNKNOWN, NoticeState.DEAD}
)


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
    connection: Connection, directory: Directory, key: str, now: datetime
) -> list[Handover]:
    """Return what follows for open steps if this person is disabled, or what has.

    The earliest due first: their own steps, and those in which they stand in now.
    """
    after = _today(connection, directory, now).with_disabled(key)
    moved = _moved(directory, after.with_enabled(key), after)
    return [
        Handover(
            number=duty.number,
            title=duty.title,
            kind=duty.kind,
            house=duty.house,
            due_at=duty.due_at,
            to=moved[duty.asked],
        )
        for duty in duties.open_duties_of(connection, moved)
    ]


def follow(changes: Changes, directory: Directory, key: str) -> None:
    """Ask whoever reads now, once, after this person was disabled or enabled.

    What waits, or a worker holds, goes to them by itself; of what was sent to somebody
    else before the request goes out again.
    """
    connection = changes.connection
    after = _today(connection, directory, changes.now)
    is_disabled = key in after.disabled
    before = after.with_enabled(key) if is_disabled else after.with_disabled(key)
    moved = _moved(directory, before, after)
    if is_disabled:
        kept.withhold(connection, {key}, _PERSONAL, changes.now)
    kept.let_go(connection, moved)
    anew = [one for one in kept.begun(connection, moved) if _is_asked(one, moved)]
    cases = queries.cases_by_id(connection, list({one.post_id for one in anew}))
    for one in anew:
        reader = moved[one.asked]
        assert reader is not None  # noqa: S101 - else nobody is asked
        notice = NewNotice(
            purpose=one.purpose,
            recipient=one.asked,
            due_at=directory.home_of(reader).mail_from(changes.now),
            n=plans.last_number(connection, one.step_id) + 1,
        )
        case = replace(cases[one.post_id], version=one.version)
        changes.owe(case, one.step_id, one.house, [notice])


def withhold(connection: Connection, directory: Directory, now: datetime) -> None:
    """Cancel what is due for people who are disabled, and what nobody else reads."""
    today = _today(connection, directory, now)
    if not today.disabled:
        return
    people = [directory.people.get(key) for key in today.disabled]
    unread = [
        one.key
        for one in people
        if one is not None and today.reader(directory, one) is None
    ]
    kept.withhold_due(connection, today.disabled, _PERSONAL, now)
    kept.withhold_due(connection, unread, _UNTRIED, now)


def _today(connection: Connection, directory: Directory, now: datetime) -> Presence:
    return presence.on_day(connection, directory.agency.office.day_of(now))


def _moved(
    directory: Directory, before: Presence, after: Presence
) -> Mapping[str, Person | None]:
    """Return by key whose reader is another after than before, and who that is."""
    return {
        person.key: after.reader(directory, person)
        for person in directory.people.values()
        if before.reader(directory, person) != after.reader(directory, person)
    }


def _is_asked(one: Begun, moved: Mapping[str, Person | None]) -> bool:
    """Say whether the new reader is to hear of a step that others were told of."""
    reader = moved[one.asked]
    if reader is None or one.state not in _OVER:
        return False
    return one.state is NoticeState.DEAD or (one.read_by or one.asked) != reader.key
