"""Landlock: from now on this process opens no file, connects nowhere, signals nobody.

Linux has it since 5.13, and each version of its interface (ABI) can forbid more. The
numbers are those of `linux/landlock.h`, the same on every architecture.
"""

import ctypes
import os
import struct
from typing import Final

_CREATE_RULESET: Final = 444
_RESTRICT_SELF: Final = 446
_ASK_FOR_VERSION: Final = 1
# How many rights over files a version knows; the bits are numbered from 0.
_FILE_RIGHTS: Final = ((5, 16), (3, 15), (2, 14), (1, 13))
# Versions from which a process can be kept from TCP, and then from others' signals and
# abstract sockets.
_TCP, _SCOPES = 4, 6
_ALL_TCP: Final = 0b11
_ALL_SCOPES: Final = 0b11


def version() -> int:
    """Return the version of the interface that the kernel has; 0 if it has none."""
    found = _call(_CREATE_RULESET, None, 0, _ASK_FOR_VERSION)
    return max(found, 0)


def restrict() -> int:
    """Forbid all that the kernel can, for good; return its version, 0 if it has none.

    Files that are open stay so. The process must have given up new privileges before.
    """
    known = version()
    if not known:
        return 0
    rights = ruleset(known)
    ruleset_fd = _call(_CREATE_RULESET, rights, len(rights), 0)
    if ruleset_fd < 0:
        return 0
    try:
        # Without a rule, what the ruleset names is allowed nowhere.
        return known if _call(_RESTRICT_SELF, ruleset_fd, 0) == 0 else 0
    finally:
        os.close(ruleset_fd)


def ruleset(known: int) -> bytes:
    """Return `struct landlock_ruleset_attr` as long as this version knows it."""
    files = next(count for since, count in _FILE_RIGHTS if known >= since)
    fields = [(1 << files) - 1]
    if known >= _TCP:
        fields.append(_ALL_TCP)
    if known >= _SCOPES:
        fields.append(_ALL_SCOPES)
    return struct.pack(f"={len(fields)}Q", *fields)


def _call(number: int, *arguments: bytes | int | None) -> int:
    libc = ctypes.CDLL(None, use_errno=True)
    widened = [ctypes.c_long(one) if isinstance(one, int) else one for one in arguments]
    return int(libc.syscall(ctypes.c_long(number), *widened))
