"""Absences: while somebody is away, the deputy is asked instead."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final

from sqlalchemy import Connection

from states.messages import msg, phrase
from states.post import Role
from states.purpose import MailKind
from vorlauf.db import post_snapshots
from vorlauf.db.audit_log import Entry
from vorlauf.db.call import Call
from vorlauf.db.post_snapshots import PostSnapshot
from vorlauf.db.tables import Absence
from vorlauf.db.unit_of_work import NewNotice, UnitOfWork
from vorlauf.directory.model import Person
from vorlauf.errors import BadInputError, ConflictError, NotFoundError, RefusedError
from vorlauf.posts import absence_queries as kept
from vorlauf.posts import step_queries
from vorlauf.scheduling.asked_now import SETTLES_IN, ask_present, concerned
from vorlauf.scheduling.unattended import StepInAbsence, caused_by
from vorlauf.text import check_text
from vorlauf.workflow.actors import require_role
from vorlauf.workflow.steps import coordinator_of

LONGEST: Final = timedelta(days=366)
# So long an out-of-office notice counts as what a coordinator takes an absence from.
_MAIL_COUNTS_FOR: Final = timedelta(days=30)
# So many steps without anybody stand in the audit entry.
_MOST_NAMED: Final = 50


@dataclass(frozen=True, kw_only=True)
class Absent:
    """An absence; `person` and `set_by` are keys, names or addresses.

    Both days are days of the campaign's zone, and included. `came_by` is `link` if
    somebody without an account says so; `step` is then the step and the post (keys) of
    that link.
    """

    person: str
    first_day: date
    last_day: date
    set_by: str
    comment: str = ""
    came_by: str = ""
    step: tuple[int, int] | None = None


def away(connection: Connection, day: date) -> dict[str, Absence]:
    """Return who is away on a day, by key of the person."""
    return {one.person: one for one in kept.on_day(connection, day)}


def absences(connection: Connection, from_day: date) -> list[Absence]:
    """Return the absences that are not over on a day, the earliest first."""
    return kept.from_day(connection, from_day)


def unseen(connection: Connection) -> list[Absence]:
    """Return the absences by link or mail that no coordinator has seen yet."""
    return kept.unseen(connection)


def set_absence(call: Call, absence: Absent) -> Absence:
    """Enter an absence; the first deputy who is there gets the open requests then.

    Where nobody is left the coordinator gets a mail that says for which steps.
    Coordinators may do it for everybody, others for themselves; `door` (the entry
    point) goes into the audit entry. Raises `NotFoundError` for unknown people,
    `RefusedError` for people who may not, `BadInputError` for impossible days,
    `ConflictError` if the days overlap with another absence.
    """
    directory = call.directory
    person, actor = directory.person(absence.person), directory.person(absence.set_by)
    _check_may(actor, person)
    _check_days(absence, directory.home_of(person).office.day_of(call.now))
    check_text(phrase("subject", "The comment"), absence.comment)
    work = UnitOfWork(call)
    _check_free(call.connection, person, absence)
    absence = _with_its_mail(call, absence, person, actor)
    added = kept.add(call.connection, _row(absence, person, actor, call.now))
    lacking = caused_by(call, added)
    entry = _line("absence", added, person, actor, call.now)
    details = {**call.entry_point, **entry.details, **_without(lacking)}
    work.log(replace(entry, details=details))
    ask_present(work, concerned(directory, person.key), settles=True)
    if added.came_by:
        _tell(work, added, person, absence.step)
    if lacking:
        _warn(work, added, lacking[0].post_id)
    work.write()
    return added


def end_absence(call: Call, key: int, actor: str) -> Absence:
    """End an absence at once, or cancel a future one. Raises as `set_absence`.

    Whoever is back gets what stayed open.
    """
    by = call.directory.person(actor)
    work = UnitOfWork(call)
    absence = kept.by_key(call.connection, key)
    if absence is None:
        raise NotFoundError(
            msg("There is no absence {key}, or it was ended before.", key=key)
        )
    person = call.directory.people.get(absence.person)
    _check_may(by, person)
    kept.end(call.connection, key, call.now)
    kept.tell_no_more(call.connection, key, call.now)
    entry = _line("absence_end", absence, person, by, call.now)
    work.log(replace(entry, details={**call.entry_point, **entry.details}))
    ask_present(work, concerned(call.directory, absence.person), settles=True)
    work.write()
    return absence


def see_absence(call: Call, key: int, actor: str) -> Absence:
    """Note that a coordinator has seen an absence that came by link or mail.

    Raises `RefusedError` for others, `NotFoundError` for one that has ended.
    """
    by = call.directory.person(actor)
    why = msg("{name} is no coordinator.", name=by.name)
    require_role(by, Role.COORDINATOR, why)
    work = UnitOfWork(call)
    absence = kept.by_key(call.connection, key)
    if absence is None:
        raise NotFoundError(
            msg("There is no absence {key}, or it was ended before.", key=key)
        )
    if absence.seen_at is None:
        kept.see(call.connection, key, call.now)
        person = call.directory.people.get(absence.person)
        entry = _line("absence_seen", absence, person, by, call.now)
        work.log(replace(entry, details={**call.entry_point, **entry.details}))
        work.write()
    return absence


def _with_its_mail(
    call: Call, absence: Absent, person: Person, actor: Person
) -> Absent:
    """Return what a coordinator takes over from a mail of the person as such."""
    since = call.now - _MAIL_COUNTS_FOR
    is_taken_over = (
        not absence.came_by
        and actor != person
        and kept.has_written(call.connection, person.key, since)
    )
    return replace(absence, came_by="mail") if is_taken_over else absence


def _tell(
    work: UnitOfWork, absence: Absence, person: Person, step: tuple[int, int] | None
) -> None:
    """Owe a mail to the person themselves, who can undo it, and to the coordinator.

    A mail is always about a step, which this one does not name: of whoever was never
    asked for anything it is one of their house.
    """
    directory = work.directory
    found = step or kept.newest_step(work.connection, person.key, person.house)
    if found is None:
        return
    step_id, post_id = found
    post = post_snapshots.posts_by_id(work.connection, [post_id])[post_id]
    coordinator = coordinator_of(post, directory)
    told = _News(step_id, post, absence.id)
    told.owe(work, MailKind.ABSENCE_NOTED, person, work.now)
    if coordinator.key not in {person.key, absence.set_by}:
        at = directory.home_of(coordinator).mail_from(work.now)
        told.owe(work, MailKind.ABSENCE_TOLD, coordinator, at)


def _warn(work: UnitOfWork, absence: Absence, post_id: int) -> None:
    """Owe the coordinator the mail that says for which steps nobody is there.

    It waits as long as the absence may be undone without a trace.
    """
    post = post_snapshots.posts_by_id(work.connection, [post_id])[post_id]
    step_id = step_queries.newest_step(work.connection, post_id)
    coordinator = coordinator_of(post, work.directory)
    if step_id is None or work.owes(MailKind.ABSENCE_TOLD, coordinator.key):
        return
    at = work.directory.home_of(coordinator).mail_from(work.now + SETTLES_IN)
    told = _News(step_id, post, absence.id)
    told.owe(work, MailKind.ABSENCE_TOLD, coordinator, at)


@dataclass(frozen=True)
class _News:
    """A step and its post, with which an absence is told."""

    step_id: int
    post: PostSnapshot
    absence: int

    def owe(
        self, work: UnitOfWork, purpose: MailKind, who: Person, at: datetime
    ) -> None:
        """Owe somebody this news at an instant."""
        notice = NewNotice(
            purpose=purpose, recipient=who.key, due_at=at, n=self.absence
        )
        house = work.directory.home_of(who)
        work.owe(self.post, self.step_id, house.key, [notice])


def _without(lacking: Sequence[StepInAbsence]) -> Mapping[str, object]:
    """Return for which steps nobody is there, as details of the audit entry."""
    if not lacking:
        return {}
    steps = [
        {
            "post": one.number,
            "kind": one.kind.value,
            "house": one.house,
            "due": one.due_at.isoformat(),
        }
        for one in lacking[:_MOST_NAMED]
    ]
    return {"unattended": steps, "unattended_count": len(lacking)}


def _check_may(actor: Person, person: Person | None) -> None:
    is_own = person is not None and actor.key == person.key
    if actor.functional or not (is_own or actor.role is Role.COORDINATOR):
        raise RefusedError(
            msg(
                "{name} may not say that somebody else is away; ask a coordinator.",
                name=actor.name,
            )
        )


def _check_days(absence: Absent, today: date) -> None:
    first, last = absence.first_day, absence.last_day
    if last < first:
        raise BadInputError(
            msg(
                "An absence from {first} to {last} ends before it begins; "
                "turn them round.",
                first=first,
                last=last,
            )
        )
    if last < today:
        raise BadInputError(
            msg(
                "An absence until {last} is over; today is {today}.",
                last=last,
                today=today,
            )
        )
    if last - first >= LONGEST:
        raise BadInputError(
            msg(
                "An absence from {first} to {last} is longer than {days} "
                "days; name another person in stakeholders.toml.",
                first=first,
                last=last,
                days=LONGEST.days,
            )
        )


def _check_free(connection: Connection, person: Person, absence: Absent) -> None:
    other = kept.overlapping(
        connection, person.key, absence.first_day, absence.last_day
    )
    if other is not None:
        raise ConflictError(
            msg(
                "{name} is away from {first_day} to {last_day} already "
                "(absence {id}); end that one first.",
                name=person.name,
                first_day=other.first_day,
                last_day=other.last_day,
                id=other.id,
            )
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
        came_by=absence.came_by,
        seen_at=None,
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
