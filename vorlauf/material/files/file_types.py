"""File types: what a file is, by its first bytes; never by its name or its label.

No file begins as two of these types at once; the sandbox checks the rest of it.
"""

from enum import StrEnum
from typing import Final

# As many bytes as are needed to tell.
HEAD_BYTES: Final = 512


class FileKind(StrEnum):
    """A kind of file that can be used; its value is its media type."""

    JPEG = "image/jpeg"
    PNG = "image/png"
    WEBP = "image/webp"
    HEIC = "image/heic"
    MP4 = "video/mp4"
    MOV = "video/quicktime"
    PDF = "application/pdf"


PICTURES: Final = frozenset({FileKind.JPEG, FileKind.PNG, FileKind.WEBP, FileKind.HEIC})
FILMS: Final = frozenset({FileKind.MP4, FileKind.MOV})
MATERIAL: Final = PICTURES | FILMS
FORMS: Final = frozenset({FileKind.PDF})

# Brands of the "ftyp" box with which such a file begins (ISO/IEC 14496-12, 23008-12).
_STILL: Final = frozenset({b"heic", b"heix", b"heim", b"heis", b"mif1"})
_MOVING_PICTURES: Final = frozenset({b"hevc", b"hevx", b"hevm", b"hevs", b"msf1"})
_FILM: Final = frozenset(
    {b"isom", b"mp41", b"mp42", b"avc1", b"M4V ", b"M4VH", b"M4VP", b"MSNV", b"dash"}
    | {b"iso%d" % number for number in range(2, 10)}
)
_QUICKTIME: Final = b"qt  "
_NO_FILM: Final = frozenset({b"avif", b"avis", b"crx "})


def recognised(head: bytes) -> FileKind | None:
    """Return what a file is that begins with these bytes, if it can be used at all."""
    if head.startswith(b"\xff\xd8\xff"):
        return FileKind.JPEG
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return FileKind.PNG
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return FileKind.WEBP
    if head.startswith(b"%PDF-"):
        return FileKind.PDF
    return _boxed(head) if head[4:8] == b"ftyp" else None


def is_drawing(head: bytes) -> bool:
    """Say whether a file begins as an SVG, or as a web page that may hold one."""
    text = head.replace(b"\0", b"").lower()
    return b"<svg" in text or text.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").startswith(
        (b"<?xml", b"<!doctype", b"<html")
    )


def is_animation(head: bytes) -> bool:
    """Say whether a file begins as a GIF or as a row of HEIC pictures."""
    return head.startswith((b"GIF87a", b"GIF89a")) or (
        head[4:8] == b"ftyp" and head[8:12] in _MOVING_PICTURES
    )


def _boxed(head: bytes) -> FileKind | None:
    brand = head[8:12]
    if brand in _STILL:
        is_heic = any(one in _brands(head) for one in (b"heic", b"heix", b"heim"))
        return FileKind.HEIC if brand != b"mif1" or is_heic else None
    if brand in _FILM and not _NO_FILM & _brands(head):
        return FileKind.MP4
    return FileKind.MOV if brand == _QUICKTIME else None


def _brands(head: bytes) -> frozenset[bytes]:
    """Return what a file says it is compatible with."""
    end = min(int.from_bytes(head[:4], "big"), len(head))
    return frozenset(head[at : at + 4] for at in range(8, end - 3, 4))
