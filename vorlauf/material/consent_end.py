"""Consent end: a consent ends, by a word or by its day, and with it what it allowed."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime
from typing import Final

from sqlalchemy import Connection

from states.post import PostState, Role, StepKind
from vorlauf.db import post_snapshots
from vorlauf.db.audit_log import Entry
from vorlauf.db.post_snapshots import Consented, Delivered, PostSnapshot
from vorlauf.db.tables import Consent
from vorlauf.db.unit_of_work import UnitOfWork
from vorlauf.directory.model import Directory
from vorlauf.errors import RefusedError
from vorlauf.material import consent_queries
from vorlauf.material.audit_entries import note
from vorlauf.material.consent_end_effects import (
    Affected,
    AffectedPost,
    sorted_out,
    stop,
)
from vorlauf.material.consent_queries import ConsentUse
from vorlauf.posts.picture_checks import ended
from vorlauf.text import check_text
from vorlauf.workflow.actors import TIMETABLE, Actor

# Why a post goes back stands in a mail to a house; it is German as the posts are.
WITHDRAWN: Final = "Die Einwilligung {} zu einem Bild wurde widerrufen."
ENDED: Final = "Die Einwilligung {} zu {} ist abgelaufen."
TOO_SHORT: Final = "Die Einwilligung {} zu {} gilt nicht am Termin ({:%d.%m.%Y})."


def consents_of(connection: Connection, sha256s: Collection[str]) -> list[Consent]:
    """Return the consents to these pictures, the oldest first."""
    return consent_queries.of_pictures(connection, sha256s)


def affected(
    connection: Connection, consent_id: int
) -> tuple[Affected, list[PostSnapshot]]:
    """Return what would become of which posts. Raises `NotFoundError`."""
    consent = consent_queries.by_key(connection, consent_id)
    cases = consent_queries.posts_showing(connection, consent.picture)
    return sorted_out(cases), cases


def withdraw(  # noqa: PLR0913, PLR0917, who withdraws which consent, and why
    connection: Connection,
    directory: Directory,
    consent_id: int,
    actor: str,
    reason: str,
    now: datetime,
) -> Affected:
    """Withdraw a consent: stop what rests on it, and have taken down what is out.

    All in this transaction. A consent that was withdrawn before stays so, and whatever
    rests on it again is stopped again. Raises `RefusedError` unless a coordinator does
    it, `NotFoundError` for no such consent.
    """
    standing = _coordinator(directory, actor)
    check_text("The reason", reason)
    changes = UnitOfWork(connection, now)
    consent = consent_queries.by_key(connection, consent_id)
    told = reason.strip()
    is_new = consent_queries.withdraw(
        connection, consent.id, by=standing.name, reason=told, at=now
    )
    cases = consent_queries.posts_showing(connection, consent.picture)
    if is_new:
        _note_all(changes, standing, consent, cases, told)
        changes.write()
    why = WITHDRAWN.format(consent.id)
    concerned = [AffectedPost(case, why) for case in cases]
    return stop(connection, directory, standing, concerned, now)


def _coordinator(directory: Directory, actor: str) -> Actor:
    person = directory.person(actor)
    if person.role is not Role.COORDINATOR or person.functional:
        raise RefusedError(
            f"{person.name} may not withdraw a consent; ask a coordinator."
        )
    return Actor(key=person.key, name=person.name, role=person.role)


def _note_all(
    changes: UnitOfWork,
    standing: Actor,
    consent: Consent,
    cases: Sequence[PostSnapshot],
    reason: str,
) -> None:
    """Write it into the file of every post, or of none if none shows the picture."""
    details = {"consent": consent.id}
    for case in cases:
        note(
            changes,
            standing,
            case,
            event="consent_withdrawn",
            comment=reason,
            details=details,
        )
    if not cases:
        changes.log(
            Entry(
                at=changes.now,
                event="consent_withdrawn",
                actor=standing.name,
                actor_key=standing.key,
                capacity=standing.capacity_for(()),
                comment=reason,
                details=details,
            )
        )


def lapsing(
    connection: Connection, directory: Directory, now: datetime
) -> tuple[int, ...]:
    """Return the keys of the posts that may rest on a consent that does not hold."""
    today = directory.agency.office.day_of(now)
    suspects = {
        one.post_id
        for one in consent_queries.resting(connection, today)
        if one.is_withdrawn or not _reaches(one, _day_of(one, directory, today))
    }
    return tuple(sorted(suspects))


def expire(
    connection: Connection,
    directory: Directory,
    now: datetime,
    posts: Collection[int] | None = None,
) -> Affected:
    """Stop every post on its way whose consent does not reach its slot.

    What is published is taken down once a consent has ended. Without `posts` (keys) it
    looks for itself, and writes nothing if there is nothing to do; what is done is not
    done twice.
    """
    suspects = lapsing(connection, directory, now) if posts is None else posts
    if not suspects:
        return Affected()
    today = directory.agency.office.day_of(now)
    changes = UnitOfWork(connection, now)
    cases = post_snapshots.cases_by_id(connection, sorted(suspects)).values()
    concerned = []
    for case in cases:
        lapsed = ended(case, _day(case, today)) if _may_lapse(case) else ()
        if lapsed:
            concerned.append(AffectedPost(case, _why(case, lapsed)))
            _note_lapsed(changes, case, lapsed)
    changes.write()
    return stop(connection, directory, TIMETABLE, concerned, now)


def _may_lapse(case: PostSnapshot) -> bool:
    is_asked = any(step.kind is StepKind.TAKE_DOWN for step in case.steps)
    is_seen = case.state.is_binding or case.state is PostState.PUBLISHED
    return is_seen and not is_asked


def _reaches(one: ConsentUse, day: date) -> bool:
    return one.first_day <= day <= (one.last_day or day)


def _day_of(one: ConsentUse, directory: Directory, today: date) -> date:
    if one.state is PostState.PUBLISHED:
        return today
    return directory.agency.office.day_of(one.slot_at)


def _day(case: PostSnapshot, today: date) -> date:
    is_out = case.state is PostState.PUBLISHED
    return today if is_out else case.content.slot_date


def _why(case: PostSnapshot, lapsed: Iterable[tuple[Delivered, Consented]]) -> str:
    return " ".join(_sentence(case, picture, one) for picture, one in lapsed)


def _sentence(case: PostSnapshot, picture: Delivered, consent: Consented) -> str:
    if consent.is_withdrawn:
        return WITHDRAWN.format(consent.id)
    if case.state is PostState.PUBLISHED:
        return ENDED.format(consent.id, picture.name)
    return TOO_SHORT.format(consent.id, picture.name, case.content.slot_date)


def _note_lapsed(
    changes: UnitOfWork,
    case: PostSnapshot,
    lapsed: Iterable[tuple[Delivered, Consented]],
) -> None:
    for _, consent in lapsed:
        said = {"consent": consent.id}
        note(changes, TIMETABLE, case, event="consent_expired", details=said)
