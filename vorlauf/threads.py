"""Threads that give way: what takes long works when nobody else needs the processor."""

import os
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Final

# Of the two an ordinary thread gets about ten times as much of a busy processor.
_NICENESS: Final = 10


def giving_way(name: str, threads: int) -> ThreadPoolExecutor:
    """Return a pool of so many threads, to which pages are more important.

    The programs that they start give way, too. Only Linux can do this for a thread;
    elsewhere they are as important as any other.
    """
    return ThreadPoolExecutor(threads, f"vorlauf-{name}", initializer=_give_way)


def half_of_the_processors() -> int:
    """Return how many threads leave half of the processors to others; at least one."""
    return max(1, (os.cpu_count() or 1) // 2)


def _give_way() -> None:
    if sys.platform == "linux":
        with suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _NICENESS)
