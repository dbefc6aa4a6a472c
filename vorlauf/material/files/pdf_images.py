"""PDF images: pictures in a PDF without what a camera wrote beside their colours."""

from collections.abc import Callable, Iterator, Mapping
from io import BytesIO
from typing import Final

from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream

from vorlauf.material.files.mp4_boxes import blank, boxes

_PICTURE: Final = 0xFF
_END: Final = 0xD9
_SCAN: Final = 0xDA
# Of the segments that programs write, the colours of JFIF, of a profile and of Adobe.
_COLOURS: Final = frozenset({0xE0, 0xE2, 0xEE})
_PROGRAMS: Final = frozenset({*range(0xE0, 0xF0), 0xFE})
_JP2: Final = b"\0\0\0\x0cjP  "
_JP2_NOTES: Final = frozenset({b"xml ", b"uuid", b"uinf"})


def without_metadata(pdf: Pdf, stream: Stream) -> None:
    """Rewrite the bytes of a JPEG or JPEG 2000 in a PDF; other streams stay."""
    filters = _listed(stream.get("/Filter"))
    last = filters[-1] if filters else None
    if not isinstance(last, Name) or last not in _CLEAN:
        return
    parameters = _listed(stream.get("/DecodeParms"))[len(filters) - 1 :]
    own = next((one for one in parameters if isinstance(one, Dictionary)), None)
    raw = _CLEAN[last](_unwrapped(pdf, stream, filters[:-1]))
    stream.write(raw, filter=last, decode_parms=own)


def jpeg(raw: bytes) -> bytes:
    """Return a JPEG without notes, places and thumbnails; its colours stay as bytes."""
    return b"".join(_kept(raw))


def jpeg_2000(raw: bytes) -> bytes:
    """Return a JPEG 2000 whose notes are free boxes."""
    if not raw.startswith(_JP2):
        return raw
    file = BytesIO(raw)
    for box in list(boxes(file, 0, len(raw))):
        if box.letters in _JP2_NOTES:
            blank(file, box)
    return file.getvalue()


def _kept(raw: bytes) -> Iterator[bytes]:
    """Yield the segments before the first scan that are needed, then all the rest."""
    yield raw[:2]
    at = 2
    while at + 4 <= len(raw) and raw[at] == _PICTURE:
        marker = raw[at + 1]
        if marker == _PICTURE:
            at += 1  # a byte of filling
            continue
        if marker in {_SCAN, _END}:
            break
        size = 2 + int.from_bytes(raw[at + 2 : at + 4], "big")
        if marker not in _PROGRAMS or marker in _COLOURS:
            yield raw[at : at + size]
        at += size
    yield raw[at:]


def _listed(found: Object | None) -> list[Object]:
    if isinstance(found, Array):
        return list(found)
    return [] if found is None else [found]


def _unwrapped(pdf: Pdf, stream: Stream, outer: list[Object]) -> bytes:
    """Return the picture as it is under other filters."""
    raw = stream.read_raw_bytes()
    if not outer:
        return raw
    wrapped = Stream(pdf, b"")
    wrapped.write(raw, filter=Array(outer))
    return wrapped.read_bytes()


_CLEAN: Final[Mapping[Name, Callable[[bytes], bytes]]] = {
    Name.DCTDecode: jpeg,
    Name.JPXDecode: jpeg_2000,
}
