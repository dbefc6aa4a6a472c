"""Secrets in logs: no secret and no word of a post comes into any log or error."""

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from reliability.figures import Figure
from reliability.secret_sources import CANARIES

TITLE: Final = "secrets and posts in logs, outputs and errors"
CHECKOUT: Final = Path(__file__).parents[2]
# Who has to have said something, or nobody has been listened to.
TALKATIVE: Final = ("apprise|DEBUG", "sqlalchemy.engine.Engine|", "Failure(", "Error(")


def run(*, short: bool) -> Figure:  # noqa: ARG001  (it is short as it is)
    """Listen to a process that fails in every way; count secrets in what it says."""
    with TemporaryDirectory(prefix="vorlauf-canary-") as folder:
        environment = {
            **os.environ,
            "PYTHONPATH": f"{CHECKOUT}{os.pathsep}{CHECKOUT / 'tests'}",
            "VORLAUF_HOME": folder,
        }
        process = subprocess.run(
            [sys.executable, "-m", "reliability.secret_sources"],
            cwd=folder,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
        )
    said = process.stdout.decode(errors="replace")
    return figure(said.splitlines(), ended_well=process.returncode == 0)


def figure(lines: Sequence[str], *, ended_well: bool = True) -> Figure:
    """Return the figure of what was said; it is not kept if too little was."""
    wrong = betraying(lines)
    silent = [name for name in TALKATIVE if not any(name in line for line in lines)]
    notes = [f"{len(CANARIES)} secrets in {len(lines):,} lines"]
    notes += [f"for example {line.split('|')[0][:60]}" for line in wrong[:1]]
    notes += [f"nothing heard of {name}" for name in silent]
    if not ended_well:
        notes.append(f"it broke off: {lines[-1][:120] if lines else 'no word'}")
    return Figure(
        number=9,
        title=TITLE,
        tried=len(lines),
        failed=len(wrong),
        kept=not wrong and not silent and ended_well,
        details="; ".join(notes),
    )


def betraying(lines: Sequence[str]) -> list[str]:
    """Return the lines in which a secret stands, in either spelling."""
    return [line for line in lines if any(secret in line for secret in CANARIES)]
