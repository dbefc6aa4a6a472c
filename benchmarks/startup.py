"""Start-up: how long the command line and the demo let one wait."""

import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.figures import Figure, duration, median_ms

VORLAUF = Path(sys.executable).with_name("vorlauf")


def measure() -> list[Figure]:
    """Return the time to the first line of help, and to the demo's first mail."""
    return [
        Figure(
            "vorlauf --help",
            median_ms(lambda: _run("--help"), 7) / 1e3,
            0.5,
            "s",
            f"python alone: {median_ms(_python, 7) / 1e3:.2f} s",
        ),
        Figure(
            "vorlauf demo --once, to its end",
            duration(lambda: _run("demo", "--once")),
            30,
            "s",
            "first mails sent and shown",
        ),
    ]


def _run(*arguments: str) -> None:
    with TemporaryDirectory(prefix="vorlauf-bench-") as folder:
        subprocess.run(
            [VORLAUF, *arguments],
            check=True,
            capture_output=True,
            cwd=folder,
            env={**os.environ, "VORLAUF_HOME": folder},
        )


def _python() -> None:
    subprocess.run([sys.executable, "-c", "pass"], check=True)
