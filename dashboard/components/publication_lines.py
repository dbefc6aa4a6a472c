"""Publication lines: each channel of a post that is published by itself, in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dashboard.web.request import PageRequest
from states.post import PostState
from vorlauf.db.engine import Connection
from vorlauf.db.post_snapshots import PostSnapshot
from vorlauf.db.publication_tables import PublicationState
from vorlauf.directory.targets import ChannelTarget
from vorlauf.posts import publication_queries
from vorlauf.posts.channels import channels_of
from vorlauf.posts.publication_queries import PublicationRow
from vorlauf.publishing.adapters.configured import lacks_of


@dataclass(frozen=True, kw_only=True)
class PublicationLine:
    """A channel that is published by itself: where, and what became of it so far.

    `lacks` is what its way cannot carry. `rows` are its publications, the newest last;
    an act is offered where it may be made. What may be out of a post that is not wanted
    so any more, somebody may have seen to.
    """

    channel: str
    target: ChannelTarget
    lacks: Sequence[str]
    rows: Sequence[PublicationRow]
    may_again: bool
    may_by_hand: bool
    may_settle: bool

    @property
    def last(self) -> PublicationRow | None:
        """The newest publication, None before the first."""
        return self.rows[-1] if self.rows else None


def publication_lines(
    request: PageRequest, connection: Connection, post: PostSnapshot
) -> list[PublicationLine]:
    """Return the channels of a post that are published by themselves, in order."""
    targets: Mapping[str, ChannelTarget] = request.directory.targets
    if not targets:
        return []
    wanted = [name for name in channels_of(post, request.directory) if name in targets]
    if not wanted:
        return []
    rows = publication_queries.of_post(connection, post.id)
    return [
        _line(request, post, targets[name], [r for r in rows if r.channel == name])
        for name in wanted
    ]


def _line(
    request: PageRequest,
    post: PostSnapshot,
    target: ChannelTarget,
    rows: Sequence[PublicationRow],
) -> PublicationLine:
    own = next((row for row in rows if row.version == post.version), None)
    is_open = post.state is PostState.SCHEDULED and target.channel not in post.proofs
    is_free = own is None or own.needs_person or own.state not in _BUSY
    may = is_open and is_free
    is_by_hand = own is not None and own.state is PublicationState.BY_HAND
    return PublicationLine(
        channel=target.channel,
        target=target,
        lacks=[request.words.told(one) for one in lacks_of(target)],
        rows=rows,
        may_again=may and own is not None and own.state is not PublicationState.WAITING,
        may_by_hand=may and not is_by_hand,
        may_settle=post.state is not PostState.SCHEDULED
        and any(row.needs_person for row in rows),
    )


_BUSY = frozenset(
    {
        PublicationState.CLAIMED,
        PublicationState.SENDING,
        PublicationState.ACCEPTED,
        PublicationState.UNKNOWN,
        PublicationState.DONE,
    }
)
