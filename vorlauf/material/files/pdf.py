"""PDF: whether a PDF is whole and holds no programs."""

from pathlib import Path
from typing import Final

from vorlauf.material.files.rejections import Reason, UnusableError

TAIL_BYTES: Final = 1024
_ACTIVE: Final = (b"/JavaScript", b"/Launch", b"/EmbeddedFile", b"/RichMedia")
_ENDS_A_NAME: Final = b" \t\r\n\f\0/<>[]()%"


def pressed(source: Path, into: Path) -> dict[str, object]:
    """Copy a PDF of a few MB into a folder; it is kept as it is.

    Raises `UnusableError` if it is cut off or active.

    What is active is searched for by its name in the plain bytes. That finds what a
    program has written without bad intent, and no more: a name can hide in a compressed
    object or behind `#4a`. So a form is never shown in a page, only handed out as a
    download, and the virus scanner is what protects whoever opens it.
    """
    held = source.read_bytes()
    if not held.startswith(b"%PDF-") or b"%%EOF" not in held[-TAIL_BYTES:]:
        raise UnusableError(Reason.BROKEN_FORM)
    if any(_names(held, name) for name in _ACTIVE):
        raise UnusableError(Reason.ACTIVE_FORM)
    (into / "master.pdf").write_bytes(held)
    return {
        "media_type": "application/pdf",
        "width": 0,
        "height": 0,
        "master": "master.pdf",
        "variants": {},
    }


def _names(held: bytes, name: bytes) -> bool:
    at = held.find(name)
    while at >= 0:
        after = held[at + len(name) : at + len(name) + 1]
        # "/EmbeddedFiles" is the list of what "/EmbeddedFile" is.
        if not after or after in _ENDS_A_NAME or after == b"s":
            return True
        at = held.find(name, at + 1)
    return False
