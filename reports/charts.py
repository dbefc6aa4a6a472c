"""Charts: bars as SVG, for a page and a document alike; their values stand beside them.

No script, no style and no font of its own: text takes the colour of what is around it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

_WIDTH, _LABEL, _FIGURE, _ROW, _BAR = 640, 220, 80, 24, 14
_LETTERS = 34
_BLUE = "#1f5c99"


@dataclass(frozen=True)
class Bar:
    """One bar: its label, how long it is, and the figure as it is written."""

    label: str
    value: float
    shown: str


def bars(found: Sequence[Bar], whole: float | None = None) -> str:
    """Draw bars below each other; `whole` is the longest that there can be.

    The picture is for eyes alone: who cannot see it reads the words beside it.
    """
    most = whole or max((bar.value for bar in found), default=0) or 1
    room = _WIDTH - _LABEL - _FIGURE
    drawn = [
        _row(bar, index * _ROW, room * bar.value / most)
        for index, bar in enumerate(found)
    ]
    size = f'viewBox="0 0 {_WIDTH} {len(found) * _ROW}"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} font-family="Noto Sans, '
        'sans-serif" font-size="13" fill="currentColor" aria-hidden="true" '
        f'focusable="false">{"".join(drawn)}</svg>'
    )


def _row(bar: Bar, y: int, length: float) -> str:
    middle = y + _ROW // 2 + 5
    end = _LABEL + length + 6
    return (
        f'<text x="{_LABEL - 8}" y="{middle}" text-anchor="end">'
        f"{escape(_short(bar.label))}</text>"
        f'<rect x="{_LABEL}" y="{y + (_ROW - _BAR) // 2}" width="{length:.1f}" '
        f'height="{_BAR}" fill="{_BLUE}"/>'
        f'<text x="{end:.1f}" y="{middle}">{escape(bar.shown)}</text>'
    )


def _short(label: str) -> str:
    return label if len(label) <= _LETTERS else f"{label[: _LETTERS - 1].rstrip()}…"
