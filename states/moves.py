"""The table of moves: who may move a post, from where, where to, and the guards."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import permutations

from states.messages import Message, Several, channels, msg
from states.post import PATH, STEPS, Capacity, PostState, Role, StepKind, Trigger


@dataclass(frozen=True, kw_only=True)
class Facts:
    """The facts about a post and an actor that the guards ask about.

    The defaults describe an actor without a role and a post that lacks nothing;
    `missing_*` name what is missing, in words that can be read aloud.
    """

    capacities: frozenset[Capacity] = frozenset()
    is_author: bool = False
    saw_this_version: bool = True
    comment: str = ""
    names_a_house: bool = True
    missing_texts: tuple[str, ...] = ()
    missing_material: tuple[Message, ...] = ()
    missing_consents: tuple[Message, ...] = ()
    other_open_reviews: int = 0
    content_changed: bool = False
    slot_has_come: bool = False
    missing_proof: tuple[str, ...] = ()
    is_on_hold: bool = False
    is_on_closed_day: bool = False
    target: PostState | None = None


@dataclass(frozen=True)
class Guard:
    """A condition on the facts, and the sentence for when it does not hold."""

    holds: Callable[[Facts], bool]
    message: Callable[[Facts], Message]


def _say(sentence: str) -> Callable[[Facts], Message]:
    return lambda _: msg(sentence)


def _missing(things: tuple[Message, ...]) -> Message:
    return msg("Still missing: {things}.", things=Several(things, "; "))


GUARDS: Mapping[str, Guard] = {
    "names_a_house": Guard(
        lambda facts: facts.names_a_house,
        _say("No house is named from which material could be requested."),
    ),
    "has_every_text": Guard(
        lambda facts: not facts.missing_texts,
        lambda facts: msg(
            "There is no text yet for {channels}.",
            channels=channels(facts.missing_texts),
        ),
    ),
    "has_all_material": Guard(
        lambda facts: not facts.missing_material,
        lambda facts: _missing(facts.missing_material),
    ),
    "has_every_consent": Guard(
        lambda facts: not facts.missing_consents,
        lambda facts: _missing(facts.missing_consents),
    ),
    "is_not_the_author": Guard(
        lambda facts: not facts.is_author,
        _say("Nobody decides on a text of their own."),
    ),
    "saw_this_version": Guard(
        lambda facts: facts.saw_this_version,
        _say("The post has changed since; look at the current version first."),
    ),
    "others_still_review": Guard(
        lambda facts: facts.other_open_reviews > 0,
        _say("No other house is still asked."),
    ),
    "is_the_last_review": Guard(
        lambda facts: facts.other_open_reviews == 0,
        _say("Other houses are still asked."),
    ),
    "has_a_comment": Guard(
        lambda facts: bool(facts.comment.strip()),
        _say("A comment is obligatory here: say what is asked for, or why."),
    ),
    "content_changed": Guard(
        lambda facts: facts.content_changed,
        _say("Nothing has changed, so every decision stays as it is."),
    ),
    "slot_has_come": Guard(
        lambda facts: facts.slot_has_come,
        _say("The slot has not come yet."),
    ),
    "is_not_on_hold": Guard(
        lambda facts: not facts.is_on_hold or facts.is_on_closed_day,
        _say("It is on hold, and nothing is published before that ends."),
    ),
    "says_why_on_a_closed_day": Guard(
        lambda facts: not facts.is_on_closed_day or bool(facts.comment.strip()),
        _say(
            "Nothing is published on this day; whoever does it all the same gives a "
            "reason."
        ),
    ),
    "has_every_proof": Guard(
        lambda facts: not facts.missing_proof,
        lambda facts: msg(
            "There is no permalink or proof yet for {channels}.",
            channels=channels(facts.missing_proof),
        ),
    ),
}


@dataclass(frozen=True)
class Move:
    """One row of the table: who may lead a post from one state to another."""

    trigger: Trigger
    source: PostState
    dest: PostState
    who: frozenset[Capacity]
    guards: tuple[str, ...] = ()


_COORDINATOR = frozenset({Capacity.COORDINATOR})
_COORDINATOR_OR_FLOW = frozenset({Capacity.COORDINATOR, Capacity.FLOW})
_BY_LINK = frozenset({Capacity.DEPUTY, Capacity.FORWARDED, Capacity.MAILBOX})
_CONTACT = frozenset({Capacity.CONTACT}) | _BY_LINK
_APPROVER = frozenset({Capacity.APPROVER}) | _BY_LINK
_ASKED = frozenset({Capacity.ASKED, Capacity.COORDINATOR})
# The timetable sends back what shows people whose consent has ended.
_ASKED_OR_FLOW = _ASKED | {Capacity.FLOW}
_COMPLETE = ("has_every_text", "has_all_material")
# Whoever decides is not the author and has seen exactly what is decided on.
DECIDES = ("is_not_the_author", "saw_this_version")

_S, _T = PostState, Trigger

# The table of moves; the order of rows with one trigger and source matters
# to nobody, for their guards exclude each other.
MOVES: tuple[Move, ...] = (
    Move(
        _T.REQUEST_ASSETS,
        _S.DRAFT,
        _S.ASSET_REQUESTED,
        _COORDINATOR_OR_FLOW,
        ("names_a_house",),
    ),
    Move(_T.SUBMIT, _S.DRAFT, _S.MINISTRY_REVIEW, _COORDINATOR, _COMPLETE),
    Move(_T.SUBMIT, _S.ASSET_REQUESTED, _S.MINISTRY_REVIEW, _COORDINATOR, _COMPLETE),
    Move(
        _T.ENDORSE,
        _S.MINISTRY_REVIEW,
        _S.MINISTRY_REVIEW,
        _CONTACT,
        (*DECIDES, "others_still_review"),
    ),
    Move(
        _T.ENDORSE,
        _S.MINISTRY_REVIEW,
        _S.STAATSKANZLEI_APPROVAL,
        _CONTACT,
        (*DECIDES, "is_the_last_review"),
    ),
    Move(
        _T.APPROVE,
        _S.STAATSKANZLEI_APPROVAL,
        _S.SCHEDULED,
        _APPROVER,
        (*DECIDES, "has_every_consent"),
    ),
    Move(_T.REQUEST_CHANGES, _S.ASSET_REQUESTED, _S.DRAFT, _ASKED, ("has_a_comment",)),
    *(
        Move(
            _T.REQUEST_CHANGES,
            source,
            _S.DRAFT,
            # Who approves may take the approval back, though nothing is asked of them.
            _ASKED_OR_FLOW | ({Capacity.APPROVER} if source is _S.SCHEDULED else set()),
            ("has_a_comment",),
        )
        for source in _S
        if source.is_binding
    ),
    *(
        Move(_T.REVISE, source, _S.MINISTRY_REVIEW, _COORDINATOR, ("content_changed",))
        for source in _S
        if source.is_binding and source is not _S.MINISTRY_REVIEW
    ),
    Move(
        _T.PUBLISH,
        _S.SCHEDULED,
        _S.PUBLISHED,
        _COORDINATOR_OR_FLOW,
        (
            "slot_has_come",
            "is_not_on_hold",
            "says_why_on_a_closed_day",
            "has_every_proof",
        ),
    ),
    *(
        Move(_T.WITHDRAW, source, _S.WITHDRAWN, _COORDINATOR, ("has_a_comment",))
        for source in _S
        if source is not _S.WITHDRAWN
    ),
    Move(_T.REOPEN, _S.WITHDRAWN, _S.DRAFT, _COORDINATOR, ("has_a_comment",)),
    *(
        Move(_T.OVERRIDE, source, dest, _COORDINATOR, ("has_a_comment",))
        for source, dest in permutations(_S, 2)
    ),
)


def leads_on(source: PostState, dest: PostState) -> bool:
    """Say whether a move leads forward on a post's path; leaving the path does not."""
    on_the_way = source in PATH and dest in PATH
    return on_the_way and PATH.index(dest) > PATH.index(source)


