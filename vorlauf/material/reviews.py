"""Reviews: the coordinator's answer to a delivered picture."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final

from sqlalchemy import Connection

from states.fingerprint import as_plain
from states.post import Role
from vorlauf.db import post_snapshots
from vorlauf.db.post_snapshots import Delivered, PostSnapshot
from vorlauf.db.tables import ReviewAnswer
from vorlauf.db.unit_of_work import UnitOfWork
from vorlauf.directory.model import Directory
from vorlauf.errors import BadInputError, RefusedError
from vorlauf.material import file_queries
from vorlauf.material.audit_entries import note
from vorlauf.material.file_queries import PictureFile
from vorlauf.material.pictures import with_pictures
from vorlauf.material.requests import ask_again
from vorlauf.posts.picture_checks import AS_MADE_OF, REJECTED, current
from vorlauf.text import check_text
from vorlauf.workflow import draft_step, steps
from vorlauf.workflow.actors import Actor, actor_of
from vorlauf.workflow.audit_entries import line

_MADE_OF_IT: Final = "Das Bild, aus dem sie entstanden ist, wurde zurückgegeben."
_LONGEST: Final = 2_000


@dataclass(frozen=True)
class _Said:
    number: str
    picture_id: int
    actor: str
    comment: str
    due: date | None


@dataclass(frozen=True)
class _Review:
    work: UnitOfWork
    directory: Directory
    post: PostSnapshot
    actor: Actor
    picture: PictureFile
    said: _Said


def accept(  # noqa: PLR0913, PLR0917, who says what to which picture
    connection: Connection,
    directory: Directory,
    number: str,
    picture_id: int,
    actor: str,
    comment: str,
    due: date | None,
    now: datetime,
) -> None:
    """Say that a picture is as wanted. Raises as `insufficient`, whatever the state."""
    said = _Said(number, picture_id, actor, comment, due)
    act = _begin(connection, directory, said, now)
    _say(act, ReviewAnswer.ACCEPTED)
    note(
        act.work,
        act.actor,
        act.post,
        event="picture_accepted",
        house=act.picture.house,
        comment=comment,
        details=_details(act),
    )
    act.work.write()


def insufficient(  # noqa: PLR0913, PLR0917, who says what to which picture
    connection: Connection,
    directory: Directory,
    number: str,
    picture_id: int,
    actor: str,
    comment: str,
    due: date | None,
    now: datetime,
) -> None:
    """Ask for another picture: the house's step begins again, with its request.

    `due` is the new day for it, None as the plan has it.
    The picture stays in the draft until another one of the house comes in. Raises
    `RefusedError` unless a coordinator says so while material is collected,
    `NotFoundError` for a picture of another post, `BadInputError` without a comment or
    for a day that cannot be.
    """
    said = _Said(number, picture_id, actor, comment, due)
    act = _begin(connection, directory, said, now)
    _check(act)
    _send_back(act, ReviewAnswer.INSUFFICIENT, event="picture_insufficient")


def decline(  # noqa: PLR0913, PLR0917, who says what to which picture
    connection: Connection,
    directory: Directory,
    number: str,
    picture_id: int,
    actor: str,
    comment: str,
    due: date | None,
    now: datetime,
) -> None:
    """Take a picture out of what the post says. Raises as `insufficient`."""
    said = _Said(number, picture_id, actor, comment, due)
    act = _begin(connection, directory, said, now)
    _check(act)
    _send_back(act, ReviewAnswer.DECLINED, event="picture_declined")


def _begin(
    connection: Connection, directory: Directory, said: _Said, now: datetime
) -> _Review:
    work = UnitOfWork(connection, now)
    post = post_snapshots.post_of(connection, said.number)
    actor = actor_of(post, directory, said.actor)
    if actor.role is not Role.COORDINATOR:
        raise RefusedError(f"{post.number}: a coordinator answers what comes in.")
    check_text("The comment", said.comment)
    if len(said.comment) > _LONGEST:
        raise BadInputError(f"Write a comment of at most {_LONGEST} characters.")
    picture = file_queries.picture(connection, post.id, said.picture_id)
    return _Review(work, directory, post, actor, picture, said)


def _check(act: _Review) -> None:
    post, said = act.post, act.said
    if not post.state.is_collecting:
        raise RefusedError(
            f"{post.number} is in state {post.state}; to change its pictures, "
            "request changes first."
        )
    if not said.comment.strip():
        raise BadInputError("Write in a comment what is to be different.")
    if said.due is None:
        return
    office = steps.office_of(act.picture.house, act.directory)
    first = office.calendar.add(office.day_of(act.work.now), 1)
    if not first <= said.due < office.day_of(post.slot_at):
        raise BadInputError(
            f"Another picture cannot be due on {said.due}; choose a day from {first} "
            "on, before the slot."
        )
    if not office.calendar.is_working_day(said.due):
        raise BadInputError(f"{said.due} is no working day of {act.picture.house}.")


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
    ask_again(work, after, act.directory, act.actor.name, _anew(act))
    after = draft_step.settle(work, after, act.directory, act.actor.name)
    work.move(post, after)
    work.log(
        line(
            act.actor,
            post,
            after,
            at=work.now,
            event=event,
            house=act.picture.house,
            comment=act.said.comment,
            details=_details(act),
        )
    )
    work.write()


def _anew(act: _Review) -> dict[str, datetime | None]:
    if act.said.due is None:
        return {act.picture.house: None}
    office = steps.office_of(act.picture.house, act.directory)
    return {act.picture.house: office.due_on(act.said.due)}


def _made_of_it(act: _Review) -> list[PictureFile]:
    """Return the graphics that were made of the pictures of the houses."""
    graphics = act.directory.graphics
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
        act.work.connection,
        act.picture.id,
        answer,
        comment=act.said.comment.strip() if comment is None else comment,
        by=act.actor.name,
        at=act.work.now,
    )


def _details(act: _Review) -> dict[str, str]:
    due = act.said.due
    return {
        "picture": act.picture.name,
        "sha256": act.picture.sha256,
        **({"due": due.isoformat()} if due else {}),
    }
