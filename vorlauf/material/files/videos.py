"""Videos: whether an MP4 or MOV is whole, and a copy without what was written beside.

Both are rows of boxes. The film is copied as it is; boxes that are not needed to show
it become `free` boxes of the same size, filled with zeros, so that every offset in it
stays right. That holds for the place where it was filmed. The media themselves (`mdat`)
stay as they are, but for the tracks that are not shown.
"""

import os
import shutil
from typing import BinaryIO, Final

from vorlauf.material.files.file_types import FileKind
from vorlauf.material.files.mp4_boxes import Box, blank, boxes, read, within, zero
from vorlauf.material.files.mp4_chunks import chunks
from vorlauf.material.files.mp4_fields import CLEANERS, clean_entries
from vorlauf.material.files.rejections import FileReason, UnusableError

# What is kept, by the box it stands in; "" is the file itself.
_KEPT: Final = {
    "": {b"ftyp", b"styp", b"moov", b"mdat", b"moof", b"sidx", b"mfra", b"ssix"},
    "moov": {b"mvhd", b"trak", b"mvex"},
    "trak": {b"tkhd", b"edts", b"mdia", b"tref", b"tapt"},
    "edts": {b"elst"},
    "tapt": {b"clef", b"prof", b"enof"},
    "mdia": {b"mdhd", b"hdlr", b"minf", b"elng"},
    "minf": {b"vmhd", b"smhd", b"nmhd", b"sthd", b"hmhd", b"dinf", b"stbl", b"gmhd"}
    | {b"hdlr"},
    "gmhd": {b"gmin", b"text"},
    "dinf": {b"dref"},
    "stbl": {b"stsd", b"stts", b"ctts", b"cslg", b"stsc", b"stsz", b"stz2", b"stco"}
    | {b"co64", b"stss", b"stps", b"sdtp", b"sbgp", b"sgpd", b"subs", b"saio", b"saiz"},
    "mvex": {b"mehd", b"trex", b"leva"},
    "moof": {b"mfhd", b"traf"},
    "traf": {b"tfhd", b"tfdt", b"trun", b"sdtp", b"saio", b"saiz", b"sbgp", b"sgpd"},
    "mfra": {b"tfra", b"mfro"},
}
# Pictures, sound and words; other tracks tell where the camera was, second by second.
_SHOWN: Final = {b"vide", b"soun", b"text", b"sbtl", b"subt", b"clcp"}
_COPIED: Final = 1 << 20  # bytes at a time


def pressed(source: BinaryIO, film: BinaryIO, kind: FileKind) -> dict[str, object]:
    """Copy a film to an open file without its metadata. Raises `UnusableError`."""
    shutil.copyfileobj(source, film, _COPIED)
    whole = list(boxes(film, 0, film.tell()))
    letters = [box.letters for box in whole]
    if letters[:1] != [b"ftyp"] or letters.count(b"moov") != 1:
        raise UnusableError(FileReason.BROKEN_FILM)
    moov = whole[letters.index(b"moov")]
    handlers = [_handler(film, track) for track in _tracks(film, moov)]
    if b"mdat" not in letters or b"vide" not in handlers:
        raise UnusableError(FileReason.BROKEN_FILM)
    # The pieces of a film in pieces hold what all tracks are made of, mixed.
    if b"moof" in letters and set(handlers) - _SHOWN:
        raise UnusableError(FileReason.BROKEN_FILM)
    for track in _tracks(film, moov):
        if _handler(film, track) not in _SHOWN:
            _blank_track(film, track)
        elif table := within(film, track, b"mdia", b"minf", b"stbl", b"stsd"):
            clean_entries(film, table, _handler(film, track))
    _clean(film, whole, "")
    return {"media_type": kind.value, "width": 0, "height": 0, "written": []}


def _clean(file: BinaryIO, inside: list[Box], container: str) -> None:
    """Keep what is needed, and make the rest free boxes."""
    for box in inside:
        name = box.letters.decode("latin-1")
        if box.letters not in _KEPT[container]:
            blank(file, box)
        elif box.letters in CLEANERS:
            CLEANERS[box.letters](file, box)
        elif name in _KEPT:
            _clean(file, list(boxes(file, box.content, box.end)), name)


def _tracks(file: BinaryIO, moov: Box) -> list[Box]:
    inside = boxes(file, moov.content, moov.end)
    return [box for box in inside if box.letters == b"trak"]


def _handler(file: BinaryIO, track: Box) -> bytes:
    """Return what a track holds, in four letters."""
    hdlr = within(file, track, b"mdia", b"hdlr")
    return read(file, hdlr)[8:12]


def _blank_track(file: BinaryIO, track: Box) -> None:
    """Fill a track and all that it points at with zeros."""
    table = within(file, track, b"mdia", b"minf", b"stbl")
    parts = {
        letters: read(file, within(file, table, letters))
        for letters in (b"stco", b"co64", b"stsc", b"stsz", b"stz2")
    }
    end = file.seek(0, os.SEEK_END)
    for start, size in chunks(parts):
        if start + size > end:
            raise UnusableError(FileReason.BROKEN_FILM)
        zero(file, start, start + size)
    blank(file, track)
