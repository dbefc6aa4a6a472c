"""Pictures: delivered by the houses and the graphics agency."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

from states.fingerprint import as_plain
from states.messages import Quoted, msg, phrase
from states.post import Role
from states.text_form import composed, tidy_line
from vorlauf.db import post_snapshots
from vorlauf.db.call import Call
from vorlauf.db.post_snapshots import Delivered, OpenStep, PostSnapshot
from vorlauf.db.tables import Outcome, ReviewAnswer
from vorlauf.db.unit_of_work import StepEnd, UnitOfWork
from vorlauf.directory.model import Directory
from vorlauf.errors import BadInputError, RefusedError
from vorlauf.material.shown_pictures import with_picture, with_pictures
from vorlauf.posts import presence, writes
from vorlauf.posts.picture_checks import NOBODY, current
from vorlauf.text import check_text
from vorlauf.workflow import draft_step, steps
from vorlauf.workflow.actors import Actor, AnswerableStep, Part, actor_of
from vorlauf.workflow.audit_entries import line, principals
from vorlauf.workflow.reminder_schedule import notices_of

_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, kw_only=True)
class Delivery:
    """A picture of one house (or of the graphics agency) for a post.

    `sha256` are the 64 hexadecimal digits of the file; `consent` says where the
    written consent of the people shown is kept, `people` whether there are any: what
    was said before of the same file is then no longer true. Without alt text and
    consent the picture is kept, but the house still owes them. `bearer` delivers by
    a link instead of an actor who has signed in.
    """

    number: str
    house: str
    actor: str
    name: str
    sha256: str
    alt_text: str = ""
    consent: str = ""
    credit: str = ""
    people: bool | None = None
    bearer: Actor | None = None


def deliver(call: Call, delivery: Delivery) -> None:
    """Record a picture; it is part of the content, so it makes a new version.

    The last picture that is owed opens what comes next: the graphics agency's step,
    then the coordinator's. Raises `RefusedError` for whoever is not asked and after
    the material was handed on, `BadInputError` for a file without name or checksum.
    """
    work = UnitOfWork(call)
    gather(work, delivery)
    work.write()


def gather(work: UnitOfWork, delivery: Delivery) -> None:
    """Gather a delivery in a unit of work that its caller writes; raises as `deliver`.

    The content of the post is read as it is in the transaction by now.
    """
    connection, directory = work.connection, work.directory
    post = post_snapshots.post_of(connection, delivery.number)
    house = directory.house(delivery.house).key
    part = Part(house=house, gone=partial(presence.gone, work.call))
    actor = delivery.bearer or actor_of(post, directory, delivery.actor, part)
    answered = _allowed(post, directory, actor, house)
    picture = _completed(_picture(delivery), post, people=delivery.people)
    writes.keep_picture(
        connection,
        post.id,
        picture,
        by=actor.name,
        own_account=actor.own_account or "",
        at=work.now,
    )
    after = with_picture(post, picture)
    if after.version != post.version:
        work.save(after, as_plain(after.content))
    _go_on(_DeliveryParts(work, actor, answered), post, after)
    after = draft_step.settle(work, after, actor.name)
    work.move(post, after)
    work.log(
        line(
            actor,
            post,
            after,
            at=work.now,
            event="deliver",
            answered=answered,
            house=house,
            details={**work.call.entry_point, **_in_the_file(picture)},
        )
    )


def take_out(
    work: UnitOfWork, post: PostSnapshot, house: str, sha256: str, actor: Actor
) -> None:
    """Gather that a picture which came by mistake is in the post no more.

    The file stays, and the picture can be delivered anew. Raises `RefusedError` unless
    the material of the house is being collected, and of this actor.
    """
    answered = _allowed(post, work.directory, actor, house)
    picture, left = None, []
    for one in current(post):
        if (one.house, one.sha256) == (house, sha256):
            picture = one
        else:
            left.append(one)
    if picture is None:
        raise RefusedError(
            msg("{number}: the picture is in the post no more.", number=post.number)
        )
    after = with_pictures(post, left)
    work.save(after, as_plain(after.content))
    _go_on(_DeliveryParts(work, actor, answered), post, after)
    after = draft_step.settle(work, after, actor.name)
    work.move(post, after)
    entry = line(
        actor,
        post,
        after,
        at=work.now,
        event="picture_taken_out",
        answered=answered,
        house=house,
        details={**work.call.entry_point, **_in_the_file(picture)},
    )
    work.log(entry)


@dataclass(frozen=True)
class _DeliveryParts:
    """The parts of one delivery."""

    work: UnitOfWork
    actor: Actor
    answered: Sequence[AnswerableStep]


def _in_the_file(picture: Delivered) -> dict[str, str]:
    return {
        "picture": picture.name,
        "sha256": picture.sha256,
        "alt_text": picture.alt_text,
        "consent": picture.consent,
        **({"credit": picture.credit} if picture.credit else {}),
    }


def _allowed(
    post: PostSnapshot, directory: Directory, actor: Actor, house: str
) -> list[AnswerableStep]:
    """Return the material steps that the delivery may end."""
    if not post.state.is_collecting:
        raise RefusedError(
            msg(
                "{number} is in state {state}; to change its pictures, "
                "request changes first.",
                number=post.number,
                state=post.state,
            )
        )
    graphics = directory.graphics
    owing = {*post.houses, *([graphics.key] if graphics else [])}
    if house not in owing:
        raise RefusedError(
            msg(
                "{number}: {house} takes no part in it.",
                number=post.number,
                house=house,
            )
        )
    answered = [one for one in actor.answerable if one.step.kind.is_material]
    if not answered and actor.role is not Role.COORDINATOR:
        raise RefusedError(
            msg(
                "{number}: {name} is not asked for material of {house}.",
                number=post.number,
                name=actor.name,
                house=house,
            )
        )
    return answered


def _picture(delivery: Delivery) -> Delivered:
    name, sha256 = composed(delivery.name).strip(), delivery.sha256.strip().lower()
    if not name or not name.isprintable():
        raise BadInputError(msg("The picture needs a file name in one line."))
    if not _SHA256.fullmatch(sha256):
        raise BadInputError(
            msg(
                "{sha256} is no SHA-256; write 64 digits 0-9, a-f.",
                sha256=Quoted(sha256[:70]),
            )
        )
    check_text(phrase("subject", "The alt text"), delivery.alt_text)
    check_text(phrase("subject", "The consent"), delivery.consent)
    check_text(phrase("subject", "The credit"), delivery.credit)
    return Delivered(
        house=delivery.house,
        name=name,
        sha256=sha256,
        alt_text=tidy_line(delivery.alt_text),
        consent=NOBODY if delivery.people is False else tidy_line(delivery.consent),
        credit=tidy_line(delivery.credit),
    )


def _completed(
    picture: Delivered, post: PostSnapshot, *, people: bool | None
) -> Delivered:
    """Return the picture with what an earlier delivery of the same file has said.

    What was not sufficient is looked at anew; what was accepted stays so.
    """
    for other in post.pictures:
        if (other.house, other.sha256) == (picture.house, picture.sha256):
            return replace(
                picture,
                alt_text=picture.alt_text or other.alt_text,
                consent=picture.consent or _still_true(other.consent, people=people),
                credit=picture.credit or other.credit,
                answer=other.answer if other.answer == ReviewAnswer.ACCEPTED else None,
            )
    return picture


def _still_true(consent: str, *, people: bool | None) -> str:
    return "" if people and consent == NOBODY else consent


def _go_on(act: _DeliveryParts, post: PostSnapshot, after: PostSnapshot) -> None:
    """End the steps that owe nothing any more, and open what comes next."""
    settled = [
        step
        for step in post.steps
        if step.kind.is_material and not steps.lacks_picture(after, step.house)
    ]
    for step in settled:
        mine = [one for one in act.answered if one.step.id == step.id]
        act.work.close([step], _verdict(act.actor, principals(mine)))
    if settled and not _still_owing(post, settled):
        for new in steps.opening(after, after.state, act.work.directory, act.work.now):
            notices = notices_of(new, act.work.directory, act.work.now)
            act.work.open(after, new, notices)


def _verdict(actor: Actor, on_behalf_of: str) -> StepEnd:
    return StepEnd(
        outcome=Outcome.DELIVERED,
        by=actor.name,
        on_behalf_of=on_behalf_of,
        own_account=actor.own_account or "",
    )


def _still_owing(post: PostSnapshot, settled: list[OpenStep]) -> bool:
    gone = {step.id for step in settled}
    return any(step.kind.is_material and step.id not in gone for step in post.steps)
