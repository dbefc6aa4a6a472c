"""Whole files: the bytes of a kept file, handed out only as they were kept."""

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import file_digest, sha256
from typing import Final

from states.messages import msg
from vorlauf.errors import AlteredFileError
from vorlauf.material.files.storage import FileStore

_PIECE: Final = 1 << 20  # bytes


@dataclass(frozen=True, kw_only=True)
class WholeFile:
    """A kept file of so many bytes, and its bytes in pieces, to be taken once."""

    size: int
    pieces: Iterator[bytes]


def whole_file(store: FileStore, digest: str) -> WholeFile:
    """Find a kept file whose bytes have this SHA-256 (hex).

    The bytes are compared at once and once more while they are taken, for somebody
    could write into it meanwhile: the last piece comes only if all fit, so a reader
    who counts bytes never has an altered file for a whole one. The file is open only
    while pieces are taken: whoever asked may be gone before the first.

    Raises `NotFoundError` if it is not kept here, `AlteredFileError` if its bytes are
    not those that were kept; taking the pieces raises both, too.
    """
    with store.open(digest) as file:
        found, size = file_digest(file, "sha256").hexdigest(), file.tell()
    _check(found, digest)
    return WholeFile(size=size, pieces=_pieces(store, digest))


def _pieces(store: FileStore, digest: str) -> Iterator[bytes]:
    with store.open(digest) as file:
        found, held = sha256(), b""
        while piece := file.read(_PIECE):
            if held:
                yield held
            found.update(piece)
            held = piece
        _check(found.hexdigest(), digest)
        yield held


def _check(found: str, digest: str) -> None:
    if found == digest:
        return
    raise AlteredFileError(
        msg(
            "The file {digest} was changed where it is kept, so it is not shown, sent "
            "or handed out. Whoever runs Vorlauf looks with `vorlauf audit verify` and "
            "restores a backup.",
            digest=digest[:12],
        )
    )
