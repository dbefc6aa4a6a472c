"""Processes: processes forked from this one, which has everything imported already.

A forked process is at work a few milliseconds later. Whoever forks has no thread and no
open database, and every child is ended by its own process id.
"""

import os
import signal
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from select import select
from typing import Final, Self

_FIRST: Final = -10  # the niceness of one that goes first; only root may


@dataclass
class Child:
    """A process of ours; `gone` can be read from as soon as it has ended."""

    pid: int
    gone: int
    _status: int | None = field(default=None, repr=False)

    @classmethod
    def fork(cls, work: Callable[[], object]) -> Self:
        """Let a new process do the work."""
        gone, held = os.pipe()
        sys.stdout.flush()
        pid = os.fork()
        if pid == 0:
            os.close(gone)
            _work_and_leave(work)
        os.close(held)
        return cls(pid, gone)

    def kill(self) -> None:
        """End it at once, as `kill -9` does, and wait until it is gone."""
        if self._status is None:
            os.kill(self.pid, signal.SIGKILL)
            self.wait()

    def wait(self) -> int:
        """Wait for its end; return its exit status, negative for a signal."""
        if self._status is None:
            _, status = os.waitpid(self.pid, 0)
            self._status = os.waitstatus_to_exitcode(status)
            os.close(self.gone)
        return self._status


@contextmanager
def forked(work: Callable[[], object]) -> Iterator[Child]:
    """Let a new process do the work, and end it afterwards."""
    child = Child.fork(work)
    try:
        yield child
    finally:
        child.kill()


@contextmanager
def ahead_of_others() -> Iterator[None]:
    """Let this process go first, if it may, but none that it forks.

    Whoever waits for a free processor strikes when others pause, and not at random.
    """
    usual = os.getpriority(os.PRIO_PROCESS, 0)
    with suppress(PermissionError):
        os.setpriority(os.PRIO_PROCESS, 0, _FIRST)
    try:
        yield
    finally:
        os.setpriority(os.PRIO_PROCESS, 0, usual)


def is_ready(descriptor: int, seconds: float | None) -> bool:
    """Wait until something can be read there; False if nothing came in time."""
    ready, _, _ = select([descriptor], [], [], seconds)
    return bool(ready)


def _work_and_leave(work: Callable[[], object]) -> None:
    status = 1
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    os.setpriority(os.PRIO_PROCESS, 0, max(os.getpriority(os.PRIO_PROCESS, 0), 0))
    try:
        work()
        status = 0
    except BaseException as error:  # noqa: BLE001, whatever it was, it ends here
        where = traceback.extract_tb(error.__traceback__)[-1]
        place = f"{where.filename}:{where.lineno}"
        sys.stderr.write(f"A measuring process failed at {place}: {error!r}\n")
        sys.stderr.flush()
    finally:
        os._exit(status)
