"""Post: everything on the page of one post."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, select

from states.fingerprint import Content
from states.messages import msg
from states.post import PostState
from vorlauf.db import versions
from vorlauf.db.post_snapshots import (
    BRIEF,
    PICTURES_WANTED,
    POST,
    VERSION,
    Delivered,
    OpenStep,
    PostSnapshot,
    which,
)
from vorlauf.db.tables import Comment
from vorlauf.db.versions import content_in
from vorlauf.errors import NotFoundError
from vorlauf.mail.queue.notice_list import NoticeFilter, NoticeRow, notices
from vorlauf.posts.listing import HistoryLine
from vorlauf.readmodels.post_parts import (
    PictureRow,
    PostParts,
    ProofRow,
    StepRow,
    hanging,
)

__all__ = [
    "PictureRow",
    "PostFile",
    "ProofRow",
    "StepRow",
    "VersionRow",
    "pictures_of",
    "post_file",
    "proofs_of",
    "steps_of",
    "versions_of",
]


@dataclass(frozen=True, kw_only=True)
class VersionRow:
    """A version of a post: who saved it and when (aware UTC), with its content.

    `corrects` is the version whose decisions hold for it, too, if there is one;
    `restores` is the same one if it says exactly that again.
    """

    number: int
    author: str
    saved_at: datetime
    fingerprint: str
    content: Content
    corrects: int | None = None
    restores: int | None = None


@dataclass(frozen=True, kw_only=True)
class PostFile:
    """A post with everything there is about it; each list is the oldest first."""

    post: PostSnapshot
    steps: tuple[StepRow, ...]
    versions: tuple[VersionRow, ...]
    pictures: tuple[PictureRow, ...]
    proofs: tuple[ProofRow, ...]
    notices: tuple[NoticeRow, ...]
    comments: tuple[Comment, ...]
    lines: tuple[HistoryLine, ...]


def post_file(connection: Connection, number: str) -> PostFile:
    """Return the whole file of a post. Raises `NotFoundError`."""
    rows = _post_and_versions(connection, number)
    post, saved = rows[0], _compared(rows)
    rest = hanging(connection, post.id)
    return PostFile(
        post=_snapshot(rows, rest),
        steps=rest.steps,
        versions=saved,
        pictures=rest.pictures,
        proofs=rest.proofs,
        notices=tuple(notices(connection, NoticeFilter(number=number))),
        comments=rest.comments,
        lines=rest.lines,
    )


def steps_of(connection: Connection, post_id: int) -> list[StepRow]:
    """Return every step of a post, open and closed, the oldest first."""
    return list(hanging(connection, post_id).steps)


def versions_of(connection: Connection, post_id: int) -> list[VersionRow]:
    """Return every version of a post, the oldest first."""
    return list(_compared(connection.execute(_VERSIONS, {"post": post_id}).all()))


def pictures_of(connection: Connection, post_id: int) -> list[PictureRow]:
    """Return the pictures that were delivered for a post, the oldest first."""
    return list(hanging(connection, post_id).pictures)


def proofs_of(connection: Connection, post_id: int) -> list[ProofRow]:
    """Return where a post can be seen, by channel."""
    return list(hanging(connection, post_id).proofs)


_OF_VERSION = (
    *versions.COLUMNS,
    *(
        VERSION.c[name].label(f"of_{name}")
        for name in ("author", "saved_at", "corrects")
    ),
)
_VERSIONS = (
    select(*_OF_VERSION)
    .where(VERSION.c.post_id == bindparam("post"))
    .order_by(VERSION.c.number)
)
# The post stands beside each of its versions, of which there are few.
_POST_AND_VERSIONS = (
    select(POST, PICTURES_WANTED, versions.DECIDED.label("decided"), *_OF_VERSION)
    .join(VERSION, VERSION.c.post_id == POST.c.id)
    .outerjoin(BRIEF, BRIEF.c.post_id == POST.c.id)
    .where(POST.c.number == bindparam("number"))
    .order_by(VERSION.c.number)
)


def _post_and_versions(connection: Connection, number: str) -> Sequence[Row[Any]]:
    # No number holds anything else, and a driver may choke on what one is called.
    is_sane = number.isascii() and number.isprintable()
    asked = {"number": number if is_sane else ""}
    rows = connection.execute(_POST_AND_VERSIONS, asked).all()
    if not rows:
        raise NotFoundError(
            msg(
                "There is no post {numbers}; `vorlauf post list` shows all.",
                numbers=which(number),
            )
        )
    return rows


def _compared(rows: Sequence[Row[Any]]) -> tuple[VersionRow, ...]:
    """Return the versions, each with the one of which it is the same again."""
    prints = {row.of_number: row.of_fingerprint for row in rows}
    return tuple(
        replace(one, restores=one.corrects)
        if one.corrects and prints.get(one.corrects) == one.fingerprint
        else one
        for one in map(_version, rows)
    )


def _version(row: Row[Any]) -> VersionRow:
    return VersionRow(
        number=row.of_number,
        author=row.of_author,
        saved_at=row.of_saved_at,
        fingerprint=row.of_fingerprint,
        content=content_in(row),
        corrects=row.of_corrects,
    )


def _snapshot(rows: Sequence[Row[Any]], rest: PostParts) -> PostSnapshot:
    (post,) = (row for row in rows if row.of_number == row.version)
    columns = POST.c.keys()
    plain = {name: getattr(post, name) for name in columns}
    plain["state"] = PostState(plain["state"])
    del plain["channels"], plain["number_order"]  # content and number say it
    return PostSnapshot(
        **plain,
        version_author=post.of_author,
        content=content_in(post, post.decided, post.fingerprint),
        houses=rest.houses,
        steps=tuple(
            _open_step(step, post.id) for step in rest.steps if step.outcome is None
        ),
        pictures=tuple(_delivered(picture) for picture in rest.pictures),
        proofs=frozenset(proof.channel for proof in rest.proofs),
        consents=rest.consents,
        pictures_wanted=post.pictures_wanted,
        last_version=rows[-1].of_number,
    )


def _open_step(step: StepRow, post_id: int) -> OpenStep:
    names = OpenStep.__dataclass_fields__.keys() - {"post_id"}
    return OpenStep(post_id=post_id, **{name: getattr(step, name) for name in names})


def _delivered(picture: PictureRow) -> Delivered:
    names = Delivered.__dataclass_fields__
    return Delivered(**{name: getattr(picture, name) for name in names})
