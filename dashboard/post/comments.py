"""Comments of a post, with the names that they mention."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from dashboard.web.request import PageRequest
from states.post import Role
from vorlauf.db import accounts
from vorlauf.db.engine import Connection
from vorlauf.db.post_snapshots import PostSnapshot
from vorlauf.db.tables import Comment
from vorlauf.editing.comments import (
    audience,
    readable,
    readable_lines,
    readable_notices,
    reads_whole,
)
from vorlauf.posts import step_queries
from vorlauf.posts.mentions import mentioned, mentions, unknown
from vorlauf.readmodels.post import PostFile

# So many names, cut to so many characters, are said back.
_MOST: Final = 5
_LONGEST: Final = 40


@dataclass(frozen=True, kw_only=True)
class CommentPiece:
    """Some words of a comment; `is_name` if they name somebody who heard of it."""

    text: str
    is_name: bool


@dataclass(frozen=True, kw_only=True)
class ShownComment:
    """A comment and its words in pieces, which are its text if put together.

    `has_more` says that it was cut, and that the reader may read the whole.
    """

    comment: Comment
    pieces: tuple[CommentPiece, ...]
    has_more: bool


def for_reader(request: PageRequest, file: PostFile) -> PostFile:
    """Return the file of a post without what is internal and not for the reader."""
    role = request.person.role
    return replace(
        file,
        comments=readable(file.comments, role),
        notices=readable_notices(file.notices, file.comments, role),
        lines=readable_lines(file.lines, role),
    )


def remarks(request: PageRequest, comments: Iterable[Comment]) -> list[ShownComment]:
    """Return comments that the reader may read with the names in them."""
    return [
        ShownComment(
            comment=one,
            pieces=tuple(_pieces(request, one)),
            has_more=reads_whole(one, request.person.role, request.person.house),
        )
        for one in comments
    ]


def may_comment(request: PageRequest) -> bool:
    """Say whether the reader may say something; auditors only read."""
    return request.person.role is not Role.AUDITOR


def may_be_internal(request: PageRequest) -> bool:
    """Say whether the reader may say it among coordinators."""
    return request.person.role is Role.COORDINATOR


def untold(
    request: PageRequest,
    connection: Connection,
    post: PostSnapshot,
    text: str,
    *,
    internal: bool,
) -> Iterator[str]:
    """Yield in words whom a comment names who hears nothing, and why."""
    disabled = accounts.disabled(connection)
    readers = audience(request.directory, post, internal=internal, disabled=disabled)
    words = request.words
    if names := unknown(text, request.directory, readers):
        said = words.gettext(
            "Nobody is told for %(names)s: no reader of this comment is called so."
        )
        shown = [f"@{name[:_LONGEST]}" for name in names[:_MOST]]
        more = ["…"] if len(names) > _MOST else []
        yield said % {"names": ", ".join([*shown, *more])}
    named = mentioned(text, request.directory, readers)
    is_silent = step_queries.newest_step(connection, post.id) is None
    others = [one.name for one in named if one.key != request.person.key]
    if others and is_silent:
        said = words.gettext(
            "No mail tells %(names)s: nobody was asked for anything here yet."
        )
        yield said % {"names": ", ".join(others[:_MOST])}


def _pieces(request: PageRequest, comment: Comment) -> Iterator[CommentPiece]:
    people = request.directory.people
    keys = map(request.directory.present_key, comment.mentions.split(","))
    named = [people[key] for key in keys if key in people]
    text, done = comment.text, 0
    for one in mentions(text, request.directory, named) if named else ():
        if one.person is not None:
            yield CommentPiece(text=text[done : one.begin], is_name=False)
            yield CommentPiece(text=text[one.begin : one.end], is_name=True)
            done = one.end
    yield CommentPiece(text=text[done:], is_name=False)
