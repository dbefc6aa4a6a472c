"""Try whether the tests find mutants: `python -m reliability.mutants [--few N] …`."""

import argparse
import json
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from queue import SimpleQueue
from tempfile import TemporaryDirectory
from typing import Final

from reliability.mutants import trees
from reliability.mutants.covering import Cover, cover
from reliability.mutants.drawing import AREAS, SEED, Mutant, draw, few
from reliability.mutants.trials import LEAST_SECONDS, PATIENCE, Result, attempt

ROOT: Final = Path(__file__).parents[3]
LIBRARY: Final = Path(__file__).with_name("library.py")
PYTHON: Final = ROOT / ".venv-mutants" / "bin" / "python"
KEPT: Final = ROOT / "var" / "mutants"
# So many mutants are tried at a time, each in a copy of its own.
AT_ONCE: Final = 2


def main(words: list[str]) -> int:
    """Try the drawn mutants, print each end, the share killed, and every survivor.

    0 however many survive, for that is a figure; 2 if the library is not installed.
    """
    wishes = _parser().parse_args(words)
    # Whoever ends it early leaves no copy behind.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    if not PYTHON.exists():
        print("The library of mutants is not installed; start with `make mutants`.")
        return 2
    with _copies(wishes.tree, wishes.tests_from) as copies:
        first = copies[0]
        selected = wishes.select or trees.selection(first)
        drawn = _drawn(first, wishes.seed)
        mutants = few(drawn, wishes.few) if wishes.few else drawn
        mutants = [one for one in mutants if not wishes.only or one.name in wishes.only]
        kept = (
            KEPT / sha256(f"{trees.digest(first)} {selected}".encode()).hexdigest()[:16]
        )
        found = cover(first, kept, _files(first), selected)
        _say(list(_tried(copies, mutants, found)))
    return 0


@contextmanager
def _copies(tree: Path, tests_from: str | None) -> Iterator[list[Path]]:
    with TemporaryDirectory(prefix="vorlauf-mutants-") as folder:
        copies = [Path(folder) / str(number) for number in range(AT_ONCE)]
        for copy in copies:
            trees.copy(tree, copy, tests_from=tests_from)
        yield copies


def _files(tree: Path) -> list[str]:
    found = (file for pattern in AREAS.values() for file in tree.glob(pattern))
    return sorted(str(file.relative_to(tree)) for file in found)


def _drawn(tree: Path, seed: int) -> list[Mutant]:
    files = _files(tree)
    possible = [Mutant(**one) for one in json.loads(_ask(tree, "list", *files))]
    sources = {file: (tree / file).read_text(encoding="utf-8") for file in files}
    return draw(possible, sources, seed=seed)


def _tried(
    copies: Sequence[Path], mutants: Sequence[Mutant], found: Cover
) -> Iterator[Result]:
    """Try them, as many at a time as there are copies; print each as it ends."""
    free: SimpleQueue[Path] = SimpleQueue()
    for copy in copies:
        free.put(copy)

    def one(mutant: Mutant) -> Result:
        copy = free.get()
        words = (mutant.file, mutant.operator, str(mutant.occurrence))
        try:
            return attempt(copy, mutant, _ask(copy, "make", *words), found)
        finally:
            free.put(copy)

    with ThreadPoolExecutor(len(copies)) as pool:
        for result in pool.map(one, mutants):
            print(result.line, flush=True)
            yield result


def _ask(tree: Path, *words: str) -> str:
    done = subprocess.run(
        [PYTHON, LIBRARY, *words], cwd=tree, check=True, capture_output=True, text=True
    )
    return done.stdout


def _say(results: Sequence[Result]) -> None:
    killed = sum(result.is_killed for result in results)
    for result in results:
        if not result.is_killed:
            print(f"\n{result.line}\n{result.diff}")
    print(
        f"\n{killed} of {len(results)} mutants were killed "
        f"({killed / len(results):.0%}). Tests that take {PATIENCE} times as long as "
        f"without a mutant, and {LEAST_SECONDS} seconds, have found it, too."
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m reliability.mutants",
        description="Change the product in sixty places and see whether tests notice.",
    )
    parser.add_argument("--few", type=int, metavar="N", help="so many of them only")
    parser.add_argument(
        "--only", nargs="+", metavar="NAME", help="these, named as a run prints them"
    )
    parser.add_argument("--seed", type=int, default=SEED, help="draw others")
    parser.add_argument("--select", metavar="EXPR", help="tests, as for pytest -m")
    parser.add_argument(
        "--tree", type=Path, default=ROOT, help="another checkout to mutate"
    )
    parser.add_argument(
        "--tests-from", metavar="REV", help="the tests of another commit"
    )
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
