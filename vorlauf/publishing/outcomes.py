"""Outcomes: what becomes of a publication after its server's answer, or without."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import timedelta
from typing import Final

from states.messages import Message, msg
from states.post import STATES
from vorlauf.channels.post_addresses import PostAddressError, key_of, read_address
from vorlauf.db import post_snapshots
from vorlauf.db.call import Call
from vorlauf.db.post_snapshots import PostSnapshot
from vorlauf.db.publication_tables import PublicationState
from vorlauf.db.stored_messages import packed
from vorlauf.db.unit_of_work import UnitOfWork
from vorlauf.posts import listing, publication_queries, writes
from vorlauf.posts.publication_queries import PublicationRow
from vorlauf.publishing import events, gone_receivers, troubles
from vorlauf.publishing.adapters.adapter import Publicity
from vorlauf.publishing.back_off import next_attempt, next_look
from vorlauf.publishing.claims import Claimed
from vorlauf.publishing.failures import Failure, PublishingError
from vorlauf.publishing.plans_ahead import new_key
from vorlauf.workflow.actors import TIMETABLE
from vorlauf.workflow.audit_entries import line

_STATE: Final = PublicationState
_FREE: Final = {"lease_owner": None, "lease_until": None}
# So long a request whose answer was lost may be on its way.
_SETTLES: Final = timedelta(minutes=5)


def succeeded(call: Call, claimed: Claimed, owner: str, found: Publicity) -> bool:
    """Record that a post is out, or taken; say whether its permalink is known now.

    What another worker has recorded meanwhile stays.
    """
    work = UnitOfWork(call)
    row = publication_queries.of_key(call.connection, claimed.row.id)
    if row is None or not _is_mine(row, owner):
        return False
    post = _post(call, row)
    values: dict[str, object] = {"error": None, "claims": 0, **_FREE}
    values["remote"] = {**row.remote, **found.remote}
    if found.awaits:
        _await(work, post, row, values, is_new=not claimed.is_look_up)
        work.write()
        return False
    permalink = _plain(row.channel, found.permalink)
    if not _is_wanted(post, row):
        _change(call, row, {"remote": values["remote"], "permalink": permalink})
        troubles.leave_open(work, post, row, _OUT_ALL_THE_SAME)
        work.write()
        return False
    other = _holder(call, post, row.channel, permalink) if permalink else ""
    if other:
        troubles.leave_open(
            work,
            post,
            row,
            msg(
                "The server says that it is at {permalink}, and that is where {other} "
                "is.",
                permalink=permalink,
                other=other,
            ),
        )
        work.write()
        return False
    values |= {
        "state": _STATE.DONE,
        "due_at": None,
        "settled_at": call.now,
        "permalink": permalink,
    }
    _change(call, row, values)
    _record(work, post, row, permalink)
    work.write()
    return bool(permalink)


def _plain(channel: str, permalink: str) -> str:
    """Return the form in which permalinks are kept, of whatever the server says."""
    with suppress(PostAddressError):
        return read_address(channel, permalink).address if permalink else ""
    return permalink


def _holder(call: Call, post: PostSnapshot, channel: str, permalink: str) -> str:
    """Return the number of what else is at this place; empty if nothing is."""
    key = key_of(channel, permalink)
    for one in listing.holders_of(call.connection, key):
        is_here = (one.post_id, one.channel) == (post.id, channel)
        if not is_here and key_of(one.channel, one.permalink) == key:
            return one.number
    return ""


def _is_wanted(post: PostSnapshot, row: PublicationRow) -> bool:
    """Say whether what is out now is what was to be out."""
    is_same = (post.version, post.fingerprint) == (row.version, row.fingerprint)
    return is_same and STATES[post.state].takes_proofs


def _record(
    work: UnitOfWork, post: PostSnapshot, row: PublicationRow, permalink: str
) -> None:
    """Keep the permalink as the proof of the channel, unless a person was faster."""
    if not permalink or row.channel in post.proofs or not post.state.is_open:
        events.log(work, post, row, events.PUBLICATION_DONE)
        return
    proof = {row.channel: permalink}
    writes.keep_proofs(work.connection, post.id, proof, by=TIMETABLE.key, at=work.now)
    work.move(post, post)
    told = {**work.call.entry_point, **events.details_of(row, {"proofs": proof})}
    work.log(
        line(
            TIMETABLE,
            post,
            post,
            at=work.now,
            event=events.PUBLICATION_DONE,
            details=told,
        )
    )


def _await(
    work: UnitOfWork,
    post: PostSnapshot,
    row: PublicationRow,
    values: Mapping[str, object],
    *,
    is_new: bool,
) -> None:
    looks = 0 if is_new else int(row.remote.get("looks", 0)) + 1
    again_at = next_look(looks, work.now)
    if again_at is None:
        troubles.leave_open(work, post, row, _SILENT)
        return
    remote = {**dict(values["remote"]), "looks": looks}  # type: ignore[call-overload]
    now = {"state": _STATE.ACCEPTED, "due_at": again_at, "remote": remote}
    _change(work.call, row, {**values, **now})
    if is_new:
        events.log(work, post, row, events.PUBLICATION_ACCEPTED)


def is_not_out(call: Call, claimed: Claimed, owner: str) -> None:
    """Let a publication that surely is not out begin anew, under a new key."""
    work = UnitOfWork(call)
    row = publication_queries.of_key(call.connection, claimed.row.id)
    if row is None or not _is_mine(row, owner):
        return
    post = _post(call, row)
    if row.state is _STATE.ACCEPTED:
        # Somebody has taken it back there, and knows why.
        troubles.leave_open(work, post, row, _TAKEN_BACK)
        work.write()
        return
    if row.begun_at and call.now - row.begun_at < _SETTLES:
        # What was lost may still be on its way.
        _change(call, row, {"due_at": row.begun_at + _SETTLES, "claims": 0, **_FREE})
        work.write()
        return
    values = {
        "state": _STATE.WAITING,
        "due_at": call.now,
        "key": new_key(),
        "begun_at": None,
        "claims": 0,
        **_FREE,
    }
    _change(call, row, values)
    events.log(work, post, row, events.PUBLICATION_AGAIN, {"reason": "looked up"})
    work.write()


def failed(call: Call, claimed: Claimed, owner: str, error: PublishingError) -> None:
    """Record a failed call: again later, given up, or in doubt.

    An attempt that is in doubt stays so, whatever a later one is told: only a look, or
    the answer to the same key, says what became of it.
    """
    work = UnitOfWork(call)
    row = publication_queries.of_key(call.connection, claimed.row.id)
    if row is None or not _is_mine(row, owner):
        return
    post = _post(call, row)
    is_open = claimed.was_in_doubt or error.failure is Failure.UNKNOWN
    if claimed.is_look_up:
        _look_again(work, post, row, error)
    elif is_open and error.failure is not Failure.PERMANENT:
        _doubt(work, post, row, error, is_new=not claimed.was_in_doubt)
    elif is_open:
        troubles.leave_open(work, post, row, error.message)
    elif error.failure is Failure.PERMANENT:
        if error.is_gone:
            gone_receivers.remember(call, row)
        troubles.fail(work, post, row, error.message)
    else:
        values = _again(work, row, error)
        _change(call, row, {**values, "state": _STATE.WAITING, "begun_at": None})
    work.write()


def cannot_begin(call: Call, known: PublicationRow, why: Message) -> None:
    """Give up what cannot begin for want of a secret, unless it is in doubt."""
    work = UnitOfWork(call)
    row = publication_queries.of_key(call.connection, known.id)
    if row is None or row.state not in publication_queries.RESTING:
        return
    if row.state is _STATE.WAITING:
        troubles.fail(work, _post(call, row), row, why)
    else:
        again_at = call.now + _SETTLES
        _change(call, row, {"due_at": again_at, "error": packed(why)})
    work.write()


def _doubt(
    work: UnitOfWork,
    post: PostSnapshot,
    row: PublicationRow,
    error: PublishingError,
    *,
    is_new: bool,
) -> None:
    values = _again(work, row, error)
    _change(work.call, row, {**values, "state": _STATE.UNKNOWN})
    if is_new:
        events.log(
            work, post, row, events.PUBLICATION_UNKNOWN, {"reason": str(error.message)}
        )


def _again(
    work: UnitOfWork, row: PublicationRow, error: PublishingError
) -> dict[str, object]:
    """Return what says that it is tried again later."""
    # What began is counted already.
    attempts = row.attempts + (row.state is not _STATE.SENDING)
    return {
        "due_at": next_attempt(row.way, attempts, work.now, wait=error.wait),
        "attempts": attempts,
        "error": packed(error.message),
        "claims": 0,
        **_FREE,
    }


def _look_again(
    work: UnitOfWork, post: PostSnapshot, row: PublicationRow, error: PublishingError
) -> None:
    """Look again later if the server did not answer; else a person has to."""
    looks = int(row.remote.get("looks", 0)) + 1
    again_at = next_look(looks, work.now)
    if error.failure is not Failure.TEMPORARY or again_at is None:
        troubles.leave_open(work, post, row, error.message)
        return
    remote = {**row.remote, "looks": looks}
    values = {"due_at": max(again_at, work.now + (error.wait or again_at - work.now))}
    _change(work.call, row, {**values, "remote": remote, "claims": 0, **_FREE})


def _is_mine(row: PublicationRow, owner: str) -> bool:
    return row.lease_owner == owner


def _post(call: Call, row: PublicationRow) -> PostSnapshot:
    return post_snapshots.posts_by_id(call.connection, [row.post_id])[row.post_id]


def _change(call: Call, row: PublicationRow, values: Mapping[str, object]) -> None:
    publication_queries.change(call.connection, row.id, [row.state], values)


_TAKEN_BACK: Final = msg(
    "The server had taken the post, and it is a draft there again."
)
_OUT_ALL_THE_SAME: Final = msg(
    "It is out, though its post was changed or withdrawn while it was published; take "
    "it down there, or have it approved."
)
_SILENT: Final = msg(
    "The server has taken the post and does not say whether it is out."
)
