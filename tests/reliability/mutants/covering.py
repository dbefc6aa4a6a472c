"""Covering: which tests run a line, from one run of the tests with their contexts."""

import ast
import os
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from xml.etree import ElementTree as ET

from coverage import CoverageData

_DATA, _TESTS = "coverage", "tests.xml"
_HOW: Final = "[run]\nrelative_files = true\ninclude =\n    {files}\n"


@dataclass(frozen=True)
class Cover:
    """Who runs what, and how long each test that has passed takes in seconds."""

    data: CoverageData
    seconds: Mapping[str, float]

    def tests_of(self, file: str, line: int, source: str) -> list[str]:
        """Return the tests that run the statement on a line, the quickest first.

        What is run when the file is imported belongs to every test of the file.
        """
        lines = self.data.contexts_by_lineno(file)
        found = self._tests(lines.get(one, ()) for one in _statement(source, line))
        return sorted(
            found or self._tests(lines.values()),
            key=lambda test: (self.seconds[test], test),
        )

    def _tests(self, contexts: Iterable[Iterable[str]]) -> set[str]:
        names = {one.rpartition("|")[0] for some in contexts for one in some}
        return names & self.seconds.keys()


def cover(tree: Path, kept: Path, files: Sequence[str], selected: str) -> Cover:
    """Run the selected tests of a tree once; what was found is kept, and reused."""
    if not (kept / _TESTS).exists():
        kept.mkdir(parents=True, exist_ok=True)
        (kept / "coveragerc").write_text(_HOW.format(files="\n    ".join(files)))
        _run(tree, kept, selected)
    data = CoverageData(str(kept / _DATA))
    data.read()
    return Cover(data, dict(_passed(kept / _TESTS)))


def environment(tree: Path) -> dict[str, str]:
    """Return what lets a process, and those it starts, import this tree.

    No compiled file is kept: two mutants of one second may be as long as each other.
    """
    return {
        **os.environ,
        "PYTHONPATH": str(tree),
        "PYTHONDONTWRITEBYTECODE": "1",
    }


def _run(tree: Path, kept: Path, selected: str) -> None:
    subprocess.run(
        [
            *(sys.executable, "-m", "pytest", "-q", "-n", "2", "--dist", "worksteal"),
            *("-m", selected, "-p", "no:cacheprovider"),
            *("--continue-on-collection-errors", "--cov", "--cov-context=test"),
            *(f"--cov-config={kept / 'coveragerc'}", "--cov-report="),
            *(f"--junitxml={kept / _TESTS}", "-o", "junit_family=xunit1"),
        ],
        cwd=tree,
        env=environment(tree) | {"COVERAGE_FILE": str(kept / _DATA)},
        check=False,
    )


def _passed(file: Path) -> Iterator[tuple[str, float]]:
    """Yield the tests that have passed, and how long each took."""
    for case in ET.parse(file).iter("testcase"):  # noqa: S314, we wrote it ourselves
        if not list(case) and "file" in case.attrib:
            yield (
                f"{case.attrib['file']}::{case.attrib['name']}",
                float(case.attrib["time"]),
            )


def _statement(source: str, line: int) -> range:
    """Return the lines of the innermost statement on a line, without its body."""
    found = range(line, line + 1)
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.stmt):
            lines = range(node.lineno, _end(node) + 1)
            # Walked from the outside to the inside, so the last one is the innermost.
            found = lines if line in lines else found
    return found


def _end(node: ast.stmt) -> int:
    body = getattr(node, "body", None)
    last = body[0].lineno - 1 if body else node.end_lineno
    return max(node.lineno, last or node.lineno)
