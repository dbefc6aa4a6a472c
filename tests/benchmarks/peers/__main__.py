"""Measure an approval by other engines: `python -m benchmarks.peers [--short] …`."""

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from benchmarks import report

HERE: Final = Path(__file__).parent
ROOT: Final = HERE.parents[2]
# Each engine has an environment of its own below this folder, which git ignores.
PLACES: Final = ROOT / ".venv-peers"
SAFETIES: Final = ("NORMAL", "FULL")
# Approvals of a turn, and turns of each engine; the quickest turn counts.
TIMES, TURNS = 100, 3
FEW_TIMES, FEW_TURNS = 3, 1


@dataclass(frozen=True, kw_only=True)
class Engine:
    """Another engine: its script, what is installed for it, and what it keeps.

    `needs` is empty for the one that is here.
    """

    name: str
    script: str
    needs: str = ""
    log: str
    reminders: str
    locks: str

    @property
    def title(self) -> str:
        """Return its name, with the version that is measured."""
        return f"{self.name} {self._version}".strip()

    @property
    def _version(self) -> str:
        first = self.needs and _lines(HERE / self.needs)[0]
        return first.partition("==")[2]


ENGINES: Final = (
    Engine(
        name="Vorlauf",
        script="ours.py",
        log="append-only and chained by hashes, with names, version and comment",
        reminders="every mail and reminder is a row in the same transaction",
        locks="one writer at a time, and the second of two who decide is refused",
    ),
    Engine(
        name="Viewflow",
        script="viewflow_approval.py",
        needs="viewflow.txt",
        log="a row for each task with its owner and times, which can be changed",
        reminders="none",
        locks="none unless a flow asks for them; measured without",
    ),
    Engine(
        name="Wagtail",
        script="wagtail_approval.py",
        needs="wagtail.txt",
        log="log entries and revisions of the page, which can be deleted",
        reminders="none; mails at each step, which the measurement drops",
        locks="who may edit is locked, two decisions at once are not",
    ),
    Engine(
        name="SpiffWorkflow",
        script="spiffworkflow_approval.py",
        needs="spiffworkflow.txt",
        log="none; the state as JSON, kept by our script",
        reminders="none; timers, if somebody asks for them",
        locks="none; our script begins with BEGIN IMMEDIATE",
    ),
)


@dataclass(frozen=True, kw_only=True)
class Measured:
    """How long an approval takes in ms for each safety, and how often it commits."""

    engine: Engine
    ms: Sequence[float]
    commits: int


class PeerError(Exception):
    """An engine could not be installed, or not be measured."""


def main(words: list[str]) -> int:
    """Measure every engine and print the table; `--write` writes it into the page.

    1 if one of them could not be installed or measured, which is said in a sentence
    and costs no other.
    """
    wishes = _parser().parse_args(words)
    measured: list[Measured] = []
    failures: list[str] = []
    for engine in ENGINES:
        try:
            measured.append(_measured(engine, short=wishes.short))
        except PeerError as error:
            failures.append(f"{engine.name} was not measured: {error}")
    found = section(measured, failures)
    print(found)
    if wishes.write and not wishes.short:
        report.write(wishes.write, report.PEERS, f"{report.this_run().line}\n\n{found}")
    return int(bool(failures))


def section(measured: Sequence[Measured], failures: Sequence[str] = ()) -> str:
    """Return what the page says of the engines: how, how quick, and what each keeps."""
    quick = report.table(
        ("engine", *(f"ms, {safety}" for safety in SAFETIES), "durable commits"),
        [
            (m.engine.title, *map("{:.2f}".format, m.ms), str(m.commits))
            for m in measured
        ],
    )
    kept = report.table(
        ("engine", "log of what happened", "mails and reminders", "locks"),
        [(e.title, e.log, e.reminders, e.locks) for e in (m.engine for m in measured)],
    )
    return "\n\n".join([_HOW, quick, kept, *failures])


_HOW: Final = f"""\
One approval: a start, and two decisions by two people. Every engine runs in a process
of its own, on SQLite in WAL with `synchronous` as the column says; a turn is {TIMES}
approvals of which the median counts, and of {TURNS} turns the quickest. The durable
commits are those that SQLite has written into its log for one approval. Wagtail adds a
page and publishes it, for its approvals are those of pages; SpiffWorkflow keeps nothing
by itself."""


def _measured(engine: Engine, *, short: bool) -> Measured:
    python = _installed(engine)
    times, turns = (FEW_TIMES, FEW_TURNS) if short else (TIMES, TURNS)
    best, commits = [], 0
    for safety in SAFETIES:
        told = [_turn(engine, python, safety, times) for _ in range(turns)]
        best.append(min(one["ms"] for one in told))
        commits = int(told[0]["commits"])
    return Measured(engine=engine, ms=best, commits=commits)


def _turn(engine: Engine, python: Path, safety: str, times: int) -> dict[str, float]:
    with TemporaryDirectory(prefix="vorlauf-peers-") as folder:
        file = Path(folder) / "approvals.db"
        words = [python, HERE / engine.script, file, safety, str(times)]
        path = {
            "PYTHONPATH": "" if engine.needs else f"{ROOT}{os.pathsep}{ROOT / 'tests'}"
        }
        said = _run(words, env={**os.environ, **path})
    told: dict[str, float] = json.loads(said)
    return told


def _installed(engine: Engine) -> Path:
    """Return the Python of an engine; what it needs is installed once."""
    if not engine.needs:
        return Path(sys.executable)
    wanted, place = HERE / engine.needs, PLACES / engine.name.casefold()
    python, stamp = place / "bin" / "python", place / "installed.txt"
    if not (stamp.exists() and stamp.read_bytes() == wanted.read_bytes()):
        _run([sys.executable, "-m", "venv", "--clear", place])
        _run([python, "-m", "pip", "--quiet", "install", "--requirement", wanted])
        stamp.write_bytes(wanted.read_bytes())
    return python


def _run(words: Sequence[str | Path], env: dict[str, str] | None = None) -> str:
    done = subprocess.run(words, check=False, capture_output=True, text=True, env=env)
    if done.returncode:
        lines = done.stderr.strip().splitlines() or ["it said nothing"]
        raise PeerError(lines[-1])
    return done.stdout


def _lines(file: Path) -> list[str]:
    lines = file.read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.peers", description="Measure other engines."
    )
    parser.add_argument("--short", action="store_true", help="try less; write nothing")
    parser.add_argument("--write", type=Path, help="write the section of this page")
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
