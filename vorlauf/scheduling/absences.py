"""Absences: while somebody is away, the deputy is asked instead."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Final

from sqlalchemy import Connection

from states.post import Role
from vorlauf.db import post_snapshots
from vorlauf.db.audit_log import Entry
from vorlauf.db.tables import Absence
from vorlauf.db.unit_of_work import NewNotice, UnitOfWork
from vorlauf.directory.model import Directory, Person
from vorlauf.errors import BadInputError, ConflictError, NotFoundError, RefusedError
from vorlauf.posts import absence_queries as kept
from vorlauf.posts import presence
from vorlauf.scheduling import plan_queries
from vorlauf.text import check_text

LONGEST: Final = timedelta(days=366)


@dataclass(frozen=True, kw_only=True)
class Absent:
    """An absence; `person` and `set_by` are keys, names or addresses.

    Both days are days of the campaign's zone, and included.
    """

    person: str
    first_day: date
    last_day: date
    set_by: str
    comment: str = ""


def away(connection: Connection, day: date) -> dict[str, Absence]:
    """Return who is away on a day, by key of the person."""
    return {one.person: one for one in kept.on_day(connection, day)}


def absences(connection: Connection, from_day: date) -> list[Absence]:
    """Return the absences that are not over on a day, the earliest first."""
    return kept.from_day(connection, from_day)


def set_absence(
    connection: Connection,
    directory: Directory,
    absence: Absent,
    now: datetime,
    *,
    door: Mapping[str, object] | None = None,
) -> Absence:
    """Enter an absence; the first deputy who is there gets the open requests.

    Coordinators may do it for everybody, others for themselves; `door` (the entry
    point) goes into the audit entry. Raises `NotFoundError` for unknown people,
    `RefusedError` for people who may not, `BadInputError` for impossible days,
    `ConflictError` if the days overlap with another absence.
    """
    person, actor = directory.person(absence.person), directory.person(absence.set_by)
    _check_may(actor, person)
    _check_days(absence, directory.home_of(person).office.day_of(now))
    check_text("The comment", absence.comment)
    work = UnitOfWork(connection, now)
    _check_free(connection, person, absence)
    added = kept.add(connection, _row(absence, person, actor, now))
    entry = _line("absence", added, person, actor, now)
    work.log(replace(entry, details={**(door or {}), **entry.details}))
    _ask_anew(work, directory, person, absence.first_day)
    work.write()
    return added


def end_absence(
    connection: Connection, directory: Directory, key: int, actor: str, now: datetime
) -> Absence:
    """End an absence at once, or cancel a future one. Raises as `set_absence`."""
    by = directory.person(actor)
    work = UnitOfWork(connection, now)
    absence = kept.by_key(connection, key)
    if absence is None:
        raise NotFoundError(f"There is no absence {key}, or it was ended before.")
    person = directory.people.get(absence.person)
    _check_may(by, person)
    kept.end(connection, key, now)
    work.log(_line("absence_end", absence, person, by, now))
    work.write()
    return absence


def _check_may(actor: Person, person: Person | None) -> None:
    is_own = person is not None and actor.key == person.key
    if actor.functional or not (is_own or actor.role is Role.COORDINATOR):
        raise RefusedError(
            f"{actor.name} may not say that somebody else is away; ask a coordinator."
        )


def _check_days(absence: Absent, today: date) -> None:
    first, last = absence.first_day, absence.last_day
    if last < first:
        raise BadInputError(
            f"An absence from {first} to {last} ends before it begins; turn them round."
        )
    if last < today:
        raise BadInputError(f"An absence until {last} is over; today is {today}.")
    if last - first >= LONGEST:
        raise BadInputError(
            f"An absence from {first} to {last} is longer than {LONGEST.days} days; "
            "name another person in stakeholders.toml."
        )


def _check_free(connection: Connection, person: Person, absence: Absent) -> None:
    other = kept.overlapping(
        connection, person.key, absence.first_day, absence.last_day
    )
    if other is not None:
        raise ConflictError(
            f"{person.name} is away from {other.first_day} to {other.last_day} "
            f"already (absence {other.id}); end that one first."
        )


def _row(absence: Absent, person: Person, actor: Person, now: datetime) -> Absence:
    return Absence(
        id=0,
        person=person.key,
        first_day=absence.first_day,
        last_day=absence.last_day,
        set_by=actor.key,
        set_at=now,
        comment=absence.comment.strip(),
        ended_at=None,
    )


def _line(
    event: str, absence: Absence, person: Person | None, actor: Person, now: datetime
) -> Entry:
    details: Mapping[str, object] = {
        "absence": absence.id,
        "person": person.name if person else absence.person,
        "first_day": absence.first_day.isoformat(),
        "last_day": absence.last_day.isoformat(),
    }
    return Entry(
        at=now,
        event=event,
        actor=actor.name,
        actor_key=actor.key,
        capacity=actor.role.value,
        house=person.house if person else "",
        comment=absence.comment,
        details=details,
    )


def _ask_anew(
    work: UnitOfWork, directory: Directory, person: Person, first_day: date
) -> None:
    """Queue the person's open requests again; they go to the deputy."""
    connection = work.connection
    if not _has_deputy(connection, directory, person, first_day):
        return
    house = directory.home_of(person)
    begin = house.office.at(first_day, time.min)
    due_at = house.mail_from(max(work.now, begin))
    told = kept.told_before(connection, person.key, begin)
    snapshots = post_snapshots.posts_by_id(
        connection, list({post for post, _ in told.values()})
    )
    for step_id, (post_id, purpose) in told.items():
        post = snapshots[post_id]
        step = next(step for step in post.steps if step.id == step_id)
        notice = NewNotice(
            purpose=purpose,
            recipient=person.key,
            due_at=due_at,
            n=plan_queries.last_number(connection, step_id) + 1,
        )
        work.owe(replace(post, version=step.version), step_id, step.house, [notice])


def _has_deputy(
    connection: Connection, directory: Directory, person: Person, day: date
) -> bool:
    """Say whether a deputy reads the person's mail on that day."""
    present = presence.on_day(connection, day)
    reader = present.reader(directory, person)
    return person.key not in present.disabled and reader != person
