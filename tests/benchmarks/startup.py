"""Start-up: how long the command line and the demo let one wait."""

import os
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.figures import Figure, median_ms

VORLAUF = Path(sys.executable).with_name("vorlauf")
TIMES = 7
HELP = "The command is started seven times as a process; the median counts."
DEMO = "The demonstration is started once in an empty folder, until it has sent a mail."


def measure(*, short: bool = False) -> list[Figure]:
    """Return the time to the first line of help, and to the demo's first mail."""
    times = 1 if short else TIMES
    return [
        Figure(
            "vorlauf --help",
            median_ms(_help, times) / 1e3,
            0.5,
            "s",
            f"python alone: {median_ms(_python, times) / 1e3:.2f} s",
            HELP,
        ),
        Figure(
            "vorlauf demo --once, to its first mail",
            _seconds_to_first_mail(),
            30,
            "s",
            "installed, with a Prefect of its own",
            DEMO,
        ),
    ]


def _seconds_to_first_mail() -> float:
    with TemporaryDirectory(prefix="vorlauf-bench-") as folder:
        began = time.perf_counter()
        demo = subprocess.Popen(
            [VORLAUF, "demo", "--once"],
            cwd=folder,
            env={**os.environ, "VORLAUF_HOME": folder},
            stdout=subprocess.DEVNULL,
        )
        mails = Path(folder) / "var" / "demo" / "mails"
        while not list(mails.glob("*.eml")) and demo.poll() is None:
            time.sleep(0.05)
        took = time.perf_counter() - began
        assert demo.wait() == 0, "the demonstration has failed; see above"
        return took


def _help() -> None:
    subprocess.run([VORLAUF, "--help"], check=True, stdout=subprocess.DEVNULL)


def _python() -> None:
    subprocess.run([sys.executable, "-c", "pass"], check=True)