# What brings a post further, in the order of the triggers; an override is none of them.
FORWARD: tuple[Trigger, ...] = tuple(
    trigger
    for trigger in Trigger
    if trigger is not Trigger.OVERRIDE
    and any(leads_on(m.source, m.dest) for m in MOVES if m.trigger is trigger)
)


@cache
def needs_comment(trigger: Trigger) -> bool:
    """Say whether the trigger always needs a comment."""
    return all("has_a_comment" in m.guards for m in MOVES if m.trigger is trigger)


@cache
def dest_of(source: PostState, trigger: Trigger) -> PostState | None:
    """Return where a trigger leads from a state, without override; None if nowhere.

    Of several rows the last leads on: the last endorsement, not one of many.
    """
    rows = [m.dest for m in MOVES if (m.source, m.trigger) == (source, trigger)]
    return rows[-1] if rows and trigger is not Trigger.OVERRIDE else None


@cache
def capacities_of(role: Role, state: PostState | None = None) -> tuple[Capacity, ...]:
    """Return the capacities that a role may have (in one state), the latest step first.

    A coordinator always has them, others only while they are asked.
    """
    if role is Role.COORDINATOR:
        return (Capacity.COORDINATOR,)
    found = [
        STEPS[kind].capacity
        for kind in reversed(StepKind)
        if state in {None, STEPS[kind].state} and _answers(role, kind)
    ]
    asked = [Capacity.ASKED] if found else []
    return tuple(dict.fromkeys([one for one in [*found, *asked] if one]))


def _answers(role: Role, kind: StepKind) -> bool:
    # The Staatskanzlei takes part as any house does; then its approver endorses, too.
    is_theirs = kind.is_decision and role is Role.APPROVER
    return kind.is_answered and (is_theirs or role is STEPS[kind].asks.role)


@cache
def open_to(
    *capacities: Capacity, state: PostState | None = None
) -> tuple[Trigger, ...]:
    """Return the triggers that these capacities may use (in one state), in order."""
    found = [
        move.trigger
        for capacity in capacities
        for trigger in Trigger
        for move in MOVES
        if move.trigger is trigger
        and capacity in move.who
        and state in {None, move.source}
    ]
    return tuple(dict.fromkeys(found))
