"""Suppliers: who delivers material, signed in or by a link, and for which house."""

from dataclasses import dataclass, replace
from functools import partial

from states.messages import msg
from states.post import STEPS
from vorlauf.db.call import Call
from vorlauf.db.post_snapshots import PostSnapshot
from vorlauf.errors import ConflictError, RefusedError
from vorlauf.links.signatures import signature_of
from vorlauf.links.verify import VerifiedLink
from vorlauf.posts import presence
from vorlauf.workflow.actors import Actor, AnswerableStep, Part, actor_of


@dataclass(frozen=True, kw_only=True)
class ByLink:
    """Somebody without an account: the link they came by, and the name they gave."""

    opened: VerifiedLink
    name: str


# A person by key, name or address, or whoever came by a link.
Bringer = str | ByLink


def bringing(
    post: PostSnapshot, call: Call, by: Bringer, house: str | None = None
) -> Actor:
    """Return as what somebody brings material; by a link, for its one step only.

    Raises `ConflictError` if the step has ended meanwhile, and as `actor_of` and
    `signature_of`.
    """
    if isinstance(by, str):
        part = Part(house=house, gone=partial(presence.gone, call))
        return actor_of(post, call.directory, by, part)
    step = next((s for s in post.steps if s.id == by.opened.matter.id), None)
    if step is None or by.opened.recipient is None:
        raise ConflictError(
            msg(
                "{number}: nothing more is asked for by this link; look at it again.",
                number=post.number,
            )
        )
    if house not in {None, step.house}:
        raise RefusedError(
            msg(
                "{number}: this link is for material of {house}.",
                number=post.number,
                house=step.house,
            )
        )
    signed = signature_of(call.directory, by.opened, by.name)
    return Actor(
        key=signed.key,
        name=signed.name,
        role=signed.role or STEPS[step.kind].asks.role,
        answerable=(AnswerableStep(step=step, principal=signed.principal),),
        own_account=signed.capacity,
    )


def brought(call: Call, by: Bringer) -> Call:
    """Return the call as it comes from a person, or by their link.

    Raises `BadInputError` for no name, `RefusedError` for that of somebody else.
    """
    if isinstance(by, str):
        return call
    signed = signature_of(call.directory, by.opened, by.name)
    return replace(call, entry_point=signed.details)
