"""MP4 boxes: size, four letters, content (ISO/IEC 14496-12, 4.2; QuickTime's atoms)."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, Final

from vorlauf.material.files.rejections import FileReason, UnusableError

_MOST_BOXES: Final = 20_000
_MOST_TABLE: Final = 16_000_000  # bytes
_ZEROS: Final = bytes(1 << 20)


@dataclass(frozen=True, kw_only=True)
class Box:
    """A box of a film: its letters, where it and its content begin, where both end."""

    letters: bytes
    start: int
    content: int
    end: int


def boxes(file: BinaryIO, start: int, end: int) -> Iterator[Box]:
    """Yield the boxes between two places. Raises `UnusableError` if they do not fit."""
    for _ in range(_MOST_BOXES):
        if start == end:
            return
        box = _box(file, start, end)
        yield box
        start = box.end
    raise UnusableError(FileReason.BROKEN_FILM)


def within(file: BinaryIO, box: Box | None, *path: bytes) -> Box | None:
    """Return the first box on this path of letters inside another, if there is one."""
    for letters in path:
        inside = boxes(file, box.content, box.end) if box else ()
        box = next((one for one in inside if one.letters == letters), None)
    return box


def read(file: BinaryIO, box: Box | None) -> bytes:
    """Return what a box of a table holds; there may be none."""
    if box is None:
        return b""
    if box.end - box.content > _MOST_TABLE:
        raise UnusableError(FileReason.BROKEN_FILM)
    file.seek(box.content)
    return file.read(box.end - box.content)


def blank(file: BinaryIO, box: Box) -> None:
    """Make a box a free one of the same size, filled with zeros."""
    file.seek(box.start + 4)
    file.write(b"free")
    zero(file, box.content, box.end)


def zero(file: BinaryIO, start: int, end: int) -> None:
    """Fill what lies between two places with zeros."""
    file.seek(start)
    while start < end:
        start += file.write(_ZEROS[: end - start])


def _box(file: BinaryIO, start: int, end: int) -> Box:
    file.seek(start)
    head = file.read(16)
    size, content = int.from_bytes(head[:4], "big"), start + 8
    if size == 1:
        size, content = int.from_bytes(head[8:16], "big"), start + 16
    elif size == 0:
        size = end - start
    if start + size > end:
        raise UnusableError(FileReason.CUT_OFF)
    if start + size < content:
        raise UnusableError(FileReason.BROKEN_FILM)
    return Box(letters=head[4:8], start=start, content=content, end=start + size)
