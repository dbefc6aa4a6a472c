"""Corrections: a typing error is corrected, and the decisions still hold.

This is the one kind of save that voids no decision. A second coordinator makes it, it
stays within `correction_limits`, and everybody who has decided is shown it and may
object until the slot.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection

from states.fingerprint import Content, as_plain, changes
from states.messages import Message, msg, phrase
from states.post import PostState, Role, StepKind
from states.purpose import MailKind
from vorlauf.db import post_snapshots
from vorlauf.db.call import Call
from vorlauf.db.post_snapshots import OpenStep, PostSnapshot
from vorlauf.db.tables import Outcome
from vorlauf.db.unit_of_work import NewNotice, NewStep, StepEnd, UnitOfWork
from vorlauf.directory.model import Directory, House, Person
from vorlauf.editing.edits import changed_parts, edit_before, new_version
from vorlauf.editing.tidy_input import tidy_texts
from vorlauf.errors import NotFoundError, RefusedError
from vorlauf.posts import correction_limits, undo_queries
from vorlauf.posts import decision_queries as stored
from vorlauf.posts.correction_limits import SpellingChange
from vorlauf.posts.decision_queries import Endorsement
from vorlauf.text import check_text
from vorlauf.workflow.actors import Actor, actor_of, check_seen
from vorlauf.workflow.audit_entries import line
from vorlauf.workflow.move_facts import authors_of
from vorlauf.workflow.reminder_schedule import notices_of
from vorlauf.workflow.steps import gone_words

CORRECT: Final = "correct"


@dataclass(frozen=True, kw_only=True)
class Correction:
    """The texts in which a coordinator has put a typing error right, by channel.

    Mails wait for `hold`, so that the correction can be undone meanwhile.
    """

    number: str
    actor: str
    texts: Mapping[str, str]
    comment: str = ""
    seen_row_version: int | None = None
    hold: timedelta = timedelta(0)


@dataclass(frozen=True, kw_only=True)
class Corrected:
    """The version, what differs in it, and the names of those who are shown it.

    Without a change it is the version that was there.
    """

    number: str
    version: int
    words: tuple[SpellingChange, ...] = ()
    shown_to: tuple[str, ...] = ()


def correct(call: Call, correction: Correction) -> Corrected:
    """Save an editorial correction: a new version for which every decision holds.

    The state stays, and so does every duty but an open decision, which is asked for
    anew with the date it had. All corrections since the last decision are measured
    together. Raises `RefusedError` with what to do instead if it is none, or not this
    person's; `ConflictError` when somebody was faster.
    """
    directory = call.directory
    gathered = UnitOfWork(call, correction.hold)
    post = post_snapshots.post_of(call.connection, correction.number)
    check_seen(post, correction.seen_row_version)
    check_text(phrase("subject", "The comment"), correction.comment)
    actor = actor_of(post, directory, correction.actor)
    if why := refusal(post, directory, actor.key, call.now):
        raise RefusedError(msg("{number}: {why}", number=post.number, why=why))
    texts = {**post.content.texts, **tidy_texts(correction.texts, directory)}
    after = new_version(post, replace(post.content, texts=texts), actor.key)
    if after.version == post.version:
        return Corrected(number=post.number, version=post.version)
    _check_size(call.connection, post, after.content)
    words = correction_limits.respelt(post.content.texts, after.content.texts)
    told = _write(_CorrectionParts(gathered, actor, correction), post, after, words)
    return Corrected(
        number=post.number,
        version=after.version,
        words=words,
        shown_to=tuple(dict.fromkeys(person.name for _, person in told)),
    )


def refusal(
    post: PostSnapshot, directory: Directory, actor: str, now: datetime
) -> Message | None:
    """Say why the person of this key cannot correct the post now; None if they can."""
    person = directory.people.get(actor)
    if person is None or person.role is not Role.COORDINATOR:
        return msg("an editorial correction is for a coordinator.")
    if not post.state.is_binding:
        return msg(
            "in state {state} there is no decision that a correction "
            "could keep; save an ordinary change.",
            state=post.state,
        )
    if post.has_come(now):
        return msg("the slot has come, so nothing is corrected any more.")
    if actor in authors_of(post, directory):
        return msg(
            "a correction is made by a second coordinator, not by who "
            "wrote the post or its last version; ask a colleague, or save "
            "an ordinary change."
        )
    if house := _opposed(post, directory):
        return msg(
            "{name} wants to see every change, so there is no editorial "
            "correction; save an ordinary change.",
            name=house.name,
        )
    return None


def objection(
    call: Call, post: PostSnapshot, after: PostSnapshot, actor: str
) -> Message | None:
    """Say why a change is no editorial correction by the person of this key, or None.

    `post` is before the change, `after` with it; what is said can be read aloud.
    """
    if why := refusal(post, call.directory, actor, call.now):
        return msg("{number}: {why}", number=post.number, why=why)
    if any(not part.startswith("text:") for part in changed_parts(post, after)):
        return msg(
            "A correction changes texts only; save title, link and slot as an ordinary "
            "change."
        )
    try:
        _check_size(call.connection, post, after.content)
    except RefusedError as error:
        return error.message
    return None


def shown_to(
    connection: Connection, post: PostSnapshot, directory: Directory
) -> tuple[Person, ...]:
    """Return who would be shown a correction, for they have decided; writes nothing."""
    told = _told(stored.standing(connection, post.id, post.version), directory)
    return tuple({person.key: person for _, person in told}.values())


@dataclass(frozen=True)
class _CorrectionParts:
    """The parts of one correction."""

    gathered: UnitOfWork
    actor: Actor
    correction: Correction


def _opposed(post: PostSnapshot, directory: Directory) -> House | None:
    """Return a house that takes part, or approves, and has corrections switched off."""
    is_asked = post.state is not PostState.MINISTRY_REVIEW or any(
        step.kind is StepKind.APPROVAL for step in post.steps
    )
    keys = [*post.houses, *([directory.chancellery.key] if is_asked else [])]
    there = (directory.houses[key] for key in keys if key in directory.houses)
    return next((one for one in there if not one.editorial_corrections), None)


def _check_size(connection: Connection, post: PostSnapshot, after: Content) -> None:
    """Raise `RefusedError` unless all corrections together are small."""
    decided_on = stored.decided_on(connection, post.id, post.version)
    correction_limits.respelt(decided_on.texts, after.texts)


def _write(
    act: _CorrectionParts,
    post: PostSnapshot,
    after: PostSnapshot,
    words: Sequence[SpellingChange],
) -> list[tuple[Endorsement, Person]]:
    gathered = act.gathered
    hold = act.correction.hold
    were = undo_queries.open_plans(gathered.connection, post.id) if hold else None
    decided = stored.standing(gathered.connection, post.id, post.version)
    told = list(_told(decided, act.gathered.directory))
    gathered.save(after, as_plain(after.content), corrects=post.version)
    _ask_anew(act, post, after)
    for yes, person in told:
        _show(act, after, yes, person)
    gathered.move(post, after)
    undo = edit_before(gathered, post, after, were) if were else {}
    gathered.log(
        line(
            act.actor,
            post,
            after,
            at=gathered.now,
            event=CORRECT,
            comment=act.correction.comment,
            details={
                **gathered.call.entry_point,
                "changed": list(changes(post.content, after.content)),
                "corrects": post.version,
                "words": [vars(one) for one in words],
                **undo,
            },
        )
    )
    gathered.write()
    return told


def _ask_anew(act: _CorrectionParts, post: PostSnapshot, after: PostSnapshot) -> None:
    """Ask for every open decision on the new version, due as it was."""
    gathered = act.gathered
    waiting = [step for step in post.steps if step.kind.is_decision]
    gathered.close(waiting, StepEnd(outcome=Outcome.VOID, by=act.actor.name))
    for step in waiting:
        if step.house not in act.gathered.directory.houses:
            raise NotFoundError(gone_words(post, [step.house]))
        anew = _same(step)
        gathered.open(
            after, anew, notices_of(anew, act.gathered.directory, gathered.now)
        )


def _same(step: OpenStep) -> NewStep:
    return NewStep(
        kind=step.kind,
        house=step.house,
        asked=step.asked,
        due_at=step.due_at,
        escalate_at=step.escalate_at,
        retrospective=step.retrospective,
    )


def _told(
    decided: Sequence[Endorsement], directory: Directory
) -> Iterator[tuple[Endorsement, Person]]:
    """Yield with each decision who was asked, and who decided, as far as on file."""
    for yes in decided:
        for person in directory.people.values():
            if person.key == yes.asked or _has_decided(person, yes, directory):
                yield yes, person


def _has_decided(person: Person, yes: Endorsement, directory: Directory) -> bool:
    """Say whether it was this person, who may have a namesake in another house."""
    house = directory.houses.get(yes.house)
    is_theirs = person.house == yes.house or (
        house is not None and person.key in house.deputies
    )
    return is_theirs and person.name in {yes.decided_by, yes.on_behalf_of}


def _show(
    act: _CorrectionParts, after: PostSnapshot, yes: Endorsement, person: Person
) -> None:
    house = act.gathered.directory.home_of(person)
    notice = NewNotice(
        purpose=MailKind.CORRECTED,
        recipient=person.key,
        due_at=house.mail_from(act.gathered.now),
    )
    act.gathered.owe(after, yes.step_id, house.key, [notice])
