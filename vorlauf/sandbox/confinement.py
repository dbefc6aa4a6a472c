"""Confinement: what takes from this process whatever it could do beyond computing.

All of it is for good, is done after the libraries are loaded and before the first
foreign byte is read, and leaves the files that are open. One layer does not rely on
another; only the filter of system calls is strict enough to be needed.
"""

import ctypes
import os
import re
import resource
import signal
import time
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from vorlauf.sandbox import landlock, seccomp

SECCOMP: Final = "seccomp"
_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE, _PR_SET_NO_NEW_PRIVS = 1, 4, 38
_NOBODY: Final = 65534


@dataclass(frozen=True, kw_only=True)
class Limits:
    """The most that reading one file may take.

    `memory` is the whole address space in bytes, so more than what is in memory at any
    time; `written` is the size in bytes of each file that is made. With `threads` the
    library works in one of its own.
    """

    memory: int
    cpu_seconds: int
    written: int
    threads: bool = False


def confine(limits: Limits) -> list[str]:
    """Confine this process, and return the names of the mechanisms that do.

    Without `SECCOMP` among them it could still do harm.
    """
    mechanisms = ["rlimit"]
    if _became_nobody():
        mechanisms.append(f"uid {_NOBODY}")
    _prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    _prctl(_PR_SET_DUMPABLE, 0)
    _prctl(_PR_SET_NO_NEW_PRIVS, 1)
    if found := landlock.restrict():
        mechanisms.append(f"landlock {found}")
    _limit(limits)
    if seccomp.restrict(threads=limits.threads):
        mechanisms.append(SECCOMP)
    return mechanisms


def used(status: int) -> dict[str, float]:
    """Return what this process has used: seconds of computing, bytes at its peak.

    `status` is a descriptor of its `/proc/self/status`.
    """
    # Not ru_maxrss: that begins with what its parent held.
    text = os.pread(status, 1 << 14, 0).decode("ascii", "replace")
    peak = re.search(r"VmHWM:\s+(\d+) kB", text)
    return {
        "cpu_seconds": time.process_time(),
        "peak_bytes": int(peak[1]) * 1024 if peak else 0,
    }


def _limit(limits: Limits) -> None:
    for kind, most in (
        (resource.RLIMIT_AS, limits.memory),
        (resource.RLIMIT_CPU, limits.cpu_seconds),
        (resource.RLIMIT_FSIZE, limits.written),
        (resource.RLIMIT_CORE, 0),
        # No more files than are open.
        (resource.RLIMIT_NOFILE, 0),
    ):
        resource.setrlimit(kind, (most, most))
    if not limits.threads:
        resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))


def _became_nobody() -> bool:
    """Give the superuser's rights away; others cannot change who they are."""
    if os.geteuid() != 0:
        return False
    with suppress(PermissionError):
        os.setgroups([])
        os.setresgid(_NOBODY, _NOBODY, _NOBODY)
        os.setresuid(_NOBODY, _NOBODY, _NOBODY)
        return True
    return False


def _prctl(option: int, value: int) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(option, *(ctypes.c_ulong(one) for one in (value, 0, 0, 0)))
