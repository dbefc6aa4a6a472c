"""Machines for the tests: what the operators' page tells them to run, and where."""

import os
import re
import signal
import subprocess
import sys
from contextlib import contextmanager, suppress
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "operations.md"
BASH = "/bin/bash"
# What runs until it is ended; the last line of its block.
SERVICES = ("prefect server start", "prefect worker start", "python -m dashboard")
# Our own settings and Prefect's are those of the page, and of nothing else.
KEPT = ("HOME", "LANG", "LC_ALL", "TZ")


def blocks(section):
    """The commands of a section of the page, by the bold words before each block."""
    page = PAGE.read_text(encoding="utf-8")
    (text,) = re.findall(rf"^## {section}\n(.*?)^## ", page, re.MULTILINE | re.DOTALL)
    found, title = {}, ""
    for part in re.split(r"^```\n", text, flags=re.MULTILINE):
        if title:
            found[title] = part
        titles = re.findall(r"^\*\*([^*]+)\*\*", part, re.MULTILINE)
        title = titles[-1] if titles else ""
    return found


class Machine:
    """One machine: a folder, the settings of the page, and what stands in their place.

    `instead` has what is written for each value of the page, and `more` is what only a
    test sets.
    """

    def __init__(self, folder, commands, instead, more=""):
        self.folder, self.commands, self.more = folder, commands, more
        self.instead = {**instead, "/srv/vorlauf": str(folder)}
        folder.mkdir(exist_ok=True)

    def script(self, title):
        """The settings of the page, then the commands under this title."""
        text = self.commands["The settings"] + self.more + self.commands[title]
        for page, ours in self.instead.items():
            text = text.replace(page, ours)
        return f"set -eu\n{text}"

    def run(self, title):
        """Run the commands to their end; return what they say and their exit code."""
        done = subprocess.run(
            [BASH, "-c", self.script(title)],
            cwd=ROOT,
            env=environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=240,
            check=False,
        )
        return done.returncode, done.stdout

    @contextmanager
    def serving(self, title):
        """Run a service; it and its children have ended afterwards."""
        *before, last = self.script(title).splitlines()
        assert last.startswith(SERVICES), last
        script = "\n".join([*before, f"exec {last}"])
        with (self.folder / f"{title.split()[-1].lower()}.log").open("wb") as log:
            process = subprocess.Popen(
                [BASH, "-c", script],
                cwd=ROOT,
                env=environment(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        try:
            yield process
        finally:
            end(process)


def environment():
    """The environment of a shell of an operator, on the machine that runs the tests."""
    kept = {name: os.environ[name] for name in KEPT if name in os.environ}
    tools = Path(sys.executable).parent
    path = f"{tools}:{os.environ['PATH']}"
    return {**kept, "PATH": path, "NO_PROXY": "127.0.0.1", "no_proxy": "127.0.0.1"}


def end(process):
    """Ask a service to end, then end what is left of its group."""
    process.terminate()
    with suppress(subprocess.TimeoutExpired):
        process.wait(15)
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
