"""Seccomp: from now on the kernel lets this process compute, read and write only.

What is allowed works on files that are open already. To open one, to make a socket, a
process or a thread, to signal or to watch another process are all refused, as is
memory that can be executed, and whatever a later kernel brings. The filter is a small
program of the kernel's (`linux/seccomp.h`, `linux/bpf_common.h`).
"""

import ctypes
import errno
import platform
import struct
import sys
from collections.abc import Iterator, Mapping
from typing import Final

# By architecture: its number in `linux/audit.h`, and those of what is allowed.
_AUDIT: Final = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
_ALLOWED: Final[Mapping[str, Mapping[str, int]]] = {
    "x86_64": {
        "read": 0,
        "write": 1,
        "close": 3,
        "lseek": 8,
        "mmap": 9,
        "mprotect": 10,
        "munmap": 11,
        "brk": 12,
        "rt_sigaction": 13,
        "rt_sigprocmask": 14,
        "rt_sigreturn": 15,
        "pread64": 17,
        "pwrite64": 18,
        "mremap": 25,
        "madvise": 28,
        "exit": 60,
        "futex": 202,
        "clock_gettime": 228,
        "exit_group": 231,
        "getrandom": 318,
    },
    "aarch64": {
        "close": 57,
        "lseek": 62,
        "read": 63,
        "write": 64,
        "pread64": 67,
        "pwrite64": 68,
        "exit": 93,
        "exit_group": 94,
        "futex": 98,
        "clock_gettime": 113,
        "rt_sigaction": 134,
        "rt_sigprocmask": 135,
        "rt_sigreturn": 139,
        "brk": 214,
        "munmap": 215,
        "mremap": 216,
        "mmap": 222,
        "mprotect": 226,
        "madvise": 233,
        "getrandom": 278,
    },
}
# Allowed besides where a library works in a thread: to start one, but no process. The
# newer call cannot be looked into, so it is as if it did not exist.
_FOR_THREADS: Final[Mapping[str, Mapping[str, int]]] = {
    "x86_64": {"clone": 56, "set_robust_list": 273, "rseq": 334},
    "aarch64": {"clone": 220, "set_robust_list": 99, "rseq": 293},
}
_CLONE3: Final = 435
# How glibc and musl start a thread: it shares everything with its process.
_THREAD: Final = (0x003D0F00, 0x007D0F00)
# Allowed unless what they make can be executed.
_MAKE_MEMORY: Final = frozenset({"mmap", "mprotect"})
_PROT_EXEC: Final = 4

# The places of what the filter is told: `struct seccomp_data`, a little-endian one.
_NUMBER, _ARCHITECTURE, _FIRST_ARGUMENT, _THIRD_ARGUMENT = 0, 4, 16, 32
_LOAD, _RETURN = 0x20, 0x06
_IF_EQUAL, _IF_AT_LEAST, _IF_ANY_BIT = 0x15, 0x35, 0x45
_KILL, _ERROR, _ALLOW = 0x80000000, 0x00050000, 0x7FFF0000
_REFUSE: Final = _ERROR | errno.EPERM
# From here on x86_64 has other numbers for the same calls.
_X32: Final = 0x40000000

_PR_SET_SECCOMP, _FILTER = 22, 2


class _Program(ctypes.Structure):
    """`struct sock_fprog`."""

    _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.c_char_p))


def restrict(*, threads: bool = False) -> bool:
    """Put the filter on this process, for good; say whether the kernel took it.

    With `threads` it may start threads of its own. The process must have given up new
    privileges before, and have one thread.
    """
    machine = platform.machine()
    if sys.byteorder != "little" or machine not in _ALLOWED:
        return False
    instructions = b"".join(_instructions(machine, threads=threads))
    program = _Program(len(instructions) // 8, instructions)
    libc = ctypes.CDLL(None, use_errno=True)
    done = libc.prctl(_PR_SET_SECCOMP, _FILTER, ctypes.byref(program), 0, 0)
    return bool(done == 0)


def _instructions(machine: str, *, threads: bool) -> Iterator[bytes]:
    yield _one(_LOAD, _ARCHITECTURE)
    yield _one(_IF_EQUAL, _AUDIT[machine], over_if=1)
    yield _one(_RETURN, _KILL)
    yield _one(_LOAD, _NUMBER)
    yield _one(_IF_AT_LEAST, _X32, over_unless=1)
    yield _one(_RETURN, _REFUSE)
    more = _FOR_THREADS[machine] if threads else {}
    allowed = {**_ALLOWED[machine], **more}
    for name, number in allowed.items():
        yield from _allowed(name, number)
    yield _one(_IF_EQUAL, _CLONE3, over_unless=1)
    yield _one(_RETURN, _ERROR | errno.ENOSYS)
    yield _one(_RETURN, _REFUSE)


def _allowed(name: str, number: int) -> Iterator[bytes]:
    """Yield what allows one call, and otherwise goes on with its number."""
    if name in _MAKE_MEMORY:
        yield _one(_IF_EQUAL, number, over_unless=4)
        yield _one(_LOAD, _THIRD_ARGUMENT)
        yield _one(_IF_ANY_BIT, _PROT_EXEC, over_unless=1)
        yield _one(_RETURN, _REFUSE)
    elif name == "clone":
        glibc, musl = _THREAD
        yield _one(_IF_EQUAL, number, over_unless=5)
        yield _one(_LOAD, _FIRST_ARGUMENT)
        yield _one(_IF_EQUAL, glibc, over_if=2)
        yield _one(_IF_EQUAL, musl, over_if=1)
        yield _one(_RETURN, _REFUSE)
    else:
        yield _one(_IF_EQUAL, number, over_unless=1)
    yield _one(_RETURN, _ALLOW)


def _one(code: int, operand: int, *, over_if: int = 0, over_unless: int = 0) -> bytes:
    """Return one instruction (`struct sock_filter`), with how many it jumps over."""
    return struct.pack("<HBBI", code, over_if, over_unless, operand)
