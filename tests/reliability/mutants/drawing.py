"""Drawing: which of all possible mutants are tried, the same ones for the same seed."""

import ast
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatch
from random import Random
from typing import Final

# What is mutated, in areas of which each gets as many mutants as any other.
AREAS: Final[Mapping[str, str]] = {
    "states": "states/*.py",
    "decisions": "vorlauf/workflow/decisions.py",
    "steps": "vorlauf/workflow/steps.py",
    "links": "vorlauf/links/*.py",
    "outbox": "vorlauf/mail/queue/outbox.py",
    "delivery": "vorlauf/mail/delivery.py",
}
PER_AREA: Final = 10
SEED: Final = 20231121


@dataclass(frozen=True, kw_only=True, order=True)
class Mutant:
    """One change of one file: which operator does it, and where (lines from 1)."""

    file: str
    line: int
    column: int
    operator: str
    occurrence: int

    @property
    def name(self) -> str:
        """Return where it is and what it does, in one line."""
        return f"{self.file}:{self.line} {self.operator.removeprefix('core/')}"


def draw(
    possible: Iterable[Mutant],
    sources: Mapping[str, str],
    *,
    seed: int = SEED,
    per_area: int = PER_AREA,
) -> list[Mutant]:
    """Return as many mutants of each area, of each place in the code one at most.

    First the place is drawn and then what is done to it, so that an operator with many
    forms is not drawn more often. Annotations are left out: they compute nothing.
    Raises ValueError for an area that has not as many places.
    """
    places = _by_place(possible, sources)
    drawn = []
    for area, pattern in AREAS.items():
        random = Random(f"{seed} {area}")
        mine = sorted(place for place in places if fnmatch(place[0], pattern))
        if len(mine) < per_area:
            raise ValueError(f"{area} has {len(mine)} places for mutants only.")
        chosen = sorted(random.sample(mine, per_area))
        drawn += [random.choice(sorted(places[place])) for place in chosen]
    return drawn


def few(drawn: Sequence[Mutant], number: int) -> list[Mutant]:
    """Return so many of them, of different areas as far as possible."""
    step = max(1, len(drawn) // number)
    return list(drawn[::step][:number])


def _by_place(
    possible: Iterable[Mutant], sources: Mapping[str, str]
) -> dict[tuple[str, int, int], list[Mutant]]:
    spared = {file: set(_annotated(source)) for file, source in sources.items()}
    places = defaultdict(list)
    for one in possible:
        if (one.line, one.column) not in spared[one.file]:
            places[one.file, one.line, one.column].append(one)
    return places


def _annotated(source: str) -> Iterator[tuple[int, int]]:
    """Yield every place, line and column, that lies in an annotation."""
    lines = source.splitlines()
    for node in ast.walk(ast.parse(source)):
        for part in (getattr(node, "annotation", None), getattr(node, "returns", None)):
            if isinstance(part, ast.expr):
                yield from _within(part, lines)


def _within(part: ast.expr, lines: Sequence[str]) -> Iterator[tuple[int, int]]:
    last = part.end_lineno or part.lineno
    for line in range(part.lineno, last + 1):
        begin = part.col_offset if line == part.lineno else 0
        end = (part.end_col_offset or 0) if line == last else len(lines[line - 1])
        yield from ((line, column) for column in range(begin, end))
