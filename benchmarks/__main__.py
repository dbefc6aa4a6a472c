"""Run the benchmarks and print their table: `python -m benchmarks [NAME …]`."""

import sys

from benchmarks import moves, startup, sweep, year
from benchmarks.figures import show

ALL = {
    "moves": moves.measure,
    "sweep": sweep.measure,
    "year": year.measure,
    "startup": startup.measure,
}


def main(names: list[str]) -> int:
    """Measure what is named, or everything; 2 for a name that is none."""
    unknown = [name for name in names if name not in ALL]
    if unknown:
        print(f"There is no benchmark {unknown[0]!r}; there are {', '.join(ALL)}.")
        return 2
    show([figure for name in names or ALL for figure in ALL[name]()])
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
