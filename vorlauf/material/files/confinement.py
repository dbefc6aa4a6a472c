"""Confinement: what takes from this process whatever it could do beyond computing.

All of it is for good, is done after the libraries are loaded and before the first
foreign byte is read, and leaves the files that are open. One layer does not rely on
another; only the filter of system calls is strict enough to be needed.
"""

import ctypes
import os
import resource
import signal
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from vorlauf.material.files import landlock, seccomp
from vorlauf.material.files.file_types import FILMS, PICTURES, FileKind

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


# Measured: the largest picture of each kind that is taken, and a fifth more.
LIMITS: Final[Mapping[FileKind, Limits]] = {
    **dict.fromkeys(
        PICTURES, Limits(memory=300_000_000, cpu_seconds=10, written=60_000_000)
    ),
    FileKind.HEIC: Limits(
        memory=600_000_000, cpu_seconds=15, written=60_000_000, threads=True
    ),
    **dict.fromkeys(
        FILMS, Limits(memory=200_000_000, cpu_seconds=10, written=510_000_000)
    ),
    FileKind.PDF: Limits(memory=300_000_000, cpu_seconds=10, written=30_000_000),
}


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
