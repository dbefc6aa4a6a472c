"""Post actions: what a reader can do with a post now, and why not."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from dashboard.web.request import PageRequest
from states.advance import Offer, RefusalKind, refusal
from states.moves import FORWARD
from states.post import Role, Trigger
from vorlauf.db.post_snapshots import PostSnapshot
from vorlauf.posts.channels import channels_of
from vorlauf.workflow.actors import actor_of
from vorlauf.workflow.decisions import offers
from vorlauf.workflow.move_facts import MoveIntent, facts_of

# Made at once, without a form; whoever decides has the text on the same page.
_DIRECT: Final = frozenset(FORWARD) - {Trigger.PUBLISH}


@dataclass(frozen=True, kw_only=True)
class ActionButton:
    """A button: made at once, or by its form, or greyed out because of `why`."""

    trigger: Trigger
    is_direct: bool = False
    is_primary: bool = False
    why: str = ""


@dataclass(frozen=True, kw_only=True)
class PostActions:
    """What can be done with a post: its moves, and what is around them.

    `others` are sentences that say who may do the rest.
    """

    moves: tuple[ActionButton, ...] = ()
    others: tuple[str, ...] = ()
    may_edit: bool = False
    may_override: bool = False
    may_supply: bool = False


def acts(request: PageRequest, post: PostSnapshot) -> PostActions:
    """Return what this reader can do with the post now."""
    role = request.person.role
    found = offered(request, post)
    others = tuple(_whose(request, found))
    if role is Role.AUDITOR:
        return PostActions(others=others)
    is_coordinator = role is Role.COORDINATOR
    return PostActions(
        moves=tuple(_moves(request, post, found)),
        others=others,
        may_edit=is_coordinator and post.state.is_open,
        may_override=is_coordinator,
        may_supply=bool(supplied_houses(request, post)),
    )


def offered(request: PageRequest, post: PostSnapshot) -> Sequence[Offer]:
    """Return the moves of the state, each with its refusal if it has one.

    Permalinks that are still to be typed are no reason against publishing, and a
    version comes before the houses again by saving, not by a button.
    """
    found = offers(
        post, request.directory, request.person.key, request.now, request.part
    )
    return [
        _publishing(request, post, offer) if offer.trigger is Trigger.PUBLISH else offer
        for offer in found
        if offer.trigger is not Trigger.REVISE
    ]


def supplied_houses(request: PageRequest, post: PostSnapshot) -> Sequence[str]:
    """Return the houses for which this reader may deliver a picture of the post."""
    if not post.state.is_collecting:
        return ()
    graphics = request.directory.graphics
    taking_part = [*post.houses, *([graphics.key] if graphics else [])]
    if request.person.role is Role.COORDINATOR:
        return taking_part
    theirs = actor_of(post, request.directory, request.person.key, request.part)
    asked = {one.step.house for one in theirs.answerable if one.step.kind.is_material}
    return [house for house in taking_part if house in asked]


def _publishing(request: PageRequest, post: PostSnapshot, offer: Offer) -> Offer:
    directory = request.directory
    facts = facts_of(
        post,
        directory,
        actor_of(post, directory, request.person.key, request.part),
        request.now,
        MoveIntent(proofs=channels_of(post, directory)),
    )
    return Offer(offer.trigger, offer.label, refusal(post.state, offer.trigger, facts))


def _whose(request: PageRequest, found: Sequence[Offer]) -> Iterable[str]:
    for offer in found:
        if offer.refusal is not None and _is_others(offer):
            yield request.say(offer.refusal.message)


def _is_others(offer: Offer) -> bool:
    return offer.refusal is not None and offer.refusal.answer is RefusalKind.MAY_NOT


def _moves(
    request: PageRequest, post: PostSnapshot, found: Sequence[Offer]
) -> Iterable[ActionButton]:
    mine = [offer for offer in found if not _is_others(offer)]
    possible = {offer.trigger for offer in mine if offer.refusal is None}
    # The button that leads furthest is the primary one.
    primary = next((t for t in reversed(FORWARD) if t in possible), None)
    in_order = sorted(mine, key=lambda offer: offer.trigger is not primary)
    has_many = _answers_many(request, post)
    for offer in in_order:
        is_open = offer.trigger.is_yes and has_many
        yield ActionButton(
            trigger=offer.trigger,
            is_direct=offer.trigger in _DIRECT and not is_open,
            is_primary=offer.trigger is primary,
            why=request.say(offer.refusal.message) if offer.refusal else "",
        )


def _answers_many(request: PageRequest, post: PostSnapshot) -> bool:
    """Say whether the reader decides for more than one, and so is asked for whom."""
    theirs = actor_of(post, request.directory, request.person.key, request.part)
    return len({one.step.house for one in theirs.answerable}) > 1
