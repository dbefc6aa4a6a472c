"""Videos: whether an MP4 is whole, and a copy of it without what was written beside.

An MP4 is a row of boxes: size, four letters, content. It is copied as it is; boxes that
are not needed to show it become `free` boxes of the same size, filled with zeros, so
that every offset in it stays right. That holds for the place where it was filmed.
"""

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

from vorlauf.material.files.mp4_chunks import chunks
from vorlauf.material.files.rejections import Reason, UnusableError

# What is kept, by the box it stands in; "" is the file itself.
_KEPT: Final = {
    "": {b"ftyp", b"styp", b"moov", b"mdat", b"moof", b"sidx", b"mfra", b"ssix"},
    "moov": {b"mvhd", b"trak", b"mvex", b"iods"},
    "trak": {b"tkhd", b"edts", b"mdia", b"tref"},
    "mdia": {b"mdhd", b"hdlr", b"minf", b"elng"},
    "minf": {b"vmhd", b"smhd", b"nmhd", b"sthd", b"hmhd", b"dinf", b"stbl", b"gmhd"},
    "stbl": {b"stsd", b"stts", b"ctts", b"cslg", b"stsc", b"stsz", b"stz2", b"stco"}
    | {b"co64", b"stss", b"stps", b"sdtp", b"sbgp", b"sgpd", b"subs", b"saio", b"saiz"},
    "moof": {b"mfhd", b"traf"},
    "traf": {b"tfhd", b"tfdt", b"trun", b"sdtp", b"saio", b"saiz", b"sbgp", b"sgpd"},
}
# Pictures, sound and words; other tracks tell where the camera was, second by second.
_SHOWN: Final = {b"vide", b"soun", b"text", b"sbtl", b"subt", b"clcp"}
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


def pressed(source: Path, into: Path) -> dict[str, object]:
    """Copy a film into a folder without its metadata. Raises `UnusableError`."""
    film = into / "master.mp4"
    shutil.copyfile(source, film)
    with film.open("r+b") as file:
        size = os.fstat(file.fileno()).st_size
        boxes = list(_boxes(file, 0, size))
        letters = [box.letters for box in boxes]
        if letters[:1] != [b"ftyp"] or letters.count(b"moov") != 1:
            raise UnusableError(Reason.BROKEN_FILM)
        if b"mdat" not in letters or not _has_pictures(file, boxes):
            raise UnusableError(Reason.BROKEN_FILM)
        _clean(file, boxes, "")
    return {
        "media_type": "video/mp4",
        "width": 0,
        "height": 0,
        "master": film.name,
        "variants": {},
    }


def _boxes(file: BinaryIO, start: int, end: int) -> Iterator[Box]:
    """Yield the boxes between two places. Raises `UnusableError` if they do not fit."""
    for _ in range(_MOST_BOXES):
        if start == end:
            return
        box = _box(file, start, end)
        yield box
        start = box.end
    raise UnusableError(Reason.BROKEN_FILM)


def _box(file: BinaryIO, start: int, end: int) -> Box:
    file.seek(start)
    head = file.read(16)
    size, content = int.from_bytes(head[:4], "big"), start + 8
    if size == 1:
        size, content = int.from_bytes(head[8:16], "big"), start + 16
    elif size == 0:
        size = end - start
    if start + size > end:
        raise UnusableError(Reason.CUT_OFF)
    if start + size < content:
        raise UnusableError(Reason.BROKEN_FILM)
    return Box(letters=head[4:8], start=start, content=content, end=start + size)


def _clean(file: BinaryIO, boxes: list[Box], inside: str) -> None:
    """Keep what is needed, and make the rest free boxes."""
    is_in_pieces = any(box.letters == b"moof" for box in boxes)
    for box in boxes:
        name = box.letters.decode("latin-1")
        if box.letters not in _KEPT[inside]:
            _blank(file, box)
        elif name == "trak" and _handler(file, box) not in _SHOWN:
            _blank_track(file, box)
        elif name in _KEPT:
            if name == "moov" and is_in_pieces and set(_handlers(file, box)) - _SHOWN:
                raise UnusableError(Reason.BROKEN_FILM)
            _clean(file, list(_boxes(file, box.content, box.end)), name)


def _handlers(file: BinaryIO, moov: Box) -> list[bytes]:
    boxes = _boxes(file, moov.content, moov.end)
    tracks = [box for box in boxes if box.letters == b"trak"]
    return [_handler(file, track) for track in tracks]


def _has_pictures(file: BinaryIO, boxes: list[Box]) -> bool:
    moov = next(box for box in boxes if box.letters == b"moov")
    return b"vide" in _handlers(file, moov)


def _handler(file: BinaryIO, track: Box) -> bytes:
    """Return what a track holds, in four letters."""
    hdlr = _within(file, track, b"mdia", b"hdlr")
    return _read(file, hdlr)[8:12] if hdlr else b""


def _within(file: BinaryIO, box: Box | None, *path: bytes) -> Box | None:
    for letters in path:
        inside = _boxes(file, box.content, box.end) if box else ()
        box = next((one for one in inside if one.letters == letters), None)
    return box


def _read(file: BinaryIO, box: Box | None) -> bytes:
    """Return what a box of a table holds; there may be none."""
    if box is None:
        return b""
    if box.end - box.content > _MOST_TABLE:
        raise UnusableError(Reason.BROKEN_FILM)
    file.seek(box.content)
    return file.read(box.end - box.content)


def _blank_track(file: BinaryIO, track: Box) -> None:
    """Fill a track and all that it points at with zeros."""
    table = _within(file, track, b"mdia", b"minf", b"stbl")
    parts = {
        letters: _read(file, _within(file, table, letters))
        for letters in (b"stco", b"co64", b"stsc", b"stsz")
    }
    end = file.seek(0, os.SEEK_END)
    for start, size in chunks(parts):
        if start + size > end:
            raise UnusableError(Reason.BROKEN_FILM)
        _fill(file, start, start + size)
    _blank(file, track)


def _blank(file: BinaryIO, box: Box) -> None:
    file.seek(box.start + 4)
    file.write(b"free")
    _fill(file, box.content, box.end)


def _fill(file: BinaryIO, start: int, end: int) -> None:
    file.seek(start)
    while start < end:
        start += file.write(_ZEROS[: end - start])
