"""Publishing by hand: the permalinks that come back from the page of a copy pack."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from states.messages import Message, msg
from states.post import Trigger
from vorlauf.db import post_snapshots
from vorlauf.db.call import Call
from vorlauf.db.post_snapshots import PostSnapshot
from vorlauf.errors import BadInputError, ConflictError
from vorlauf.posts import listing
from vorlauf.posts.channels import channels_of
from vorlauf.workflow.action import Decision
from vorlauf.workflow.decisions import decide
from vorlauf.workflow.permalinks import read_proofs, record_proof
from vorlauf.workflow.undo import UNDO_FOR


@dataclass(frozen=True, kw_only=True)
class PublishedByHand:
    """What somebody published by hand: permalinks by channel, from which pack.

    `fingerprint` is that of the pack that was open. `reason` says why before the slot,
    or on a closed day.
    """

    number: str
    actor: str
    fingerprint: str
    proofs: Mapping[str, str] = field(default_factory=dict)
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class ByHandResult:
    """Which channels have their permalink now, which have not, and if it is out."""

    recorded: tuple[str, ...]
    missing: tuple[str, ...]
    is_published: bool


def record(call: Call, done: PublishedByHand) -> ByHandResult:
    """Record permalinks; with the last one, after the slot, the post is published.

    Raises `ConflictError` if the pack was of another version than is approved now,
    `BadInputError` for what is no permalink or none at all, `RefusedError` as
    `record_proof` and `decide`.
    """
    post = post_snapshots.post_of(call.connection, done.number)
    if done.fingerprint != post.fingerprint:
        raise ConflictError(stale_pack(post))
    typed = {channel: said for channel, said in done.proofs.items() if said.strip()}
    proofs = read_proofs(call, post.id, typed)
    known = listing.permalinks(call.connection, post.id)
    wanted = channels_of(post, call.directory)
    missing = tuple(one for one in wanted if one not in {**known, **proofs})
    new = {one: link for one, link in proofs.items() if known.get(one) != link}
    if not new and not known:
        raise BadInputError(
            msg("Paste the address of the post on at least one channel.")
        )
    if _is_due(post, call) and not missing:
        decide(
            call,
            Decision(
                number=post.number,
                trigger=Trigger.PUBLISH,
                actor=done.actor,
                comment=done.reason,
                proofs=new,
                pack=done.fingerprint,
                hold=UNDO_FOR,
            ),
        )
        return ByHandResult(recorded=tuple(new), missing=(), is_published=True)
    for channel, permalink in new.items():
        record_proof(
            call,
            number=post.number,
            channel=channel,
            permalink=permalink,
            actor=done.actor,
            early=done.reason,
            pack=done.fingerprint,
        )
    is_out = not post.state.is_open
    return ByHandResult(recorded=tuple(new), missing=missing, is_published=is_out)


def stale_pack(post: PostSnapshot) -> Message:
    """Say that a pack is of another version than the one that is approved."""
    return msg(
        "{number} was changed since this page was opened; version {version} is "
        "approved now. Load the page again, and see whether what is out is that.",
        number=post.number,
        version=str(post.version),
    )


def _is_due(post: PostSnapshot, call: Call) -> bool:
    return post.state.is_open and post.has_come(call.now)
