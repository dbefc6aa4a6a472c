"""The state machine as a picture: each state with its posts, each a link to them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from dashboard.web.templates import url
from states.moves import MOVES, leads_on
from states.post import PATH, PostState, Trigger

# Units of the picture, which is scaled to the page.
_BOX_WIDTH, _BOX_HEIGHT, _STEP, _TOP, _LEFT = 152, 68, 183, 84, 6
WIDTH, HEIGHT = (len(PATH) - 1) * _STEP + _BOX_WIDTH + 13, 290
_UNSHOWN: Final = frozenset({Trigger.OVERRIDE, Trigger.WITHDRAW, Trigger.REOPEN})


@dataclass(frozen=True)
class StateBox:
    """A state: where it stands, how many posts it holds, where it leads."""

    state: PostState
    x: int
    y: int
    posts: int
    href: str
    width: int = _BOX_WIDTH
    height: int = _BOX_HEIGHT


@dataclass(frozen=True)
class Arrow:
    """A way from state to state: its triggers, its path, where its words stand.

    Several ways back bear the same words, which stand once, at the longest of them.
    """

    source: PostState
    dest: PostState
    triggers: tuple[Trigger, ...]
    path: str
    x: float
    y: float
    is_named: bool = True


@dataclass(frozen=True)
class Diagram:
    """Everything that is drawn; all ways come from the table of moves."""

    boxes: tuple[StateBox, ...]
    arrows: tuple[Arrow, ...]
    width: int = WIDTH
    height: int = HEIGHT


def diagram(counts: Mapping[PostState, int]) -> Diagram:
    """Draw the state machine with the number of posts in each state."""
    return Diagram(
        boxes=tuple(_box(state, counts.get(state, 0)) for state in PostState),
        arrows=tuple(_named_once([_arrow(*way) for way in _ways().items()])),
    )


def _named_once(arrows: Sequence[Arrow]) -> Iterator[Arrow]:
    """Take the words from all ways back to a state but the longest."""
    longest: dict[tuple[PostState, tuple[Trigger, ...]], Arrow] = {}
    for arrow in arrows:
        key = (arrow.dest, arrow.triggers)
        if key not in longest or _length(arrow) > _length(longest[key]):
            longest[key] = arrow
    for arrow in arrows:
        is_longest = longest[arrow.dest, arrow.triggers] is arrow
        yield replace(arrow, is_named=is_longest or leads_on(arrow.source, arrow.dest))


def _length(arrow: Arrow) -> int:
    return abs(PATH.index(arrow.source) - PATH.index(arrow.dest))


def _ways() -> Mapping[tuple[PostState, PostState], tuple[Trigger, ...]]:
    """Return the ways between states; what leads from everywhere is left out."""
    found: dict[tuple[PostState, PostState], tuple[Trigger, ...]] = {}
    for move in MOVES:
        if move.trigger in _UNSHOWN or move.source is move.dest:
            continue
        key = (move.source, move.dest)
        if move.trigger not in found.get(key, ()):
            found[key] = (*found.get(key, ()), move.trigger)
    return found


def _box(state: PostState, posts: int) -> StateBox:
    x, y = _place(state)
    return StateBox(state, x, y, posts, url("/posts", state=state.value))


def _place(state: PostState) -> tuple[int, int]:
    if state in PATH:
        return _LEFT + PATH.index(state) * _STEP, _TOP
    return _LEFT + (len(PATH) - 1) * _STEP, HEIGHT - _BOX_HEIGHT - 4


def _arrow(way: tuple[PostState, PostState], triggers: tuple[Trigger, ...]) -> Arrow:
    source, dest = way
    first, last = PATH.index(source), PATH.index(dest)
    if last == first + 1:
        return _straight(source, dest, triggers)
    return _bow(source, dest, triggers, above=last > first)


def _straight(
    source: PostState, dest: PostState, triggers: tuple[Trigger, ...]
) -> Arrow:
    x, end = _place(source)[0] + _BOX_WIDTH, _place(dest)[0]
    y = _TOP + _BOX_HEIGHT / 2
    return Arrow(source, dest, triggers, f"M{x} {y}H{end - 4}", (x + end) / 2, _TOP - 8)


def _bow(
    source: PostState,
    dest: PostState,
    triggers: tuple[Trigger, ...],
    *,
    above: bool,
) -> Arrow:
    """Lead round the boxes between: forwards above them, back below."""
    # Ways that begin at one box leave it side by side.
    begin = _place(source)[0] + _BOX_WIDTH * (0.5 if above else 0.35)
    end = _place(dest)[0] + _BOX_WIDTH * (0.5 if above else 0.65)
    edge = _TOP if above else _TOP + _BOX_HEIGHT
    span = abs(PATH.index(source) - PATH.index(dest))
    height = 16 + 22 * span
    y = edge - height if above else edge + height
    path = f"M{begin:.0f} {edge}C{begin:.0f} {y} {end:.0f} {y} {end:.0f} {edge}"
    return Arrow(source, dest, triggers, path, (begin + end) / 2, (edge + 3 * y) / 4)
