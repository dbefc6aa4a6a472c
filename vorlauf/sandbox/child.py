"""Child: runs Python in a process that has nothing but the files handed to it.

What the child says is believed no more than the file that it reads.
"""

import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from typing import Any, BinaryIO, Final

_MOST_SAID: Final = 1 << 16  # bytes
# Its environment holds no address and no password, only how memory is given back.
_ENVIRONMENT: Final = {"MALLOC_ARENA_MAX": "1", "MALLOC_MMAP_THRESHOLD_": "1048576"}


class ChildFailedError(Exception):
    """The child ended without an answer: what it read has broken it."""


class TooMuchWorkError(ChildFailedError):
    """The child needed more time than it may have."""


def answer_of(
    command: Sequence[str],
    source: BinaryIO,
    outputs: Sequence[int],
    *,
    patience: float,
) -> dict[str, Any]:
    """Return the JSON object that a Python child with these arguments prints.

    The child reads `source` as its standard input and writes to the open `outputs`.
    `patience` is in seconds by the clock on the wall. Raises `TooMuchWorkError` after
    that or if the child met its limit of computing time, else `ChildFailedError`.
    """
    with tempfile.TemporaryFile() as said:
        child = started(command, source, said, outputs)
        try:
            code = child.wait(patience)
        except subprocess.TimeoutExpired as error:
            raise TooMuchWorkError from error
        finally:
            _end(child)
        said.seek(0)
        words = said.read(_MOST_SAID)
    if code in {-signal.SIGXCPU, -signal.SIGKILL}:
        raise TooMuchWorkError
    return _parsed(words if code == 0 else b"")


def started(
    command: Sequence[str], source: BinaryIO, said: BinaryIO, outputs: Sequence[int]
) -> "subprocess.Popen[bytes]":
    """Start Python with nothing of this process but these open files."""
    return subprocess.Popen(
        # Neither the folder where we happen to stand nor the environment counts.
        [sys.executable, "-I", *command],
        env=_ENVIRONMENT,
        stdin=source,
        stdout=said,
        stderr=subprocess.DEVNULL,
        pass_fds=outputs,
        start_new_session=True,
    )


def _parsed(words: bytes) -> dict[str, Any]:
    try:
        answer = json.loads(words)
    except (ValueError, RecursionError) as error:
        raise ChildFailedError from error
    if not isinstance(answer, dict):
        raise ChildFailedError
    return answer


def _end(child: "subprocess.Popen[bytes]") -> None:
    with suppress(ProcessLookupError):
        os.killpg(child.pid, signal.SIGKILL)
    child.wait()
