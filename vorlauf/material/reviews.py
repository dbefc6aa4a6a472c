"""Reviews: the coordinator's answer to a delivered picture."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final

from states.fingerprint import as_plain
from states.messages import msg, phrase
from states.post import Role
from vorlauf.db import post_snapshots
from vorlauf.db.call import Call
from vorlauf.db.post_snapshots import Delivered, PostSnapshot
from vorlauf.db.tables import ReviewAnswer
from vorlauf.db.unit_of_work import UnitOfWork
from vorlauf.errors import BadInputError, RefusedError
from vorlauf.material import file_queries
from vorlauf.material.file_queries import PictureFile
from vorlauf.material.requests import ask_again
from vorlauf.material.shown_pictures import with_pictures
from vorlauf.posts.picture_checks import AS_MADE_OF, REJECTED, current
from vorlauf.text import check_text
from vorlauf.workflow import draft_step, steps
from vorlauf.workflow.actors import Actor, actor_of, require_role
from vorlauf.workflow.audit_entries import line

_MADE_OF_IT: Final = "Das Bild, aus dem sie entstanden ist, wurde zurückgegeben."
_LONGEST: Final = 2_000


@dataclass(frozen=True)
class PictureReview:
    """What a coordinator says to a picture of a post.

    `due` is the day for another one, None as the plan has it.
    """

    number: str
    picture_id: int
    actor: str
    comment: str
    due: date | None


@dataclass(frozen=True)
class _Review:
    work: UnitOfWork
    post: PostSnapshot
    actor: Actor
    picture: PictureFile
    said: PictureReview


def accept(call: Call, said: PictureReview) -> None:
    """Say that a picture is as wanted. Raises as `insufficient`, whatever the state."""
    act = _begin(call, said)
    _say(act, ReviewAnswer.ACCEPTED)
    _write(act, act.post, "picture_accepted")


def insufficient(call: Call, said: PictureReview) -> None:
    """Ask for another picture: the house's step begins again, with its request.

    The picture stays in the draft until another one of the house comes in. Raises
    `RefusedError` unless a coordinator says so while material is collected,
    `NotFoundError` for a picture of another post, `BadInputError` without a comment or
    for a day that cannot be.
    """
    act = _begin(call, said)
    _check(act)
    _send_back(act, ReviewAnswer.INSUFFICIENT, event="picture_insufficient")


def decline(call: Call, said: PictureReview) -> None:
    """Take a picture out of what the post says. Raises as `insufficient`."""
    act = _begin(call, said)
    _check(act)
    _send_back(act, ReviewAnswer.DECLINED, event="picture_declined")


def _begin(call: Call, said: PictureReview) -> _Review:
    work = UnitOfWork(call)
    post = post_snapshots.post_of(call.connection, said.number)
    actor = actor_of(post, call.directory, said.actor)
    why = msg("{number}: a coordinator answers what comes in.", number=post.number)
    require_role(actor, Role.COORDINATOR, why)
    check_text(phrase("subject", "The comment"), said.comment)
    if len(said.comment) > _LONGEST:
        raise BadInputError(
            msg("Write a comment of at most {longest} characters.", longest=_LONGEST)
        )
    picture = file_queries.picture(call.connection, post.id, said.picture_id)
    return _Review(work, post, actor, picture, said)


def _check(act: _Review) -> None:
    post, said = act.post, act.said
    if not post.state.is_collecting:
        raise RefusedError(
            msg(
                "{number} is in state {state}; to change its pictures, "
                "request changes first.",
                number=post.number,
                state=post.state,
            )
        )
    if not said.comment.strip():
        raise BadInputError(msg("Write in a comment what is to be different."))
    if said.due is None:
        return
    office = steps.office_of(act.picture.house, act.work.directory)
    first = office.calendar.add(office.day_of(act.work.now), 1)
    if not first <= said.due < office.day_of(post.slot_at):
        raise BadInputError(
            msg(
                "Another picture cannot be due on {due}; choose a day from "
                "{first} on, before the slot.",
                due=said.due,
                first=first,
            )
        )
    if not office.calendar.is_working_day(said.due):
        raise BadInputError(
            msg(
                "{due} is no working day of {house}.",
                due=said.due,
                house=act.picture.house,
            )
        )


def _send_back(act: _Review, answer: ReviewAnswer, *, event: str) -> None:
    post, work = act.post, act.work
    made_of_it = _made_of_it(act)
    _say(act, answer)
    after = _answered(post, act.picture, answer)
    for graphic in made_of_it:
        _say(replace(act, picture=graphic), ReviewAnswer.INSUFFICIENT, _MADE_OF_IT)
        after = _answered(after, graphic, ReviewAnswer.INSUFFICIENT)
    if answer is ReviewAnswer.DECLINED:
        left = [one for one in current(after) if one.answer != ReviewAnswer.DECLINED]
        after = with_pictures(after, left)
    if after.version != post.version:
        work.save(after, as_plain(after.content))
    ask_again(work, after, act.actor.name, _anew(act))
    after = draft_step.settle(work, after, act.actor.name)
    _write(act, after, event)


def _write(act: _Review, after: PostSnapshot, event: str) -> None:
    act.work.move(act.post, after)
    act.work.log(
        line(
            act.actor,
            act.post,
            after,
            at=act.work.now,
            event=event,
            house=act.picture.house,
            comment=act.said.comment,
            details=_details(act),
        )
    )
    act.work.write()


def _anew(act: _Review) -> dict[str, datetime | None]:
    if act.said.due is None:
        return {act.picture.house: None}
    office = steps.office_of(act.picture.house, act.work.directory)
    return {act.picture.house: office.due_on(act.said.due)}


def _made_of_it(act: _Review) -> list[PictureFile]:
    """Return the graphics that were made of the pictures of the houses."""
    graphics = act.work.directory.graphics
    if graphics is None or act.picture.house == graphics.key:
        return []
    return [
        one
        for one in file_queries.pictures_of(act.work.connection, act.post.id)
        if one.house == graphics.key
        and one.consent == AS_MADE_OF
        and one.answer not in REJECTED
    ]


def _answered(
    post: PostSnapshot, picture: PictureFile, answer: ReviewAnswer
) -> PostSnapshot:
    def now_so(one: Delivered) -> Delivered:
        is_it = (one.house, one.sha256) == (picture.house, picture.sha256)
        return replace(one, answer=answer.value) if is_it else one

    return replace(post, pictures=tuple(map(now_so, post.pictures)))


def _say(act: _Review, answer: ReviewAnswer, comment: str | None = None) -> None:
    file_queries.say(
        act.work.call,
        act.picture.id,
        answer,
        comment=act.said.comment.strip() if comment is None else comment,
        by=act.actor.name,
    )


def _details(act: _Review) -> dict[str, str]:
    due = act.said.due
    return {
        "picture": act.picture.name,
        "sha256": act.picture.sha256,
        **({"due": due.isoformat()} if due else {}),
    }
