"""Late words: what somebody said with an answer when somebody else was faster."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, bindparam, select

from states.messages import Message, msg, phrase
from states.post import Trigger
from vorlauf.db import post_snapshots
from vorlauf.db.call import Call
from vorlauf.db.post_snapshots import PostSnapshot
from vorlauf.db.tables import Audit, table_of
from vorlauf.db.unit_of_work import UnitOfWork
from vorlauf.editing.comments import NewComment, comment
from vorlauf.posts import comment_queries, step_queries
from vorlauf.scheduling.plan_queries import FORWARD
from vorlauf.workflow.action import Decision

_AUDIT: Final = table_of(Audit)
_LAST: Final = (
    select(_AUDIT.c.actor, _AUDIT.c.event, _AUDIT.c.at)
    .where(_AUDIT.c.post_id == bindparam("post"))
    .order_by(_AUDIT.c.id.desc())
    .limit(1)
)
_LAST_MOVE: Final = _LAST.where(_AUDIT.c.row_version.is_not(None))
_FORWARDING: Final = _LAST.where(
    _AUDIT.c.event == FORWARD, _AUDIT.c.at == bindparam("at", type_=_AUDIT.c.at.type)
)


@dataclass(frozen=True, kw_only=True)
class LateAnswer:
    """An answer by somebody who is signed in: to which version, with which words."""

    number: str
    actor: str
    event: str
    comment: str
    version: int | None = None


def of(decision: Decision) -> LateAnswer:
    """Return what a decision says that came second."""
    return LateAnswer(
        number=decision.number,
        actor=decision.actor,
        event=decision.trigger.value,
        comment=decision.comment,
        version=decision.seen_version,
    )


@dataclass(frozen=True, kw_only=True)
class Earlier:
    """Who was faster, with what (the event of the log), and when (aware UTC)."""

    actor: str
    event: str
    at: datetime


def keep(call: Call, late: LateAnswer) -> Message:
    """Keep the words of an answer that came second, and say who came first.

    Raises `NotFoundError` for an unknown post or person, `BadInputError` for words that
    cannot be kept.
    """
    post = post_snapshots.post_of(call.connection, late.number)
    person = call.directory.person(late.actor)
    said = NewComment(
        post_id=post.id,
        version=min(late.version or post.version, post.version),
        step_id=None,
        house=person.house,
        author=person.name,
        author_key=person.key,
        address=person.email,
        text=late.comment.strip(),
        whole=late.comment.strip(),
        said_at=call.now,
    )
    is_kept = keep_words(call, post, said, late.event)
    return who_was_faster(call, post, last_move(call.connection, post), is_kept=is_kept)


def keep_words(call: Call, post: PostSnapshot, said: NewComment, event: str) -> bool:
    """Keep what was said with an answer (its event) that came second, once.

    Say whether it is kept; nothing was said without words.
    """
    if not said.text:
        return False
    known = comment_queries.comments_of(call.connection, post.id)
    if (said.author, said.text) in {(one.author, one.text) for one in known}:
        return True
    entry_point = {**call.entry_point, "late": event}
    work = UnitOfWork(replace(call, entry_point=entry_point))
    told_by = said.step_id or step_queries.newest_step(call.connection, post.id)
    comment(work, post, said, told_by)
    work.write()
    return True


def last_move(connection: Connection, post: PostSnapshot) -> Earlier:
    """Return what last outdated everybody's view of a post."""
    row = connection.execute(_LAST_MOVE, {"post": post.id}).one()
    return Earlier(actor=row.actor, event=row.event, at=row.at)


def forwarding(
    connection: Connection, post: PostSnapshot, at: datetime
) -> Earlier | None:
    """Return who forwarded a step of a post at this instant (aware UTC), if anybody."""
    row = connection.execute(_FORWARDING, {"post": post.id, "at": at}).one_or_none()
    return Earlier(actor=row.actor, event=row.event, at=row.at) if row else None


def who_was_faster(
    call: Call, post: PostSnapshot, earlier: Earlier, *, is_kept: bool
) -> Message:
    """Say in one sentence who came first with what, and what became of the words."""
    there = earlier.at.astimezone(call.directory.campaign.zone)
    kept = phrase("late", " Your words are kept as a comment.")
    return msg(
        "{number}: meanwhile {who} was faster ({what}, {day}, {time}); your answer "
        "was not needed.{kept}",
        number=post.number,
        who=earlier.actor,
        what=_what(earlier.event),
        day=there.date(),
        time=f"{there:%H:%M}",
        kept=kept if is_kept else "",
    )


def _what(event: str) -> Trigger | Message:
    if event in set(Trigger):
        return Trigger(event)
    if event == FORWARD:
        return phrase("late", "passed on")
    return phrase("late", "a change")
