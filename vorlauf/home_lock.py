"""The lock of a home: one `serve` or demonstration at a time works in it."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from states.messages import msg
from vorlauf.errors import RefusedError, SettingsError

LOCK: Final = "serve.lock"


@contextmanager
def held(home: Path) -> Iterator[None]:
    """Hold the home of a running Vorlauf; the system lets go when this process ends.

    So what a killed process has left keeps nobody out. Raises `RefusedError`, with the
    number of the process, while another one holds it, and `SettingsError` where no
    lock can be made.
    """
    try:
        home.mkdir(parents=True, exist_ok=True)
        number = os.open(home / LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o640)
    except OSError as error:
        raise _unusable(home, error) from error
    try:
        _take(number, home)
        yield
    finally:
        os.close(number)


def _take(number: int, home: Path) -> None:
    try:
        fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise RefusedError(
            msg(
                "Vorlauf runs in {folder} already (process {process}); end it first, "
                "or set another VORLAUF_HOME.",
                folder=str(home),
                process=_holder(number),
            )
        ) from error
    except OSError as error:
        raise _unusable(home, error) from error
    with suppress(OSError):
        os.ftruncate(number, 0)
        os.pwrite(number, f"{os.getpid()}\n".encode(), 0)


def _holder(number: int) -> str:
    """Return the number of the process that holds it, as it has said itself."""
    with suppress(OSError, ValueError):
        return str(int(os.pread(number, 20, 0)))
    return "?"


def _unusable(home: Path, error: OSError) -> SettingsError:
    return SettingsError(
        msg(
            "The folder {folder} cannot be used: {reason}.",
            folder=str(home),
            reason=error.strerror or "",
        )
    )
