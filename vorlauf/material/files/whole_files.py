"""Whole files: the bytes of a kept file, handed out only as they were kept."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from hashlib import file_digest, sha256
from io import BufferedReader
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
    """Open a kept file whose bytes have this SHA-256 (hex).

    The bytes are compared when it is opened and once more while they are taken, for
    somebody could write into it meanwhile: the last piece comes only if all fit, so
    a reader who counts bytes never has an altered file for a whole one.

    Raises `NotFoundError` if it is not kept here, `AlteredFileError` if its bytes are
    not those that were kept; taking the pieces raises that, too.
    """
    with ExitStack() as otherwise:
        file = otherwise.enter_context(store.open(digest))
        found, size = file_digest(file, "sha256").hexdigest(), file.tell()
        _check(found, digest)
        otherwise.pop_all()
    return WholeFile(size=size, pieces=_pieces(file, digest))


def _pieces(file: BufferedReader, digest: str) -> Iterator[bytes]:
    with file:
        file.seek(0)
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
