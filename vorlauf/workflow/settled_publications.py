"""Settled publications: a permalink that a person records ends what adapters would do.

Who records where a post is says that it is out: nothing of it is tried or looked up any
more. Only what is being sent at this very moment has to come to its end first.
"""

from collections.abc import Collection

from states.messages import Channel, Message, msg
from vorlauf.db.post_snapshots import PostSnapshot
from vorlauf.db.publication_tables import PublicationState
from vorlauf.db.unit_of_work import UnitOfWork
from vorlauf.errors import ConflictError
from vorlauf.posts import publication_queries
from vorlauf.posts.publication_queries import PublicationRow

_STATE = PublicationState
_UNSETTLED = frozenset(
    {_STATE.WAITING, _STATE.CLAIMED, _STATE.SENDING, _STATE.ACCEPTED, _STATE.UNKNOWN}
)


def settle(work: UnitOfWork, post: PostSnapshot, channels: Collection[str]) -> None:
    """End the publications of these channels, for a person has recorded where it is.

    Whoever holds one loses it. Raises `ConflictError` for one that is being sent.
    """
    if not channels:
        return
    for row in publication_queries.of_post(work.connection, post.id):
        if row.channel not in channels or row.state not in _UNSETTLED:
            continue
        if _is_being_sent(row, work):
            raise ConflictError(under_way(post, row.channel))
        end(work, row)


def end(work: UnitOfWork, row: PublicationRow) -> None:
    """Leave a publication to a person for good."""
    values = {
        "state": _STATE.BY_HAND,
        "due_at": None,
        "settled_at": work.now,
        "lease_owner": None,
        "lease_until": None,
    }
    publication_queries.change(work.connection, row.id, [row.state], values)


def under_way(post: PostSnapshot, channel: str) -> Message:
    """Say that nothing can be done about a channel at this moment."""
    return msg(
        "{number}: {channel} is being published at this moment, or the outcome "
        "is looked up; look again in a few minutes.",
        number=post.number,
        channel=Channel(channel),
    )


def _is_being_sent(row: PublicationRow, work: UnitOfWork) -> bool:
    is_held = row.lease_until is not None and row.lease_until >= work.now
    return row.state is _STATE.SENDING and is_held
