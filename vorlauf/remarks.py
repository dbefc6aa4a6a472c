"""Remarks: what a signed-in person says about a post."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from sqlalchemy import Connection

from vorlauf.characters import check_text
from vorlauf.circumstances import Standing, standing_of
from vorlauf.comments import NewComment, comment
from vorlauf.errors import BadInputError
from vorlauf.stakeholders import Directory
from vorlauf.store import precedents, queries
from vorlauf.store.changes import Changes
from vorlauf.store.queries import Case

LONGEST: Final = 10_000


def say(  # noqa: PLR0913, PLR0917, who says what about what, when, and by which door
    connection: Connection,
    directory: Directory,
    number: str,
    actor: str,
    text: str,
    now: datetime,
    *,
    door: Mapping[str, str] | None = None,
) -> int:
    """Keep what somebody says about the current version; return the comment's key.

    The post's coordinator hears of it by mail, unless it is hers, or nobody was ever
    asked for anything: a mail is always about a step. Raises `BadInputError` unless
    the text has 1 to `LONGEST` characters, `NotFoundError` for an unknown post or
    person, `RefusedError` for a mailbox. Who may see the post is the door's business.
    """
    text = _tidy(text)
    changes = Changes(connection, now)
    case = queries.case_of(connection, number)
    person = directory.person(actor)
    step_id = _step(case, standing_of(case, directory, person.key))
    said = NewComment(
        post_id=case.id,
        version=case.version,
        step_id=step_id,
        house=person.house,
        author=person.name,
        author_key=person.key,
        address=person.email,
        text=text,
        whole=text,
        said_at=now,
    )
    told_by = step_id or precedents.newest_step(connection, case.id)
    key = comment(changes, directory, case, said, told_by, door=door)
    changes.write()
    return key


def _tidy(text: str) -> str:
    check_text("The comment", text)
    text = text.replace("\r\n", "\n").strip()
    if not 1 <= len(text) <= LONGEST:
        raise BadInputError(
            f"The comment has {len(text):,} characters; write 1 to {LONGEST:,}."
        )
    return text


def _step(case: Case, standing: Standing) -> int | None:
    """Return what it is about: their own duty before any other that is open."""
    theirs = [one.step.id for one in standing.answerable]
    return next(iter([*theirs, *(step.id for step in case.steps)]), None)
