"""Comments: what somebody says about a post, and who hears of it."""

from collections.abc import Mapping
from dataclasses import replace

from vorlauf.lines import remark
from vorlauf.stakeholders import Directory
from vorlauf.steps import coordinator_of
from vorlauf.store import comments
from vorlauf.store.changes import Changes, NewNotice
from vorlauf.store.comments import NewComment, comments_of
from vorlauf.store.queries import Case
from vorlauf.store.tables import Purpose

__all__ = ["NewComment", "comment", "comments_of"]

# Characters of a comment that stand in the file, too; the rest is kept beside it.
_IN_THE_FILE = 2000


def comment(  # noqa: PLR0913, what was said, about what, and who hears of it
    changes: Changes,
    directory: Directory,
    case: Case,
    said: NewComment,
    step_id: int | None,
    *,
    door: Mapping[str, str] | None = None,
) -> int:
    """Keep what was said, with a line in the file; return the key of the comment.

    The post's coordinator hears of it, unless it was she who said it; `step_id` is
    the step by which she is told, None if the post has none.
    """
    key = comments.add_comment(changes.connection, said)
    told = {**(door or {}), "comment": key, "address": said.address}
    _record(changes, directory, case, said, told)
    person = coordinator_of(case, directory)
    if step_id is not None and person.key != said.author_key:
        house = directory.home_of(person)
        notice = NewNotice(
            purpose=Purpose.COMMENT_RECEIVED,
            recipient=person.key,
            due_at=house.mail_from(changes.now),
            n=key,
        )
        changes.owe(case, step_id, house.key, [notice])
    return key


def _record(
    changes: Changes,
    directory: Directory,
    case: Case,
    said: NewComment,
    details: Mapping[str, object],
) -> None:
    person = directory.people.get(said.author_key)
    entry = remark(
        case, at=changes.now, event="comment", house=said.house, details=details
    )
    changes.log(
        replace(
            entry,
            actor=said.author,
            actor_key=said.author_key,
            capacity=person.role.value if person else "",
            version=said.version,
            comment=said.text[:_IN_THE_FILE],
        )
    )
