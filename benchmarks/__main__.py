"""Run the benchmarks: `python -m benchmarks [NAME …] [--posts NUMBER]`."""

import argparse
import sys
from functools import partial

from benchmarks import moves, pages, startup, sweep, year
from benchmarks.figures import show

ALL = {
    "moves": moves.measure,
    "sweep": sweep.measure,
    "year": year.measure,
    "startup": startup.measure,
    "pages": pages.measure,
}


def main(arguments: list[str]) -> int:
    """Measure what is named, or everything; 2 for a name that is none."""
    given = _parser().parse_args(arguments)
    names = given.names
    unknown = [name for name in names if name not in ALL]
    if unknown:
        print(f"There is no benchmark {unknown[0]!r}; there are {', '.join(ALL)}.")
        return 2
    measures = {**ALL, "pages": partial(pages.measure, given.posts)}
    show([figure for name in names or ALL for figure in measures[name]()])
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks")
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(ALL))
    parser.add_argument(
        "--posts",
        type=int,
        default=pages.POSTS,
        help="in the store that the pages are measured on (default: %(default)s)",
    )
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
