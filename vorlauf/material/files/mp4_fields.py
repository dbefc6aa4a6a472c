"""MP4 fields: what inside a box that is kept tells of people, places or times.

Times, names of programs and files, and addresses become zeros; the box keeps its size.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import BinaryIO, Final

from vorlauf.material.files.mp4_boxes import Box, blank, boxes, read, zero
from vorlauf.material.files.rejections import FileReason, UnusableError

# Where the boxes of a sample entry begin, counted from its content. The sound of
# QuickTime has three versions; ISO/IEC 14496-12 uses the second in its own way.
_OF_PICTURES: Final[Sequence[int]] = (78,)
_OF_SOUND: Final[Mapping[int, Sequence[int]]] = {0: (28,), 1: (44, 28), 2: (64,)}
_VERSION: Final = slice(8, 10)
_VENDOR: Final = slice(12, 16)
_COMPRESSOR: Final = slice(42, 74)
# What a decoder needs to know; the rest of a sample entry are free boxes afterwards.
_FOR_DECODERS: Final = (
    {b"avcC", b"hvcC", b"lhvC", b"vvcC", b"av1C", b"vpcC", b"dvcC", b"dvvC", b"dvwC"}
    | {b"hvcE", b"d263", b"colr", b"pasp", b"clap", b"fiel", b"gama", b"mdcv", b"clli"}
    | {b"SmDm", b"CoLL", b"vexu", b"hfov", b"sv3d", b"st3d", b"esds", b"btrt", b"wave"}
    | {b"chan", b"chnl", b"dac3", b"dec3", b"dac4", b"dOps", b"dfLa", b"alac", b"srat"}
    | {b"damr", b"dmlp", b"ddts", b"pcmC", b"SA3D"}
)


def clean_times(file: BinaryIO, box: Box) -> None:
    """Make the times of creation and change zero (mvhd, tkhd, mdhd)."""
    is_long = read(file, box)[:1] == b"\1"
    end = box.content + (20 if is_long else 12)
    zero(file, box.content + 4, min(end, box.end))


def clean_name(file: BinaryIO, box: Box) -> None:
    """Make the name of a handler empty (hdlr)."""
    zero(file, min(box.content + 24, box.end), box.end)


def clean_references(file: BinaryIO, box: Box) -> None:
    """Empty the names of the files with the media (dref).

    Raises `UnusableError` if one lies outside this film: who plays it would ask there.
    """
    for one in boxes(file, box.content + 8, box.end):
        flags = read(file, one)[:4]
        if flags[-1:] != b"\1":
            raise UnusableError(FileReason.BROKEN_FILM)
        zero(file, one.content + 4, one.end)


def clean_entries(file: BinaryIO, stsd: Box, handler: bytes) -> None:
    """Keep of the sample entries of pictures and sound what decoders need (stsd)."""
    if handler not in {b"vide", b"soun"}:
        return
    for entry in list(boxes(file, stsd.content + 8, stsd.end)):
        begins = _OF_PICTURES
        if handler == b"soun":
            version = int.from_bytes(read(file, entry)[_VERSION], "big")
            begins = _OF_SOUND.get(version, ())
        for box in _entry_boxes(file, entry, begins):
            if box.letters not in _FOR_DECODERS:
                blank(file, box)
        for field in (_VENDOR, _COMPRESSOR) if handler == b"vide" else ():
            zero(file, entry.content + field.start, entry.content + field.stop)


def _entry_boxes(file: BinaryIO, entry: Box, begins: Sequence[int]) -> list[Box]:
    """Return the boxes in a sample entry. Raises `UnusableError` if they do not fit."""
    for begin in begins:
        start = entry.content + begin
        # QuickTime may end an entry with four zeros.
        spare = (entry.end - start) % 4 or 4
        for end in (entry.end, entry.end - spare):
            try:
                if start <= end:
                    return list(boxes(file, start, end))
            except UnusableError:
                continue
    raise UnusableError(FileReason.BROKEN_FILM)


CLEANERS: Final[Mapping[bytes, Callable[[BinaryIO, Box], None]]] = {
    b"mvhd": clean_times,
    b"tkhd": clean_times,
    b"mdhd": clean_times,
    b"hdlr": clean_name,
    b"dref": clean_references,
}
