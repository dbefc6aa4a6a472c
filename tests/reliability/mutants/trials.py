"""Trials: one mutant in a copy of the tree, and what the tests say to it."""

import difflib
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

from reliability.mutants.covering import Cover, environment
from reliability.mutants.drawing import Mutant

# A mutant that never ends is stopped after so many times as long as its tests take.
PATIENCE, LEAST_SECONDS = 5, 120
_PASSED, _FAILED, _INTERRUPTED, _BROKEN, _USAGE = range(5)


class End(StrEnum):
    """What became of a mutant."""

    KILLED = "killed"
    NOT_LOADED = "killed as it cannot be loaded"
    BROKE = "killed as it breaks the run"
    TIMED_OUT = "killed by the time limit"
    SURVIVED = "SURVIVED"
    NOT_RUN = "SURVIVED, for no test runs it"


_ENDS: Final = {
    _PASSED: End.SURVIVED,
    _FAILED: End.KILLED,
    _INTERRUPTED: End.NOT_LOADED,
    _BROKEN: End.BROKE,
    _USAGE: End.NOT_LOADED,
}


@dataclass(frozen=True, kw_only=True)
class Result:
    """A mutant, its end, how many tests run its line, and the change as a diff."""

    mutant: Mutant
    end: End
    tests: int
    diff: str

    @property
    def is_killed(self) -> bool:
        """Say whether a test, or the time limit, has found it."""
        return self.end not in {End.SURVIVED, End.NOT_RUN}

    @property
    def line(self) -> str:
        """Return the result in one line."""
        return f"{self.mutant.name}: {self.end} ({self.tests} tests)"


def attempt(tree: Path, mutant: Mutant, mutated: str, cover: Cover) -> Result:
    """Put a mutant into a copy of the tree, run its tests, and take it out again."""
    file = tree / mutant.file
    source = file.read_text(encoding="utf-8")
    tests = cover.tests_of(mutant.file, mutant.line, source)
    limit = max(LEAST_SECONDS, PATIENCE * sum(cover.seconds[test] for test in tests))
    file.write_text(mutated, encoding="utf-8")
    try:
        end = _run(tree, tests, limit) if tests else End.NOT_RUN
    finally:
        file.write_text(source, encoding="utf-8")
    return Result(
        mutant=mutant,
        end=end,
        tests=len(tests),
        diff="\n".join(_diff(mutant.file, source, mutated)),
    )


def _run(tree: Path, tests: Sequence[str], limit: float) -> End:
    names = tree / ".mutants"
    names.write_text("\n".join(tests), encoding="utf-8")
    running = subprocess.Popen(
        [
            *(sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider"),
            f"@{names}",
        ],
        cwd=tree,
        env=environment(tree),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        return _ENDS[running.wait(limit)]
    except subprocess.TimeoutExpired:
        # What the tests have started goes with them.
        os.killpg(running.pid, signal.SIGKILL)
        running.wait()
        return End.TIMED_OUT


def _diff(name: str, before: str, after: str) -> Sequence[str]:
    return list(
        difflib.unified_diff(
            before.splitlines(), after.splitlines(), name, name, lineterm="", n=1
        )
    )
