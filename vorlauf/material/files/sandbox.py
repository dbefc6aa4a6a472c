"""Sandbox: runs the child process that checks and rewrites one file."""

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from states.messages import Channel, Quoted, msg
from vorlauf.errors import BadInputError
from vorlauf.material.files import file_types
from vorlauf.material.files.file_types import FileKind
from vorlauf.material.files.rejections import SENTENCES, Reason

# By the clock on the wall; the press itself limits what it computes.
PATIENCE: Final = 20.0
_FORMAT: Final = re.compile(r"([1-9][0-9]{1,4}) ?[x×] ?([1-9][0-9]{1,4})")  # noqa: RUF001
# Its environment holds no address and no password, only how memory is given back.
_ENVIRONMENT: Final = {"MALLOC_ARENA_MAX": "1", "MALLOC_MMAP_THRESHOLD_": "1048576"}


@dataclass(frozen=True, kw_only=True)
class ProcessedFile:
    """What was made of a file; width and height in pixels, 0 for what is no picture.

    `cpu_seconds` and `peak_bytes` are what the press needed for it.
    """

    kind: FileKind
    media_type: str
    width: int
    height: int
    master: Path
    variants: Mapping[str, Path]
    cpu_seconds: float
    peak_bytes: int


def refused(reason: Reason) -> BadInputError:
    """Return the refusal of a file for this reason."""
    return BadInputError(SENTENCES[reason])


def kind_of(source: Path) -> FileKind:
    """Say what a file is by its bytes. Raises `BadInputError` if it cannot be used."""
    with source.open("rb") as file:
        head = file.read(file_types.HEAD_BYTES)
    if not head:
        raise refused(Reason.EMPTY)
    if file_types.is_animation(head):
        raise refused(Reason.ANIMATED)
    kind = file_types.recognised(head)
    if kind is None:
        is_drawing = file_types.is_drawing(head)
        raise refused(Reason.DRAWING if is_drawing else Reason.NOT_RECOGNISED)
    return kind


def pressed(source: Path, into: Path, formats: Mapping[str, str]) -> ProcessedFile:
    """Make a file anew in an empty folder: itself, and for a picture its variants.

    `formats` maps a channel to its size, as `1080x1350`: a variant fits into that, is
    not cropped and never enlarged. There is always one named `preview`. Raises
    `BadInputError` with the reason why the file cannot be used.
    """
    kind = kind_of(source)
    sizes = {channel: _size(channel, text) for channel, text in formats.items()}
    order = {
        "source": str(source.absolute()),
        "into": str(into.absolute()),
        "kind": kind.value,
        "formats": sizes,
    }
    result = _result(json.dumps(order))
    if "refused" in result:
        raise refused(Reason(result["refused"]))
    return ProcessedFile(
        kind=kind,
        media_type=result["media_type"],
        width=result["width"],
        height=result["height"],
        master=into / result["master"],
        variants={name: into / file for name, file in result["variants"].items()},
        cpu_seconds=result["used"]["cpu_seconds"],
        peak_bytes=result["used"]["peak_bytes"],
    )


def _size(channel: str, text: str) -> tuple[int, int]:
    found = _FORMAT.fullmatch(text.strip())
    if found is None:
        raise BadInputError(
            msg(
                "The format {text} for {channel} cannot be read; write it as "
                "1080x1350.",
                text=Quoted(text),
                channel=Channel(channel),
            )
        )
    return int(found[1]), int(found[2])


def _result(order: str) -> dict[str, Any]:
    """Return what a press says, or why it came to nothing."""
    press = subprocess.Popen(
        # -I: neither the folder where we happen to stand nor the environment counts.
        [sys.executable, "-I", "-m", "vorlauf.material.files.sandbox_child", order],
        env=_ENVIRONMENT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        said, _ = press.communicate(timeout=PATIENCE)
    except subprocess.TimeoutExpired:
        return {"refused": Reason.TOO_MUCH_WORK}
    finally:
        _end(press)
    if press.returncode in {-signal.SIGXCPU, -signal.SIGKILL}:
        return {"refused": Reason.TOO_MUCH_WORK}
    if press.returncode != 0:
        return {"refused": Reason.BROKEN}
    result: dict[str, Any] = json.loads(said)
    return result


def _end(press: subprocess.Popen[bytes]) -> None:
    with suppress(ProcessLookupError):
        os.killpg(press.pid, signal.SIGKILL)
    press.wait()
    if press.stdout is not None:
        press.stdout.close()
