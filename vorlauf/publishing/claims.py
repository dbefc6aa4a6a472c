"""Claims: which worker publishes what, checked at the last moment.

A publication is claimed for what can be taken back, and checked once more in the
transaction after which it cannot. What a dead worker was sending is in doubt.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from states.messages import Message, msg
from vorlauf.db import post_snapshots
from vorlauf.db.call import Call
from vorlauf.db.post_snapshots import PostSnapshot
from vorlauf.db.publication_tables import PublicationState
from vorlauf.db.stored_messages import packed
from vorlauf.db.unit_of_work import UnitOfWork
from vorlauf.errors import AlteredVersionError
from vorlauf.posts import publication_queries
from vorlauf.posts.picture_checks import shown_pictures
from vorlauf.posts.publication_queries import PublicationRow
from vorlauf.publishing import gone_receivers, troubles
from vorlauf.publishing.back_off import LATEST
from vorlauf.publishing.events import PUBLICATION_BEGUN, PUBLICATION_UNKNOWN, log
from vorlauf.publishing.obstacles import Obstacle, obstacle_to
from vorlauf.publishing.plans_ahead import TOO_LATE

# Longer than any attempt with its uploads: whoever holds one longer is gone.
LEASE: Final = timedelta(minutes=15)
# So many workers may end in a row while they prepare it, before a person looks.
MOST_CLAIMS: Final = 5
# So long a hold, or a consent that is missing, is waited for before it is looked again.
_PAUSE: Final = timedelta(minutes=10)
_STATE: Final = PublicationState


@dataclass(frozen=True, kw_only=True)
class Claimed:
    """What a worker holds: the publication, and its post as it was then.

    `is_look_up` says that the outcome of an earlier attempt is looked for; else it is
    published, again under the same key if it `was_in_doubt`.
    """

    row: PublicationRow
    post: PostSnapshot
    is_look_up: bool
    was_in_doubt: bool


def recover(call: Call) -> int:
    """Free what dead workers held; what they were sending is in doubt. Say how many."""
    gone = publication_queries.abandoned(call.connection, call.now)
    if not gone:
        return 0
    work = UnitOfWork(call)
    posts = post_snapshots.posts_by_id(call.connection, [row.post_id for row in gone])
    free: dict[str, object] = {"lease_owner": None, "lease_until": None}
    for row in gone:
        again = free | {"due_at": call.now}
        if row.state is _STATE.SENDING:
            again |= {"state": _STATE.UNKNOWN, "error": packed(_ENDED), "claims": 0}
            log(work, posts[row.post_id], row, PUBLICATION_UNKNOWN)
        elif row.claims >= MOST_CLAIMS:
            troubles.fail(work, posts[row.post_id], row, _POISON)
            continue
        else:
            again |= {"state": _STATE.WAITING}
        publication_queries.change(call.connection, row.id, [row.state], again)
    work.write()
    return len(gone)


def claim(
    call: Call, key: int, owner: str, idempotent_for: timedelta | None
) -> Claimed | None:
    """Take a due publication, checked in this transaction; None if nothing is to do.

    What may not go out now waits, or is given up. `idempotent_for` is how long its
    server publishes a key once.
    """
    work = UnitOfWork(call)
    row = publication_queries.of_key(call.connection, key)
    if row is None or row.state not in publication_queries.RESTING:
        return None
    post = post_snapshots.posts_by_id(call.connection, [row.post_id])[row.post_id]
    claimed = _claim(work, row, post, owner, idempotent_for)
    work.write()
    return claimed


def _claim(
    work: UnitOfWork,
    row: PublicationRow,
    post: PostSnapshot,
    owner: str,
    idempotent_for: timedelta | None,
) -> Claimed | None:
    in_doubt = row.state is not _STATE.WAITING
    if row.is_proven:
        # Somebody has recorded where it is; nobody publishes it once more.
        _end(work.call, row, _STATE.BY_HAND)
        return None
    if not in_doubt or (
        row.state is _STATE.UNKNOWN and _is_kept(work, row, idempotent_for)
    ):
        obstacle = _obstacle(work, post, row)
        if obstacle is None:
            if not in_doubt and work.now > row.planned_at + LATEST:
                troubles.fail(work, post, row, TOO_LATE)
                return None
            if not in_doubt and gone_receivers.is_gone(work.call, row):
                troubles.fail(work, post, row, _GONE)
                return None
            return _take(work, row, post, owner, is_look_up=False)
        if not in_doubt:
            _wait_or_end(work, row, post, obstacle)
            return None
    return _take(work, row, post, owner, is_look_up=True)


def _is_kept(
    work: UnitOfWork, row: PublicationRow, idempotent_for: timedelta | None
) -> bool:
    """Say whether the server still publishes this key once."""
    if idempotent_for is None or row.begun_at is None:
        return False
    until = min(idempotent_for, LATEST)
    return work.now - row.begun_at < until


def _take(
    work: UnitOfWork,
    row: PublicationRow,
    post: PostSnapshot,
    owner: str,
    *,
    is_look_up: bool,
) -> Claimed | None:
    in_doubt = row.state is not _STATE.WAITING
    is_mine = publication_queries.take(
        work.connection,
        row,
        owner,
        work.now + LEASE,
        now=work.now,
        state=row.state if in_doubt else _STATE.CLAIMED,
    )
    if not is_mine:
        return None
    return Claimed(row=row, post=post, is_look_up=is_look_up, was_in_doubt=in_doubt)


def begin(
    call: Call, claimed: Claimed, owner: str, remote: Mapping[str, Any]
) -> PublicationRow | None:
    """Check once more and say that what follows cannot be taken back.

    None if it may not go out any more, or if the worker has lost its lease.
    """
    work = UnitOfWork(call)
    row = publication_queries.of_key(call.connection, claimed.row.id)
    if row is None or row.lease_owner != owner:
        return None
    post = post_snapshots.posts_by_id(call.connection, [row.post_id])[row.post_id]
    is_free = (
        row.is_proven
        or _obstacle(work, post, row) is not None
        # What was uploaded is not what is shown any more.
        or shown_pictures(post, work.directory)
        != shown_pictures(claimed.post, work.directory)
    )
    if is_free:
        state = _STATE.UNKNOWN if claimed.was_in_doubt else _STATE.WAITING
        values = {"state": state, "due_at": call.now, "claims": 0}
        _release(call, row.id, owner, values)
        work.write()
        return None
    values = {
        "state": _STATE.SENDING,
        "attempts": row.attempts + 1,
        "claims": 0,
        "begun_at": row.begun_at or call.now,
        "lease_until": call.now + LEASE,
        "remote": dict(remote),
    }
    publication_queries.change_held(call.connection, row.id, owner, values)
    log(work, post, row, PUBLICATION_BEGUN, {"attempt": row.attempts + 1})
    work.write()
    return publication_queries.of_key(call.connection, row.id)


def _release(call: Call, key: int, owner: str, values: Mapping[str, object]) -> None:
    free = {"lease_owner": None, "lease_until": None}
    publication_queries.change_held(call.connection, key, owner, {**values, **free})


def _obstacle(
    work: UnitOfWork, post: PostSnapshot, row: PublicationRow
) -> Obstacle | None:
    target = work.directory.targets.get(row.channel)
    if target is None or target.way is not row.way:
        return Obstacle(_OTHER_WAY, is_lasting=True)
    try:
        return obstacle_to(work.call, post, row.version, row.fingerprint, row.channel)
    except AlteredVersionError as error:
        return Obstacle(error.message)


def _wait_or_end(
    work: UnitOfWork, row: PublicationRow, post: PostSnapshot, obstacle: Obstacle
) -> None:
    if obstacle.is_lasting:
        _end(work.call, row, _STATE.CANCELLED, obstacle.message)
    elif work.now > row.planned_at + LATEST:
        troubles.fail(work, post, row, obstacle.message)
    else:
        said = packed(obstacle.message)
        values = {"due_at": work.now + _PAUSE, "error": said}
        publication_queries.change(work.connection, row.id, [row.state], values)


def _end(
    call: Call, row: PublicationRow, state: PublicationState, why: Message | None = None
) -> None:
    values = {
        "state": state,
        "due_at": None,
        "settled_at": call.now,
        "error": packed(why) if why else None,
        "lease_owner": None,
        "lease_until": None,
    }
    publication_queries.change(call.connection, row.id, [row.state], values)


_ENDED: Final = msg(
    "The process ended while it published; whether the post is out is looked up."
)
_POISON: Final = msg(
    "{processes} processes have ended while they prepared it.", processes=MOST_CLAIMS
)
_GONE: Final = msg(
    "The receiver has said that it wants nothing more; see to it, and publish again."
)
_OTHER_WAY: Final = msg("The channel is published in another way by now.")
