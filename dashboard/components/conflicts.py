"""Conflicts: somebody was faster; who it was, what they did, what has changed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from dashboard.components.form_errors import status_again
from dashboard.post.versions import VersionChange, change
from dashboard.web.request import PageRequest
from states.fingerprint import Content
from states.messages import phrase
from vorlauf.db import audit_log
from vorlauf.db.engine import Connection
from vorlauf.db.post_snapshots import PostSnapshot
from vorlauf.editing import late_words
from vorlauf.editing.late_words import LateAnswer
from vorlauf.errors import BadInputError, ConflictError, VorlaufError
from vorlauf.readmodels.post import versions_of
from vorlauf.readmodels.since import LineSince, lines_since
from vorlauf.text import check_text
from vorlauf.workflow.actors import check_seen

# A second click on the same button comes within this time.
_A_DOUBLE: Final = timedelta(minutes=1)


@dataclass(frozen=True, kw_only=True)
class Conflict:
    """The lines since the form was opened, and how the content differs by now."""

    lines: tuple[LineSince, ...]
    change: VersionChange | None = None

    def __bool__(self) -> bool:
        return bool(self.lines)


NONE: Final = Conflict(lines=())


@dataclass(frozen=True)
class ShownAgain:
    """Why a form is shown again: what is wrong with it, or who was faster."""

    faults: Sequence[tuple[str, str]] = ()
    status: int = 200
    conflict: Conflict = NONE


FIRST_TIME: Final = ShownAgain()


def seen_in(request: PageRequest) -> int:
    """Return which state of a post (row version) a form was filled in on.

    Raises `BadInputError` for a form that does not say so: nobody acts on what they
    have not seen.
    """
    seen = request.form.number("seen")
    if seen is None:
        raise BadInputError(
            request.words.gettext(
                "The form does not say which state of the post you have seen; open "
                "the page again, and repeat it there."
            )
        )
    return seen


def unchanged_post(request: PageRequest, connection: Connection) -> PostSnapshot:
    """Return the post that a form is about, and keep every other writer out.

    Raises `ConflictError` if it is not as the form has shown it, `BadInputError` for
    a form that does not say what it has shown, `NotFoundError` as `PageRequest.post`.
    """
    audit_log.lock(connection)
    post = request.post(connection)
    check_seen(post, seen_in(request))
    return post


def unchanged(request: PageRequest, connection: Connection, number: str) -> None:
    """Check that a post is as the form has shown it, and keep other writers out.

    Raises as `unchanged_post`.
    """
    audit_log.lock(connection)
    check_seen(request.post(connection, number), seen_in(request))


def conflict(
    request: PageRequest, connection: Connection, post: PostSnapshot
) -> Conflict:
    """Return what has happened since the reader's form was opened.

    The form says so by `seen`, and by `version` which text it was about.
    """
    seen, version = request.form.number("seen"), request.form.number("version")
    if seen is None or seen == post.row_version:
        return NONE
    lines = lines_since(connection, post.id, seen)
    before = None
    if version not in {None, post.version}:
        before = _contents(connection, post).get(version or 0)
    return Conflict(
        lines=tuple(lines),
        change=change(request.words, before, post.content) if before else None,
    )


def shown_again(
    request: PageRequest, error: VorlaufError, where: str = ""
) -> ShownAgain:
    """Return why the form of a post comes back: the error at the field `where`.

    Raises `NotFoundError` as `PageRequest.post`.
    """
    with request.reading() as connection:
        found = conflict(request, connection, request.post(connection))
    return ShownAgain([(where, request.say(error))], status_again(error), found)


def is_done_already(
    request: PageRequest, connection: Connection, post: PostSnapshot, event: str
) -> bool:
    """Say whether the same person has just done the same: a second click."""
    seen = request.form.number("seen")
    lines = [] if seen is None else lines_since(connection, post.id, seen)
    if len(lines) != 1:
        return False
    (line,) = lines
    is_same = line.event == event and line.actor_key == request.person.key
    return is_same and request.now - line.at < _A_DOUBLE


def late(
    request: PageRequest, event: str, error: ConflictError, number: str = ""
) -> str:
    """Keep the comment of a form that came second; return who was faster.

    The engine's own sentence stands where nothing was said with it.
    """
    said = LateAnswer(
        number=number or request.path["number"],
        actor=request.person.key,
        event=event,
        comment=request.form.text("comment"),
        version=request.form.number("version"),
    )
    try:
        check_text(phrase("subject", "The comment"), said.comment)
        with request.writing() as connection:
            told = late_words.keep(request.call(connection), said)
    except VorlaufError:
        return request.say(error)
    return request.say(told)


def _contents(connection: Connection, post: PostSnapshot) -> Mapping[int, Content]:
    return {one.number: one.content for one in versions_of(connection, post.id)}
