"""Permalinks: where a post can be seen on each channel."""

from collections.abc import Mapping
from typing import Final

from states.messages import Channel, Message, msg, phrase
from states.post import STATES, Role
from vorlauf.channels.post_addresses import PostAddressError, key_of, read_address
from vorlauf.db import post_snapshots
from vorlauf.db.call import Call
from vorlauf.db.post_snapshots import PostSnapshot
from vorlauf.db.unit_of_work import UnitOfWork
from vorlauf.directory.model import Directory
from vorlauf.errors import RefusedError
from vorlauf.posts import listing, writes
from vorlauf.text import check_text
from vorlauf.workflow.actors import Actor, actor_of, require_role
from vorlauf.workflow.audit_entries import line
from vorlauf.workflow.settled_publications import settle

# The event of a permalink that was recorded before the slot.
EARLY_PROOF: Final = "proof_early"


def record_proof(  # noqa: PLR0913, who, what, where and why
    call: Call,
    *,
    number: str,
    channel: str,
    permalink: str,
    actor: str,
    early: str = "",
    pack: str = "",
) -> None:
    """Record the permalink of one channel; with all of them the flow publishes.

    Before its slot a post is not out: then `early` says why it was published earlier,
    and the audit entry names it so. `pack` is the fingerprint of the copy pack that
    was open. Raises `RefusedError` unless a coordinator does it
    for a scheduled or published post, and before the slot without a reason,
    `BadInputError` as `read_proofs`, `ConflictError` while it is being published.
    """
    work = UnitOfWork(call)
    post = post_snapshots.post_of(call.connection, number)
    standing = actor_of(post, call.directory, actor)
    _refuse(post, standing)
    proof = read_proofs(call, post.id, {channel: permalink})
    check_text(phrase("subject", "The reason"), early)
    is_early = post.state.is_open and not post.has_come(call.now)
    if proof.items() <= listing.permalinks(call.connection, post.id).items():
        return  # a save without a change does nothing
    if is_early and not early.strip():
        raise RefusedError(_too_early(post, call.directory))
    settle(work, post, proof)
    writes.keep_proofs(call.connection, post.id, proof, by=standing.key, at=call.now)
    work.move(post, post)
    details = {**call.entry_point, "proofs": proof}
    if pack:
        details["pack"] = pack
    work.log(
        line(
            standing,
            post,
            post,
            at=call.now,
            event=EARLY_PROOF if is_early else "proof",
            comment=early if is_early else "",
            details=details,
        )
    )
    work.write()


def _too_early(post: PostSnapshot, directory: Directory) -> Message:
    if post.is_reserve:
        return msg(
            "{number} is a reserve and has no slot yet. A permalink now means that it "
            "was published all the same; say why.",
            number=post.number,
        )
    slot_at = post.slot_at.astimezone(directory.campaign.zone)
    return msg(
        "The slot of {number} is {slot}. A permalink before that means that it was "
        "published early; say why.",
        number=post.number,
        slot=slot_at,
    )


def _refuse(post: PostSnapshot, actor: Actor) -> None:
    why = msg("{number}: a proof is recorded by a coordinator.", number=post.number)
    require_role(actor, Role.COORDINATOR, why)
    if not STATES[post.state].takes_proofs:
        raise RefusedError(
            msg(
                "{number} is in state {state}; a permalink can be recorded "
                "once it is scheduled.",
                number=post.number,
                state=post.state,
            )
        )


def read_proofs(call: Call, post_id: int, proofs: Mapping[str, str]) -> dict[str, str]:
    """Return permalinks by channel in the plain form that is kept.

    Raises `BadInputError` for unknown channels, for what is no address of a post on
    the channel, and for one that stands elsewhere already.
    """
    found = {}
    for channel, typed in proofs.items():
        call.directory.check_channel(channel)
        found[channel] = read_address(channel, typed).address
    for channel, permalink in found.items():
        twin = next((c for c, same in found.items() if same == permalink), channel)
        if twin != channel:
            raise PostAddressError(channel, _twice(channel, twin))
        holders = listing.holders_of(call.connection, key_of(channel, permalink))
        for holder in holders:
            is_here = holder.post_id == post_id
            if is_here and (holder.channel == channel or holder.channel in found):
                continue
            if key_of(holder.channel, holder.permalink) == key_of(channel, permalink):
                raise PostAddressError(
                    channel,
                    _twice(channel, holder.channel)
                    if is_here
                    else _taken(channel, holder),
                )
    return found


def _twice(channel: str, twin: str) -> Message:
    return msg(
        "{channel}: this is the same address as on {other}; paste the one of "
        "{channel}.",
        channel=Channel(channel),
        other=Channel(twin),
    )


def _taken(channel: str, holder: listing.PermalinkHolder) -> Message:
    return msg(
        "{channel}: this is the address of {number} ({title}); paste the one of this "
        "post.",
        channel=Channel(channel),
        number=holder.number,
        title=holder.title,
    )
