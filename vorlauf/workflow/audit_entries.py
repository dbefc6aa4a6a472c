"""Audit entries: what an action on a post writes into the audit log."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TypedDict, Unpack

from vorlauf.db.audit_log import Entry
from vorlauf.db.call import Call
from vorlauf.db.post_snapshots import PostSnapshot
from vorlauf.db.unit_of_work import UnitOfWork
from vorlauf.directory.model import Person
from vorlauf.workflow.actors import TIMETABLE, Actor, AnswerableStep


def line(  # noqa: PLR0913, a line of the file names them all
    actor: Actor,
    before: PostSnapshot,
    after: PostSnapshot,
    *,
    at: datetime,
    event: str,
    answered: Sequence[AnswerableStep] = (),
    house: str = "",
    comment: str = "",
    details: Mapping[str, object] | None = None,
) -> Entry:
    """Return the audit entry of an action that leads a post from `before` to `after`.

    With `answered` it names the houses that were answered for, and the principals; `at`
    is aware UTC, `details` are JSON values.
    """
    return Entry(
        at=at,
        event=event,
        actor=actor.name,
        actor_key=actor.key,
        capacity=actor.capacity_for(answered),
        post_id=before.id,
        number=before.number,
        row_version=before.row_version + 1,
        source=before.state.value,
        dest=after.state.value,
        on_behalf_of=principals(answered),
        house=house or houses(answered),
        version=after.version,
        fingerprint=after.fingerprint,
        comment=comment.strip(),
        details=details or {},
    )


class About(TypedDict, total=False):
    """What an audit entry may say beside its event; `details` are JSON values."""

    house: str
    comment: str
    details: Mapping[str, object]


def remark(
    post: PostSnapshot,
    *,
    at: datetime,
    event: str,
    actor: Actor = TIMETABLE,
    **about: Unpack[About],
) -> Entry:
    """Return an audit entry about a post that the action does not move.

    It has no row version, because it makes nobody's view of the post outdated.
    """
    entry = line(actor, post, post, at=at, event=event, **about)
    return replace(entry, row_version=None)


def note(
    work: UnitOfWork,
    actor: Actor,
    post: PostSnapshot,
    *,
    event: str,
    **about: Unpack[About],
) -> None:
    """Add an audit entry about a post that the action does not move."""
    work.log(remark(post, at=work.now, event=event, actor=actor, **about))


def log(call: Call, entry: Entry) -> None:
    """Write one audit entry and nothing else."""
    work = UnitOfWork(call)
    work.log(entry)
    work.write()


def houses(answered: Sequence[AnswerableStep]) -> str:
    """Return the houses that were answered for, each once."""
    return ", ".join(dict.fromkeys(one.step.house for one in answered))


def principals(answered: Sequence[AnswerableStep]) -> str:
    """Return the names of the people whom deputies stood in for, each once."""
    named = (one.principal.name for one in answered if one.principal)
    return ", ".join(dict.fromkeys(named))


def entry_of(
    call: Call, person: Person, event: str, details: Mapping[str, object]
) -> Entry:
    """Return an audit entry about no post, such as the plan or figures as a whole."""
    return Entry(
        at=call.now,
        event=event,
        actor=person.name,
        actor_key=person.key,
        capacity=person.role.value,
        details={**call.entry_point, **details},
    )
