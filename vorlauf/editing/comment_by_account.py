"""A comment by somebody who is signed in: checked, then kept by `comments`."""

from dataclasses import dataclass, field
from functools import partial
from typing import Final

from states.messages import Count, msg, phrase
from states.post import Role
from vorlauf.db import post_snapshots
from vorlauf.db.call import Call
from vorlauf.db.post_snapshots import PostSnapshot
from vorlauf.db.unit_of_work import UnitOfWork
from vorlauf.editing.comments import NewComment, comment
from vorlauf.errors import BadInputError, NotFoundError, RefusedError
from vorlauf.posts import presence, step_queries
from vorlauf.text import check_text
from vorlauf.workflow.actors import Actor, Part, actor_of

LONGEST: Final = 10_000


@dataclass(frozen=True)
class Remark:
    """What somebody says about a version of a post, None the current one.

    What is `internal` stays with coordinators and auditors. It `names_nobody` if it
    quotes words of somebody else: an @ in them tells nobody then.
    """

    number: str
    actor: str
    text: str
    internal: bool = field(default=False, kw_only=True)
    names_nobody: bool = field(default=False, kw_only=True)
    version: int | None = field(default=None, kw_only=True)


def say(call: Call, remark: Remark) -> int:
    """Keep what somebody says about a version.

    Returns the comment's key. The post's coordinator hears of it by mail, unless it is
    hers, and so does whoever is named with @; nobody, if nobody was ever asked for
    anything: a mail is always about a step. Raises `BadInputError` unless the
    text has 1 to `LONGEST` characters, `NotFoundError` for an unknown post, version or
    person, `RefusedError` for a mailbox and for whoever is no coordinator and speaks
    internally. Who may see the post is the door's business.
    """
    text = tidy_words(remark.text)
    work = UnitOfWork(call)
    post = post_snapshots.post_of(call.connection, remark.number)
    person = call.directory.person(remark.actor)
    if remark.internal and person.role is not Role.COORDINATOR:
        raise RefusedError(msg("An internal comment is for a coordinator."))
    part = Part(gone=partial(presence.gone, call))
    step_id = _step(post, actor_of(post, call.directory, person.key, part))
    said = NewComment(
        post_id=post.id,
        version=_version(post, remark.version),
        step_id=step_id,
        house=person.house,
        author=person.name,
        author_key=person.key,
        address=person.email,
        text=text,
        whole=text,
        said_at=call.now,
        internal=remark.internal,
    )
    told_by = step_id or step_queries.newest_step(call.connection, post.id)
    key = comment(work, post, said, told_by, names_nobody=remark.names_nobody)
    work.write()
    return key


def tidy_words(text: str) -> str:
    """Return a text without blank edges.

    Raises `BadInputError` unless 1 to `LONGEST` characters are left.
    """
    check_text(phrase("subject", "The comment"), text)
    text = text.replace("\r\n", "\n").strip()
    if not 1 <= len(text) <= LONGEST:
        raise BadInputError(
            msg(
                "The comment has {length} characters; write 1 to {longest}.",
                length=Count(len(text)),
                longest=Count(LONGEST),
            )
        )
    return text


def _version(post: PostSnapshot, wanted: int | None) -> int:
    if wanted is None:
        return post.version
    if not 1 <= wanted <= post.version:
        raise NotFoundError(
            msg("{number} has no version {wanted}.", number=post.number, wanted=wanted)
        )
    return wanted


def _step(post: PostSnapshot, actor: Actor) -> int | None:
    """Return what it is about: their own duty before any other that is open."""
    theirs = [one.step.id for one in actor.answerable]
    return next(iter([*theirs, *(step.id for step in post.steps)]), None)
