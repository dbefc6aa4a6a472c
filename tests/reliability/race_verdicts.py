"""Race verdicts: who won each race, and whether the store knows of nobody else."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from reliability.figures import Figure
from reliability.replay import Past, Replayed
from states.post import PostState, StepKind, Trigger
from vorlauf.db.tables import Outcome

APPROVE, ESCALATE = Trigger.APPROVE.value, "escalate"
CONFLICT, NOTHING = "conflict", "nothing"
# What both sides may say after a race. A deadline only comes before a yes, or not.
_RACED: Final = frozenset({APPROVE, Trigger.WITHDRAW.value, Trigger.REVISE.value})


@dataclass(frozen=True, kw_only=True)
class Start:
    """A post as both sides have seen it, and its step that is open."""

    number: str
    post_id: int
    step_id: int
    version: int
    row_version: int


@dataclass(frozen=True)
class After:
    """How a post stands if this act has won: state, open steps, versions it is on."""

    state: PostState
    open: tuple[tuple[str, int], ...]
    versions: int
    outcome: Outcome


_AFTER: Final[Mapping[str, After]] = {
    APPROVE: After(
        PostState.SCHEDULED, ((StepKind.PUBLISH.value, 1),), 1, Outcome.APPROVED
    ),
    Trigger.WITHDRAW.value: After(PostState.WITHDRAWN, (), 1, Outcome.VOID),
    Trigger.REVISE.value: After(
        PostState.MINISTRY_REVIEW, ((StepKind.REVIEW.value, 2),), 2, Outcome.VOID
    ),
}


def judge(
    title: str,
    posts: Sequence[Start],
    said: Sequence[tuple[str, str]],
    found: Replayed,
) -> Figure:
    """Judge: one winner each, whom the file and the store know alone."""
    wrong: list[str] = []
    wins = [0, 0]
    for post, both in zip(posts, said, strict=True):
        faults = [*_of_both(both), *_of_store(post, both, found.posts[post.number])]
        if faults:
            wrong.append(f"{post.number}: {', '.join(faults)}")
        else:
            wins[_first(both)] += 1
    is_even = all(wins)  # a race that one side has won altogether proves nothing
    return Figure(
        number=11,
        title=title,
        tried=len(posts),
        failed=len(wrong) + len(found.chain),
        promise="exactly one winner, the file equals the state",
        kept=not wrong and not found.chain and is_even,
        details=(
            f"won {wins[0]} : {wins[1]}, {len(wrong)} races wrong, "
            f"{len(found.chain)} faults in the chain"
            + (f"; first: {[*wrong, *found.chain][0]}" if wrong or found.chain else "")
        ),
    )


def _first(both: tuple[str, str]) -> int:
    """Return which side was first, of two whose answers fit together."""
    return int(both[0] == CONFLICT or both[1] == ESCALATE)


def _of_both(both: tuple[str, str]) -> Iterator[str]:
    if both[0] == APPROVE and both[1] in {ESCALATE, NOTHING}:
        return
    won = [one for one in both if one in _RACED]
    if len(won) != 1 or CONFLICT not in both:
        yield f"said {both[0]} and {both[1]}"


def _of_store(post: Start, both: tuple[str, str], past: Past) -> Iterator[str]:
    yield from past.faults()
    won = [one for one in both if one in _RACED]
    since = [event for event, _ in past.events()[-2:] if event in {*_RACED, ESCALATE}]
    expected = [*([ESCALATE] if ESCALATE in both else []), *won]
    if since != expected:
        yield f"the file says {since}"
    if past.row_version != post.row_version + 1:
        yield f"the row version rose by {past.row_version - post.row_version}"
    after = _AFTER.get(won[0]) if won else None
    if after is not None:
        yield from _of_state(post, past, after)


def _of_state(post: Start, past: Past, after: After) -> Iterator[str]:
    if past.state != after.state:
        yield f"it is {past.state}"
    if past.version != after.versions:
        yield f"it is at version {past.version}"
    if past.open != Counter(after.open):
        yield f"open are {sorted(past.open)}"
    (step,) = [step for step in past.steps if step.id == post.step_id]
    if step.outcome != after.outcome:
        yield f"the step ended with {step.outcome}"
    is_approved = after.outcome is Outcome.APPROVED
    if is_approved is not bool(past.receipts):
        yield f"{past.receipts} receipts"
