"""Storage: files on disk under their SHA-256; equal content is stored once."""

import os
import re
import shutil
from collections.abc import Iterable
from contextlib import suppress
from hashlib import file_digest, sha256
from io import BufferedReader
from pathlib import Path
from secrets import token_hex
from typing import Final

from states.messages import msg
from vorlauf.errors import NotFoundError

_DIGEST: Final = re.compile(r"[0-9a-f]{64}")
_OWNERS_ONLY: Final = 0o600


class FileStore:
    """A folder of files that are written once, whole or not at all, and never changed.

    What came as it came lies apart, under `originals`, and is shown to nobody.
    """

    def __init__(self, root: Path) -> None:
        self.root = root

    def keep(self, content: Path | bytes) -> str:
        """Keep a file, or bytes, and return its SHA-256 (hex)."""
        return _keep(self.root, content)

    def keep_original(self, content: Path | bytes) -> str:
        """Keep what came as it came, and return its SHA-256 (hex)."""
        return _keep(self.root / "originals", content)

    def path(self, digest: str) -> Path:
        """Return where a file lies. Raises `NotFoundError` if it does not."""
        path = _place(self.root, digest)
        if path is None or not path.is_file():
            raise NotFoundError(msg("This file is not kept here."))
        return path

    def open(self, digest: str) -> BufferedReader:
        """Open a file to read it. Raises `NotFoundError` if there is none."""
        return self.path(digest).open("rb")

    def has(self, digest: str) -> bool:
        """Say whether a file is here."""
        path = _place(self.root, digest)
        return path is not None and path.is_file()

    def has_original(self, digest: str) -> bool:
        """Say whether the bytes of this SHA-256 are kept as they came."""
        path = _place(self.root / "originals", digest)
        return path is not None and path.is_file()

    def drop(self, digests: Iterable[str], originals: Iterable[str] = ()) -> None:
        """Delete files, and what is kept as it came; what is not here is no fault."""
        apart = self.root / "originals"
        places = [_place(self.root, one) for one in digests]
        for place in (*places, *(_place(apart, one) for one in originals)):
            if place is not None:
                place.unlink(missing_ok=True)

    def is_whole(self, digest: str) -> bool:
        """Say whether a file is here and still is what it was when it was kept."""
        return self.has(digest) and digest_of(self.path(digest)) == digest

    def is_original_whole(self, digest: str) -> bool:
        """Say whether the bytes are here as they came and still are what they were."""
        return FileStore(self.root / "originals").is_whole(digest)


def digest_of(content: Path | bytes) -> str:
    """Return the SHA-256 (hex) of a file or of bytes."""
    if isinstance(content, bytes):
        return sha256(content).hexdigest()
    with content.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def _place(root: Path, digest: str) -> Path | None:
    if not _DIGEST.fullmatch(digest):
        return None
    return root / digest[:2] / digest[2:4] / digest


def _keep(root: Path, content: Path | bytes) -> str:
    digest = digest_of(content)
    place = root / digest[:2] / digest[2:4] / digest
    if not place.is_file():
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        _write(place, content)
    return digest


def _write(place: Path, content: Path | bytes) -> None:
    """Write beside the place, then move there in one step."""
    beside = place.with_name(f".{token_hex(8)}")
    try:
        descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _OWNERS_ONLY)
        with os.fdopen(descriptor, "wb") as file:
            if isinstance(content, bytes):
                file.write(content)
            else:
                with content.open("rb") as source:
                    shutil.copyfileobj(source, file, 1 << 20)
            file.flush()
            os.fsync(file.fileno())
        beside.rename(place)
    finally:
        with suppress(FileNotFoundError):
            beside.unlink()
    _settle(place.parent)


def _settle(folder: Path) -> None:
    """See to it that the name of a file outlives a power cut, too."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def files_in(home: Path) -> Path:
    """Return the folder of what is kept, each under its SHA-256."""
    return home / "files"


def uploads_in(home: Path) -> Path:
    """Return the folder of what is on its way."""
    return home / "uploads"
