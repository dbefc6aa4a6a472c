"""The report: docs/benchmarks.md, each section of which is written by another run."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path
from typing import Final

from benchmarks.figures import Figure
from reliability import machine

PAGE: Final = "docs/benchmarks.md"
OURS, PEERS = "What is promised", "Beside other engines"
_TOP: Final = """\
# Benchmarks

How quick Vorlauf is. `make bench` measures every figure of the first section and writes
it beside its limit, whether it keeps it or not; `make bench-peers` does the same
approval with other engines and writes the second section. The tests run each benchmark
in a small size, which shows that it still measures, and look at no clock."""
_ORDER: Final = (OURS, PEERS)


@dataclass(frozen=True, kw_only=True)
class Run:
    """When, of which commit and on what something was measured."""

    at: datetime
    commit: str
    machine: str

    @property
    def line(self) -> str:
        """Return all of it in one sentence."""
        return f"{self.at:%Y-%m-%d}, commit {self.commit}, on {self.machine}."


def this_run() -> Run:
    """Return the run of this moment; the page itself may be about to change."""
    return Run(
        at=datetime.now(UTC),
        commit=machine.commit(but_for=[PAGE]),
        machine=machine.described(),
    )


def ours(run: Run, figures: Sequence[Figure], failures: Sequence[str] = ()) -> str:
    """Return the section of our own figures: what is measured, how, and what came out.

    Figures that are measured in the same way stand in one table.
    """
    tables = (
        f"{how}\n\n{table(_HEADINGS, map(_row, together))}"
        for how, together in groupby(figures, key=lambda figure: figure.how)
    )
    kept = sum(figure.ok for figure in figures)
    count = f"{kept} of {len(figures)} figures are kept."
    return "\n\n".join([run.line, count, *tables, *failures])


def with_section(page: str, heading: str, section: str) -> str:
    """Return the page with this section anew; every other one stays as it is."""
    _, *parts = page.split("\n## ")
    sections = dict(_named(part) for part in parts) | {heading: section}
    there = [f"## {name}\n\n{sections[name]}" for name in _ORDER if name in sections]
    return "\n\n".join([_TOP, *there]) + "\n"


def write(file: Path, heading: str, section: str) -> None:
    """Write this section of the page, and keep the others."""
    page = file.read_text(encoding="utf-8") if file.exists() else ""
    file.write_text(with_section(page, heading, section), encoding="utf-8")


def table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table in Markdown."""
    lines = [headings, ["---"] * len(headings), *rows]
    return "\n".join(f"| {' | '.join(map(_cell, line))} |" for line in lines)


_HEADINGS: Final = ("figure", "measured", "limit", "", "beside")


def _row(figure: Figure) -> Sequence[str]:
    measured, limit = f"{figure.measured:.3g}", f"{figure.limit:g}"
    return (
        figure.what,
        f"{measured} {figure.unit}",
        f"{limit} {figure.unit}",
        figure.verdict,
        figure.beside,
    )


def _cell(words: str) -> str:
    return " ".join(words.replace("|", "/").split())


def _named(part: str) -> tuple[str, str]:
    heading, _, section = part.partition("\n")
    return heading, section.strip()
