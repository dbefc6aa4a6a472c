"""Consent end: a consent is withdrawn or expires, and what it allowed ends."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import Final

from sqlalchemy import Connection

from states.messages import msg, phrase
from states.post import PostState, Role, StepKind
from vorlauf.db import post_snapshots
from vorlauf.db.audit_log import Entry
from vorlauf.db.call import Call
from vorlauf.db.post_snapshots import Consented, Delivered, PostSnapshot
from vorlauf.db.tables import Consent
from vorlauf.db.unit_of_work import UnitOfWork
from vorlauf.directory.model import Directory
from vorlauf.errors import RefusedError
from vorlauf.material import consent_queries
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
from vorlauf.workflow.audit_entries import note

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
    snapshots = consent_queries.posts_showing(connection, consent.picture)
    return sorted_out(snapshots), snapshots


def withdraw(call: Call, consent_id: int, actor: str, reason: str) -> Affected:
    """Withdraw a consent: stop what rests on it, and have taken down what is out.

    All in this transaction. A consent that was withdrawn before stays so, and whatever
    rests on it again is stopped again. Raises `RefusedError` unless a coordinator does
    it, `NotFoundError` for no such consent.
    """
    connection = call.connection
    standing = _coordinator(call.directory, actor)
    check_text(phrase("subject", "The reason"), reason)
    work = UnitOfWork(call)
    consent = consent_queries.by_key(connection, consent_id)
    told = reason.strip()
    is_new = consent_queries.withdraw(
        connection, consent.id, by=standing.name, reason=told, at=call.now
    )
    snapshots = consent_queries.posts_showing(connection, consent.picture)
    if is_new:
        _note_all(work, standing, consent, snapshots, told)
        work.write()
    why = WITHDRAWN.format(consent.id)
    concerned = [AffectedPost(post, why) for post in snapshots]
    return stop(call, standing, concerned)


def _coordinator(directory: Directory, actor: str) -> Actor:
    person = directory.person(actor)
    if person.role is not Role.COORDINATOR or person.functional:
        raise RefusedError(
            msg(
                "{name} may not withdraw a consent; ask a coordinator.",
                name=person.name,
            )
        )
    return Actor(key=person.key, name=person.name, role=person.role)


def _note_all(
    work: UnitOfWork,
    actor: Actor,
    consent: Consent,
    snapshots: Sequence[PostSnapshot],
    reason: str,
) -> None:
    """Write it into the file of every post, or of none if none shows the picture."""
    details = {"consent": consent.id}
    for post in snapshots:
        note(
            work,
            actor,
            post,
            event="consent_withdrawn",
            comment=reason,
            details=details,
        )
    if not snapshots:
        work.log(
            Entry(
                at=work.now,
                event="consent_withdrawn",
                actor=actor.name,
                actor_key=actor.key,
                capacity=actor.capacity_for(()),
                comment=reason,
                details=details,
            )
        )


def lapsing(call: Call) -> tuple[int, ...]:
    """Return the keys of the posts that may rest on a consent that does not hold."""
    today = call.today
    suspects = {
        one.post_id
        for one in consent_queries.resting(call.connection, today)
        if one.is_withdrawn or not _reaches(one, _day_of(one, call.directory, today))
    }
    return tuple(sorted(suspects))


def expire(call: Call, posts: Collection[int] | None = None) -> Affected:
    """Stop every post on its way whose consent does not reach its slot.

    What is published is taken down once a consent has ended. Without `posts` (keys) it
    looks for itself, and writes nothing if there is nothing to do; what is done is not
    done twice.
    """
    suspects = lapsing(call) if posts is None else posts
    if not suspects:
        return Affected()
    work = UnitOfWork(call)
    snapshots = post_snapshots.posts_by_id(call.connection, sorted(suspects)).values()
    concerned = []
    for post in snapshots:
        lapsed = ended(post, _day(post, call)) if _may_lapse(post) else ()
        if lapsed:
            concerned.append(AffectedPost(post, _why(post, lapsed, _day(post, call))))
            _note_lapsed(work, post, lapsed)
    work.write()
    return stop(call, TIMETABLE, concerned)


def _may_lapse(post: PostSnapshot) -> bool:
    is_asked = any(step.kind is StepKind.TAKE_DOWN for step in post.steps)
    is_seen = post.state.is_binding or post.state is PostState.PUBLISHED
    return is_seen and not is_asked


def _reaches(one: ConsentUse, day: date) -> bool:
    return one.first_day <= day <= (one.last_day or day)


def _day_of(one: ConsentUse, directory: Directory, today: date) -> date:
    if one.state is PostState.PUBLISHED or one.is_reserve:
        return today
    return directory.agency.office.day_of(one.slot_at)


def _day(post: PostSnapshot, call: Call) -> date:
    """Return the day on which consents have to hold; a reserve has none but today."""
    if post.state is PostState.PUBLISHED or post.is_reserve:
        return call.today
    slot = call.directory.agency.office.day_of(post.slot_at)
    return post.content.slot_date or slot


def _why(
    post: PostSnapshot, lapsed: Iterable[tuple[Delivered, Consented]], day: date
) -> str:
    return " ".join(_sentence(post, picture, one, day) for picture, one in lapsed)


def _sentence(
    post: PostSnapshot, picture: Delivered, consent: Consented, day: date
) -> str:
    if consent.is_withdrawn:
        return WITHDRAWN.format(consent.id)
    if post.state is PostState.PUBLISHED or post.is_reserve:
        return ENDED.format(consent.id, picture.name)
    return TOO_SHORT.format(consent.id, picture.name, day)


def _note_lapsed(
    work: UnitOfWork,
    post: PostSnapshot,
    lapsed: Iterable[tuple[Delivered, Consented]],
) -> None:
    for _, consent in lapsed:
        said = {"consent": consent.id}
        note(work, TIMETABLE, post, event="consent_expired", details=said)
