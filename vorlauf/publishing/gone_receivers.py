"""Gone receivers: a webhook that answered 410 is not called again by itself.

Standard Webhooks 1.0.0 wants it so. It holds until the address changes, until a person
publishes again, or until `vorlauf publish --check` finds all well.
"""

from hashlib import sha256
from typing import Final

from vorlauf.db.call import Call
from vorlauf.db.publication_tables import PublicationState
from vorlauf.directory.targets import PublishingWay
from vorlauf.posts import publication_queries
from vorlauf.posts.publication_queries import PublicationRow

_GONE: Final = "gone"


def remember(call: Call, row: PublicationRow) -> None:
    """Keep with its publication that the receiver of this address wants nothing."""
    mark = _mark(call, row.channel)
    if row.way is PublishingWay.WEBHOOK and mark:
        values = {"remote": {**row.remote, _GONE: mark}}
        publication_queries.change(call.connection, row.id, [row.state], values)


def is_gone(call: Call, row: PublicationRow) -> bool:
    """Say whether the receiver that would be called has said so."""
    if row.way is not PublishingWay.WEBHOOK:
        return False
    mark = _mark(call, row.channel)
    return any(one.remote.get(_GONE) == mark for one in _failed(call, row.channel))


def forget(call: Call, channel: str) -> None:
    """Let the receiver of a channel be called again."""
    for one in _failed(call, channel):
        if _GONE in one.remote:
            kept = {name: said for name, said in one.remote.items() if name != _GONE}
            values = {"remote": kept}
            publication_queries.change(call.connection, one.id, [one.state], values)


def _failed(call: Call, channel: str) -> list[PublicationRow]:
    return publication_queries.of_channel(
        call.connection, channel, PublicationState.FAILED
    )


def _mark(call: Call, channel: str) -> str:
    """Return what stands for an address, in whose path a secret may be."""
    target = call.directory.targets.get(channel)
    return sha256(target.address.encode()).hexdigest()[:16] if target else ""
