"""Run the benchmarks: `python -m benchmarks [NAME …] [--short] [--write FILE] …`."""

import argparse
import math
import sys
import traceback
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Final

from benchmarks import (
    dossiers,
    evaluations,
    exports,
    imports,
    moves,
    pages,
    plans,
    replanning,
    report,
    spreadsheets,
    startup,
    sweep,
    year,
)
from benchmarks.figures import Figure, show
from reliability.stores import POSTGRESQL

ALL: Final[dict[str, Callable[..., list[Figure]]]] = {
    "moves": moves.measure,
    "moves-postgresql": partial(moves.measure, on=POSTGRESQL),
    "sweep": sweep.measure,
    "replanning": replanning.measure,
    "year": year.measure,
    "spreadsheets": spreadsheets.measure,
    "imports": imports.measure,
    "exports": exports.measure,
    "evaluations": evaluations.measure,
    "startup": startup.measure,
    "pages": pages.measure,
    "plans": plans.measure,
    "dossiers": dossiers.measure,
}
CHECKOUT: Final = Path(__file__).parents[2]


def main(arguments: list[str]) -> int:
    """Measure what is named, or everything, and print it; `--write` writes it, too.

    0 if all of it was measured, whether it keeps its limit or not, for machines are
    busy; 1 if something could not be; 2 for a name that is none, or a part to write.
    """
    given = _parser().parse_args(arguments)
    if given.write and (given.names or given.short or given.posts):
        print("Only a whole run is written; leave out --write, or all the rest.")
        return 2
    unknown = [name for name in given.names if name not in ALL]
    if unknown:
        print(f"There is no benchmark {unknown[0]!r}; there are {', '.join(ALL)}.")
        return 2
    measures = {**ALL, "pages": partial(ALL["pages"], posts=given.posts)}
    figures: list[Figure] = []
    failures: list[str] = []
    for name in given.names or ALL:
        try:
            figures += _measured(partial(measures[name], short=given.short))
        except Exception as error:  # noqa: BLE001, one that breaks costs no other
            failures.append(f"{name} was not measured: {_sentence(error)}")
    if figures:
        show(figures)
    print("\n".join(failures), end="\n" if failures else "")
    if given.write:
        section = report.ours(report.this_run(), figures, failures)
        report.write(given.write, report.OURS, section)
    return int(bool(failures))


def _measured(measure: Callable[[], list[Figure]]) -> list[Figure]:
    figures = measure()
    assert figures, "it has no figure"
    empty = [one.what for one in figures if not 0 < one.measured < math.inf]
    assert not empty, f"nothing was measured of {', '.join(empty)}"
    return figures


def _sentence(error: Exception) -> str:
    """Say what went wrong, and where in this checkout."""
    frames = traceback.extract_tb(error.__traceback__)
    last = [frame for frame in frames if _is_ours(Path(frame.filename))][-1]
    words = " ".join(str(error).split()) or "no reason was given"
    file = Path(last.filename).relative_to(CHECKOUT)
    return f"{type(error).__name__}, {words} ({file}, line {last.lineno})"


def _is_ours(file: Path) -> bool:
    return file.is_relative_to(CHECKOUT) and "site-packages" not in file.parts


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks", description="Measure what Vorlauf promises."
    )
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(ALL))
    parser.add_argument("--short", action="store_true", help="try less of everything")
    parser.add_argument(
        "--posts",
        type=int,
        help=f"in the store that the pages are measured on (default: {pages.POSTS})",
    )
    parser.add_argument("--write", type=Path, help="write the whole run to this page")
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
