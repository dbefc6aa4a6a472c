"""Card moves: what a reader can do with a post, as far as its card knows.

A card does not hold everything that the engine asks about. If it holds enough, a move
is made at once or greyed out with the engine's own sentence; otherwise the form of the
move opens, which knows everything and says why not. Nobody decides on a text from a
card: the form shows it first.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from dashboard.web.request import PageRequest
from states.advance import possible, refusal
from states.messages import Message
from states.moves import Facts, capacities_of, dest_of, open_to
from states.post import Capacity, PostState, Role, StepKind, Trigger
from vorlauf.posts.picture_checks import graphic_from, picture_from
from vorlauf.readmodels.cards import PostCard


@dataclass(frozen=True, kw_only=True)
class MoveChoice:
    """A move of a post: made at once, or by its form, or not now, and then `why`."""

    trigger: Trigger
    dest: PostState
    is_direct: bool = False
    why: str = ""


# Moves that are others' to make, or that come by saving a change.
_NOT_OURS: Final = frozenset({Trigger.REVISE, *(t for t in Trigger if t.is_yes)})
_COORDINATOR: Final = frozenset({Capacity.COORDINATOR})


def choices(request: PageRequest, card: PostCard) -> tuple[MoveChoice, ...]:
    """Return the moves of a card in the order of the triggers."""
    role = request.person.role
    if role is Role.COORDINATOR:
        return tuple(_coordinators(request, card))
    is_review = card.state is PostState.MINISTRY_REVIEW
    if is_review and role is Role.APPROVER and request.person.house not in card.houses:
        return ()
    return tuple(
        MoveChoice(trigger=trigger, dest=_dest(card.state, trigger))
        for trigger in _asked(role, card.state)
    )


def _asked(role: Role, state: PostState) -> tuple[Trigger, ...]:
    """Return what somebody of this role can do in a state if they are asked."""
    theirs = open_to(*capacities_of(role, state), state=state)
    return tuple(trigger for trigger in possible(state) if trigger in theirs)


def _dest(state: PostState, trigger: Trigger) -> PostState:
    return dest_of(state, trigger) or state


def dead_ends(request: PageRequest) -> Mapping[tuple[PostState, PostState], str]:
    """Return why no card goes from one state to another, where none ever does.

    For the reader: what somebody else could do is named with whoever that is.
    """
    pairs = ((source, dest) for source in PostState for dest in PostState)
    return {
        (source, dest): _why_never(request, source, dest)
        for source, dest in pairs
        if source is not dest and not _leads(request, source, dest)
    }


def _coordinators(request: PageRequest, card: PostCard) -> Iterator[MoveChoice]:
    facts = _facts(request, card)
    for trigger in possible(card.state):
        if trigger in _NOT_OURS:
            continue
        reason = refusal(card.state, trigger, facts)
        yield MoveChoice(
            trigger=trigger,
            dest=_dest(card.state, trigger),
            is_direct=reason is None and _is_known(card, trigger),
            why=request.say(reason.message) if reason else "",
        )


def _is_known(card: PostCard, trigger: Trigger) -> bool:
    """Say whether the card shows that the move can be made, without another word."""
    is_complete = card.kind_of_due is StepKind.SUBMIT
    return trigger is Trigger.REQUEST_ASSETS or (
        trigger is Trigger.SUBMIT and is_complete
    )


def _facts(request: PageRequest, card: PostCard) -> Facts:
    # Its texts are complete for its own channels, which may not be all.
    is_written = card.kind_of_due is StepKind.SUBMIT
    return Facts(
        capacities=_COORDINATOR,
        comment="…",
        names_a_house=bool(card.houses),
        missing_texts=() if is_written else tuple(_unwritten(request, card)),
        missing_material=tuple(_missing(card)),
        slot_has_come=request.now >= card.slot_at,
    )


def _unwritten(request: PageRequest, card: PostCard) -> Iterator[str]:
    channels = request.directory.campaign.channels
    return (name for name in channels if name not in card.channels)


def _missing(card: PostCard) -> Iterator[Message]:
    if card.kind_of_due is StepKind.ASSETS:
        yield picture_from(card.house_of_due)
    if card.kind_of_due is StepKind.GRAPHICS:
        yield graphic_from(card.house_of_due)


def _leads(request: PageRequest, source: PostState, dest: PostState) -> bool:
    if request.person.role is Role.COORDINATOR:
        triggers = tuple(t for t in possible(source) if t not in _NOT_OURS)
    else:
        triggers = _asked(request.person.role, source)
    return any(_dest(source, trigger) is dest for trigger in triggers)


def _why_never(request: PageRequest, source: PostState, dest: PostState) -> str:
    leading = (t for t in possible(source) if _dest(source, t) is dest)
    trigger = next(leading, None)
    is_coordinator = request.person.role is Role.COORDINATOR
    capacities = _COORDINATOR if is_coordinator else frozenset[Capacity]()
    if trigger is not None:
        reason = refusal(source, trigger, Facts(capacities=capacities))
        if reason is not None:
            return request.say(reason.message)
    words = request.words
    return words.gettext("No step leads from “%(source)s” to “%(dest)s”.") % {
        "source": words.state_label(source),
        "dest": words.state_label(dest),
    }
