"""A demonstration that runs as a person would start it, its mails, and its people."""

import os
import pty
import re
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import httpx
import pytest
from moody import free_port

from vorlauf.directory import loader

LINK = re.compile(r"http://127\.0\.0\.1:\d+/answer/[A-Za-z0-9_-]{64}")
NUMBER = re.compile(r"\b\d{4}-\d{3}\b")
# Mails of a move wait half a minute; then the timetable has to come by.
PATIENCE = 150.0  # seconds


@contextmanager
def running_demo(folder):
    """Type `vorlauf demo` in a terminal of its own, and q at the end."""
    port = free_port()
    environ = {k: v for k, v in os.environ.items() if not k.startswith("VORLAUF_")}
    terminal, inside = pty.openpty()
    demo = subprocess.Popen(
        [sys.executable, "-m", "vorlauf.cli.app", "demo"],
        cwd=folder,
        env={**environ, "VORLAUF_DASHBOARD_PORT": str(port), "TERM": "dumb"},
        stdin=inside,
        stdout=inside,
        stderr=inside,
    )
    os.close(inside)
    reader = threading.Thread(target=_drain, args=(terminal,), daemon=True)
    reader.start()
    try:
        root = f"http://127.0.0.1:{port}"
        _wait_for(root, demo)
        yield Demo(root, Path(folder) / "var" / "demo")
    finally:
        if demo.poll() is None:
            os.write(terminal, b"q")
        try:
            demo.wait(60)
        finally:
            demo.kill()
            reader.join(5)
            os.close(terminal)


def _drain(terminal):
    """Read what the screen shows, so that nobody waits for it."""
    try:
        while os.read(terminal, 65536):
            pass
    except OSError:
        pass


def _wait_for(root, demo):
    ends = time.monotonic() + PATIENCE
    with httpx.Client(trust_env=False, timeout=60) as client:
        while demo.poll() is None and time.monotonic() < ends:
            try:
                client.get(f"{root}/health")
            except httpx.TransportError:
                time.sleep(0.3)
            else:
                return
    pytest.fail("the demonstration did not begin")


class Demo:
    """The running demonstration: where it is, and what has come by mail."""

    def __init__(self, root, folder):
        self.root, self.folder = root, folder
        self._read = set()

    def environment(self):
        """Return what another terminal would read to take part."""
        lines = (self.folder / "environment").read_text(encoding="utf-8").splitlines()
        pairs = (line.removeprefix("export ").partition("=") for line in lines)
        said = {name: value.strip("'") for name, _, value in pairs}
        return {"PATH": os.environ["PATH"], **said}

    def slot(self):
        """Return a day that leaves time for everything: a working day in a quarter."""
        there = loader.load(self.folder / "stakeholders.toml")
        offset = int(self.environment().get("VORLAUF_CLOCK_OFFSET", "0"))
        office = there.agency.office
        today = office.day_of(datetime.now(UTC) + timedelta(seconds=offset))
        return office.calendar.add(today, 60).isoformat()

    def mail(self, recipient, *words):
        """Wait for a mail that was not read before, to somebody, with these words."""
        ends = time.monotonic() + PATIENCE
        while time.monotonic() < ends:
            for file in sorted((self.folder / "mails").glob("*.eml")):
                mail = Mail(file)
                if file not in self._read and mail.is_about(recipient, words):
                    self._read.add(file)
                    return mail
            time.sleep(0.5)
        seen = [Mail(file).subject for file in (self.folder / "mails").glob("*.eml")]
        pytest.fail(f"no mail to {recipient} with {words}; there are {seen}")


class Mail:
    """A mail as its reader sees it."""

    def __init__(self, file):
        self.file = file
        self._mail = message_from_bytes(file.read_bytes(), policy=default)
        self.subject = self._mail["Subject"]
        self.to = self._mail["To"].addresses[0].addr_spec
        self.text = self._mail.get_body(("plain",)).get_content()
        self.html = self._mail.get_body(("html",)).get_content()

    def is_about(self, recipient, words):
        said = " ".join(f"{self.subject} {self.text}".split())
        return self.to == recipient and all(word in said for word in words)

    def link(self, number):
        """Return the link of the mail; of a digest the one that is about this post."""
        for found in LINK.finditer(self.text):
            if NUMBER.findall(self.text[: found.start()])[-1] == number:
                return found.group()
        pytest.fail(f"no link about {number} in {self.text}")
