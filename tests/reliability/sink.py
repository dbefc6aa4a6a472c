"""The sink: a mail server in a process of its own that never forgets a mail.

What it accepts is in a file before it answers 250, with the instant, the recipient and
the octets as they came; so a mail counts as arrived if, and only if, it is there.
"""

import json
import mmap
import os
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Lock, Thread
from typing import Final

from reliability.processes import forked, is_ready
from reliability.smtp_dialogue import Cut, Kindness, Mood, Talk

LOOPBACK: Final = "127.0.0.1"
_BEAT: Final = 0.5  # seconds after which a sink looks whether it is still wanted
_BLINK: Final = 0.0005  # seconds between two looks at the counter
_WIDTH: Final = 8  # octets of the counter


@dataclass(frozen=True)
class Arrival:
    """A mail that was accepted; `at` by the clock that all processes share."""

    at: float
    recipient: str
    content: bytes


class Sink:
    """The side of the sink that the measuring processes see."""

    def __init__(self, port: int, journal: Path, counter: mmap.mmap) -> None:
        self.url = f"smtp://{LOOPBACK}:{port}/?from=vorlauf@example.org&name=Vorlauf"
        self._journal = journal
        self._counter = counter

    @property
    def count(self) -> int:
        """How many mails were accepted so far."""
        return int.from_bytes(self._counter[:_WIDTH], sys.byteorder)

    def wait_for(self, mails: int, gone: int) -> bool:
        """Wait until so many mails are in; False if the sender was `gone` before."""
        while self.count < mails:
            if is_ready(gone, _BLINK):
                return self.count >= mails
        return True

    def arrivals(self) -> list[Arrival]:
        """Return every mail accepted so far, in order."""
        return list(_read(self._journal))


@contextmanager
def sink(
    folder: Path, *, pause: float = 0.0, mood: Mood | None = None
) -> Iterator[Sink]:
    """Run a sink; every mail takes it `pause` seconds, and it is in that `mood`."""
    journal = folder / "accepted"
    # Forked processes share what is mapped and belongs to no file.
    counter = mmap.mmap(-1, _WIDTH)
    with socket.create_server((LOOPBACK, 0), backlog=64) as listening:
        server = _Server(listening, journal, counter, pause, mood or Kindness())
        with forked(server.serve):
            yield Sink(listening.getsockname()[1], journal, counter)


class _Server:
    """The side of the sink that the senders see: one thread for each connection."""

    def __init__(
        self,
        listening: socket.socket,
        journal: Path,
        counter: mmap.mmap,
        pause: float,
        mood: Mood,
    ) -> None:
        self._listening = listening
        self._file = os.open(journal, os.O_CREAT | os.O_WRONLY | os.O_APPEND)
        self._counter = counter
        self._count = 0
        self._pause = pause
        self._mood = mood
        self._parent = os.getpid()
        self._one_at_a_time = Lock()

    def serve(self) -> None:
        """Take connections until the measuring process has gone."""
        self._listening.settimeout(_BEAT)
        while os.getppid() == self._parent:
            try:
                connection, _ = self._listening.accept()
            except TimeoutError:
                continue
            Thread(target=self._converse, args=[connection], daemon=True).start()

    def _converse(self, connection: socket.socket) -> None:
        connection.settimeout(None)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        with connection:
            try:
                Talk(connection, self._mood, self._pause, self._keep).hold()
            except (Cut, OSError):
                return

    def _keep(self, recipient: str, content: bytes) -> None:
        facts = {"at": time.monotonic(), "to": recipient, "size": len(content)}
        record = json.dumps(facts).encode() + b"\n" + content
        with self._one_at_a_time:
            os.write(self._file, record)
            self._count += 1
            self._counter[:_WIDTH] = self._count.to_bytes(_WIDTH, sys.byteorder)


def _read(journal: Path) -> Iterator[Arrival]:
    with journal.open("rb") as records:
        for line in records:
            facts = json.loads(line)
            content = records.read(facts["size"])
            yield Arrival(facts["at"], facts["to"], content)
