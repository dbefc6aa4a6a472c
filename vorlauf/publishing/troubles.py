"""Troubles: a publication that a person has to do something about, and who hears."""

from typing import Final

from states.messages import Message
from states.purpose import MailKind
from vorlauf.db.post_snapshots import PostSnapshot
from vorlauf.db.publication_tables import PublicationState
from vorlauf.db.stored_messages import packed
from vorlauf.db.unit_of_work import NewNotice, UnitOfWork
from vorlauf.posts import publication_queries, step_queries
from vorlauf.posts.publication_queries import PublicationRow
from vorlauf.publishing import events
from vorlauf.workflow.steps import coordinator_of

_FREE: Final = {"lease_owner": None, "lease_until": None, "due_at": None}


def fail(
    work: UnitOfWork, post: PostSnapshot, row: PublicationRow, why: Message
) -> None:
    """Give a publication up for good: it is surely not out. The coordinator hears."""
    _stop(
        work,
        post,
        row,
        why,
        state=PublicationState.FAILED,
        event=events.PUBLICATION_FAILED,
    )


def leave_open(
    work: UnitOfWork, post: PostSnapshot, row: PublicationRow, why: Message
) -> None:
    """Leave it to a person whether a post is out. The coordinator hears."""
    _stop(
        work,
        post,
        row,
        why,
        state=PublicationState.UNKNOWN,
        event=events.PUBLICATION_UNKNOWN,
    )


def _stop(  # noqa: PLR0913, what, why, and what it is called
    work: UnitOfWork,
    post: PostSnapshot,
    row: PublicationRow,
    why: Message,
    *,
    state: PublicationState,
    event: str,
) -> None:
    values = {
        "state": state,
        "settled_at": work.now,
        "error": packed(why),
        "claims": 0,
        **_FREE,
    }
    states = [*publication_queries.RESTING, *publication_queries.HELD]
    publication_queries.change(work.connection, row.id, states, values)
    events.log(work, post, row, event, {"reason": str(why)})
    _tell(work, post, row)


def _tell(work: UnitOfWork, post: PostSnapshot, row: PublicationRow) -> None:
    """Owe the post's coordinator a mail; its words are those of the hour it goes."""
    step_id = step_queries.newest_step(work.connection, post.id)
    if step_id is None:
        return
    # What failed, was tried again and failed once more is told of again.
    publication_queries.forget_notices(work.connection, step_id, row.id)
    person = coordinator_of(post, work.directory)
    house = work.directory.home_of(person)
    notice = NewNotice(
        purpose=MailKind.PUBLICATION_FAILED,
        recipient=person.key,
        due_at=house.mail_from(work.now, urgent=True),
        n=row.id,
    )
    work.owe(post, step_id, house.key, [notice])
