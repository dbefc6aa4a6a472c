"""Sandbox: runs the child process that checks and rewrites one file.

The child opens nothing by itself: the file is its standard input, and what it makes
goes into files that are opened here. What it says is believed no more than the file.
"""

import json
import re
import tempfile
from collections.abc import Collection, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Final

from states.messages import Channel, Quoted, msg
from vorlauf.errors import BadInputError
from vorlauf.material.files import file_types
from vorlauf.material.files.file_types import PICTURES, FileKind
from vorlauf.material.files.rejections import SENTENCES, FileReason, broken
from vorlauf.sandbox.child import ChildFailedError, TooMuchWorkError, answer_of

# By the clock on the wall; the press itself limits what it computes.
PATIENCE: Final = 20.0
# The variant that every picture has besides its formats, and its pixels.
PREVIEW: Final = "preview"
_PREVIEW_SIZE: Final = (640, 640)
_MOST_SIDE: Final = 4096  # pixels
_AFTERWARDS: Final = {
    kind: {FileKind.JPEG, FileKind.PNG} if kind in PICTURES else {kind}
    for kind in FileKind
}
_FORMAT: Final = re.compile(r"([1-9][0-9]{1,4}) ?[x×] ?([1-9][0-9]{1,4})")  # noqa: RUF001
_CHILD: Final = "vorlauf.material.files.sandbox_child"


@dataclass(frozen=True, kw_only=True)
class ProcessedFile:
    """What was made of a file; width and height in pixels, 0 for what is no picture.

    `cpu_seconds` and `peak_bytes` are what the press needed for it, `mechanisms` what
    confined it.
    """

    kind: FileKind
    media_type: str
    width: int
    height: int
    master: Path
    variants: Mapping[str, Path]
    cpu_seconds: float
    peak_bytes: int
    mechanisms: Sequence[str]


def refused(reason: FileReason) -> BadInputError:
    """Return the refusal of a file for this reason."""
    return BadInputError(SENTENCES[reason])


def kind_of(source: Path) -> FileKind:
    """Say what a file is by its bytes. Raises `BadInputError` if it cannot be used."""
    with source.open("rb") as file:
        head = file.read(file_types.HEAD_BYTES)
    if not head:
        raise refused(FileReason.EMPTY)
    if file_types.is_animation(head):
        raise refused(FileReason.ANIMATED)
    kind = file_types.recognised(head)
    if kind is None:
        is_drawing = file_types.is_drawing(head)
        raise refused(FileReason.DRAWING if is_drawing else FileReason.NOT_RECOGNISED)
    return kind


def pressed(source: Path, into: Path, formats: Mapping[str, str]) -> ProcessedFile:
    """Make a file anew in an empty folder: itself, and for a picture its variants.

    `formats` maps a channel to its size, as `1080x1350`: a variant fits into that, is
    not cropped and never enlarged. There is always one named `preview`. Raises
    `BadInputError` with the reason why the file cannot be used.
    """
    kind = kind_of(source)
    sizes = {channel: _size(channel, text) for channel, text in formats.items()}
    boxes = {PREVIEW: _PREVIEW_SIZE, **sizes} if kind in PICTURES else {}
    paths = [into / "master", *(into / f"variant-{n}" for n in range(len(boxes)))]
    with source.open("rb") as file:
        result = _result(kind, file, boxes, paths)
    try:
        reason = FileReason(result["refused"]) if "refused" in result else None
        made = None if reason else _believed(kind, result, boxes, paths)
    except (KeyError, TypeError, ValueError, OverflowError, BadInputError) as error:
        raise refused(broken(kind)) from error
    if made is None:
        raise refused(reason or broken(kind))
    return made


def mechanisms() -> list[str]:
    """Return what confines a press on this machine; nothing if none could be run."""
    with tempfile.TemporaryFile() as empty:
        found = _result(FileKind.PDF, empty, {}, ()).get("mechanisms", [])
    return [str(name) for name in found]


def _believed(
    kind: FileKind,
    result: Mapping[str, Any],
    boxes: Collection[str],
    paths: Sequence[Path],
) -> ProcessedFile:
    """Return what a press has made, unless that is not what it says.

    A file may have taken the press over, so it chooses neither names nor kinds.
    """
    made = dict(zip(boxes, paths[1:], strict=True))
    written = {name: made[name] for name in result["written"]}
    width, height = (int(result[side]) for side in ("width", "height"))
    media_type = FileKind(result["media_type"])
    if media_type not in _AFTERWARDS[kind]:
        raise ValueError(media_type)
    if min(width, height) < 0 or max(width, height) > _MOST_SIDE:
        raise ValueError(width, height)
    for path in (paths[0], *written.values()):
        if kind_of(path) is not media_type:
            raise ValueError(path)
    return ProcessedFile(
        kind=kind,
        media_type=media_type.value,
        width=width,
        height=height,
        master=paths[0],
        variants={name: written.get(name, paths[0]) for name in boxes},
        cpu_seconds=float(result["used"]["cpu_seconds"]),
        peak_bytes=int(result["used"]["peak_bytes"]),
        mechanisms=[str(name) for name in result["mechanisms"]],
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


def _result(
    kind: FileKind,
    source: BinaryIO,
    boxes: Mapping[str, tuple[int, int]],
    paths: Sequence[Path],
) -> dict[str, Any]:
    """Return what a press says, or why it came to nothing."""
    with ExitStack() as stack:
        outputs = [stack.enter_context(path.open("x+b")).fileno() for path in paths]
        order = {"kind": kind.value, "formats": boxes, "outputs": outputs}
        command = ["-m", _CHILD, json.dumps(order)]
        try:
            return answer_of(command, source, outputs, patience=PATIENCE)
        except TooMuchWorkError:
            return {"refused": FileReason.TOO_MUCH_WORK}
        except ChildFailedError:
            return {"refused": broken(kind)}
