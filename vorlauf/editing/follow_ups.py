"""Follow-up notes: what a coordinator wants to come back to, and on which day."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from hashlib import sha256
from typing import Final

from states.messages import Count, msg, phrase
from vorlauf.db import post_snapshots
from vorlauf.db.call import Call
from vorlauf.db.post_snapshots import PostSnapshot
from vorlauf.db.unit_of_work import UnitOfWork
from vorlauf.directory.model import Person
from vorlauf.errors import BadInputError, NotFoundError
from vorlauf.posts import follow_up_queries
from vorlauf.posts.follow_up_queries import DONE, MOVED, WRITTEN, FollowUpRow
from vorlauf.text import check_line
from vorlauf.workflow.manual_actions import Overseer
from vorlauf.workflow.steps import coordinator_of

LONGEST: Final = 500
# A later day is a slip of the pen: plans reach a year ahead.
_FARTHEST: Final = timedelta(days=400)


@dataclass(frozen=True, kw_only=True)
class NewFollowUp:
    """A note on a post (a number) for a day of the campaign's zone."""

    number: str
    day: date
    words: str
    by: Overseer


@dataclass(frozen=True, kw_only=True)
class FollowedUp:
    """What has become of a note, and who looks after its post."""

    note: FollowUpRow
    owner: Person


def write(call: Call, wanted: NewFollowUp) -> FollowedUp:
    """Keep a note; from its day on it stands on the Today of the post's owner.

    The same note for the same day is kept once. Raises `BadInputError` for a text that
    has not 1 to `LONGEST` characters in one line, and for a day that is over or more
    than 400 days ahead, `NotFoundError` for an unknown post.
    """
    words = wanted.words.strip()
    _check_words(words)
    _check_day(call, wanted.day)
    work = UnitOfWork(call)
    post = post_snapshots.post_of(call.connection, wanted.number)
    for known in follow_up_queries.notes_of(call.connection, post.id):
        if (known.words, known.day, known.done_at) == (words, wanted.day, None):
            return _outcome(call, post, known)
    note = FollowUpRow(
        id=follow_up_queries.next_key(call.connection),
        post_id=post.id,
        day=wanted.day,
        words=words,
        written_by=wanted.by.person.name,
        written_by_key=wanted.by.person.key,
        written_at=call.now,
    )
    follow_up_queries.add(call.connection, note)
    # Many read the log, so it proves what was written, and does not say it.
    proof = {"sha256": sha256(words.encode()).hexdigest()}
    _log(work, post, wanted.by, WRITTEN, {**_told(note), **proof})
    return _outcome(call, post, note)


def put_off(call: Call, number: str, key: int, day: date, by: Overseer) -> FollowedUp:
    """Let a note wait for another day; one that was done waits again.

    Raises as `write` does, and `NotFoundError` for a note that the post does not have.
    """
    _check_day(call, day)
    work = UnitOfWork(call)
    post, note = _find(call, number, key)
    if (note.day, note.done_at) == (day, None):
        return _outcome(call, post, note)
    follow_up_queries.set_day(call.connection, key, day)
    after = replace(note, day=day, done_at=None, done_by="")
    _log(
        work,
        post,
        by,
        MOVED,
        {**_told(after), "follow_up_day_before": note.day.isoformat()},
    )
    return _outcome(call, post, after)


def finish(call: Call, number: str, key: int, by: Overseer) -> FollowedUp:
    """Mark a note as done; it stays on the page of the post. Raises as `put_off`."""
    work = UnitOfWork(call)
    post, note = _find(call, number, key)
    if note.done_at is not None:
        return _outcome(call, post, note)
    follow_up_queries.set_done(call.connection, key, call.now, by.person.name)
    _log(work, post, by, DONE, _told(note))
    after = replace(note, done_at=call.now, done_by=by.person.name)
    return _outcome(call, post, after)


def _find(call: Call, number: str, key: int) -> tuple[PostSnapshot, FollowUpRow]:
    post = post_snapshots.post_of(call.connection, number)
    for note in follow_up_queries.notes_of(call.connection, post.id):
        if note.id == key:
            return post, note
    raise NotFoundError(
        msg("{number} has no follow-up note {key}.", number=post.number, key=key)
    )


def _check_words(words: str) -> None:
    check_line(phrase("subject", "The note"), words)
    if not 1 <= len(words) <= LONGEST:
        raise BadInputError(
            msg(
                "The note has {length} characters; write 1 to {longest}.",
                length=Count(len(words)),
                longest=Count(LONGEST),
            )
        )


def _check_day(call: Call, day: date) -> None:
    today = call.today
    if day < today:
        raise BadInputError(
            msg("{day} is over; name a day from today on for the note.", day=day)
        )
    if day > today + _FARTHEST:
        raise BadInputError(
            msg("{day} is more than a year ahead; name an earlier day.", day=day)
        )


def _told(note: FollowUpRow) -> dict[str, object]:
    return {"follow_up": note.id, "follow_up_day": note.day.isoformat()}


def _log(
    work: UnitOfWork,
    post: PostSnapshot,
    by: Overseer,
    event: str,
    details: Mapping[str, object],
) -> None:
    work.log(by.line(post, at=work.now, event=event, details=details))
    work.write()


def _outcome(call: Call, post: PostSnapshot, note: FollowUpRow) -> FollowedUp:
    return FollowedUp(note=note, owner=coordinator_of(post, call.directory))
