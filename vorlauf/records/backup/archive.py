"""Archives: many parts in one file, each with its digest, whole or not there at all.

The last part is the manifest, which says what the others are. Nothing is believed of an
archive that is read: a part that the manifest does not name, or whose octets are not
those of its digest, is a fault.
"""

import json
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field, replace
from hashlib import sha256
from pathlib import Path
from secrets import token_hex
from typing import Any, Final, Self
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo
from zlib import error as ZlibError  # noqa: N812, it is an exception

from states.messages import Count, Message, msg
from vorlauf.errors import BadInputError, RefusedError
from vorlauf.records.backup.manifest import MANIFEST, Manifest, Part

_AT_ONCE: Final = 1 << 20  # bytes
_OWNERS_ONLY: Final = 0o600
# A manifest names each picture of years; what is larger is none.
_MOST_OF_MANIFEST: Final = 256 * 1024 * 1024  # bytes
# What a damaged archive raises while it is read.
_DAMAGED: Final = (BadZipFile, ZlibError, EOFError, NotImplementedError, RuntimeError)


@dataclass
class ArchiveWriter:
    """An archive that is being written; what was added so far is in `parts`."""

    file: ZipFile
    parts: dict[str, Part] = field(default_factory=dict)

    def add(
        self, name: str, content: Iterable[bytes], *, is_packed: bool = False
    ) -> None:
        """Add a part; one that `is_packed` already is not packed once more."""
        entry = ZipInfo(name)
        entry.compress_type = ZIP_STORED if is_packed else ZIP_DEFLATED
        entry.external_attr = _OWNERS_ONLY << 16
        digest, size = sha256(), 0
        with self.file.open(entry, "w", force_zip64=True) as part:
            for some in content:
                part.write(some)
                digest.update(some)
                size += len(some)
        self.parts[name] = Part(size=size, sha256=digest.hexdigest())

    def add_file(self, name: str, path: Path, *, is_packed: bool = False) -> None:
        """Add a file as a part."""
        self.add(name, octets_of(path), is_packed=is_packed)

    def seal(self, manifest: Manifest) -> Manifest:
        """Add the manifest with all parts so far, and return it."""
        whole = replace(manifest, parts=self.parts)
        said = json.dumps(asdict(whole), ensure_ascii=False, indent=1)
        self.file.writestr(MANIFEST, said, ZIP_DEFLATED)
        return whole


@contextmanager
def written(path: Path, *, is_replaced: bool = False) -> Iterator[ArchiveWriter]:
    """Write an archive beside its place, then move it there in one step.

    Raises `RefusedError` if something is there already, unless that `is_replaced`.
    """
    if path.exists() and not is_replaced:
        raise RefusedError(_is_there(path))
    draft = path.with_name(f".{path.name}.{token_hex(8)}")
    try:
        number = os.open(draft, os.O_RDWR | os.O_CREAT | os.O_EXCL, _OWNERS_ONLY)
        with os.fdopen(number, "w+b") as file:
            with ZipFile(file, "w", compresslevel=1) as archive:
                yield ArchiveWriter(archive)
            file.flush()
            os.fsync(file.fileno())
        _put(draft, path, is_replaced=is_replaced)
    finally:
        with suppress(FileNotFoundError):
            draft.unlink()


def _put(draft: Path, path: Path, *, is_replaced: bool) -> None:
    if is_replaced:
        draft.replace(path)
    else:
        try:
            os.link(draft, path)
        except FileExistsError as error:
            raise RefusedError(_is_there(path)) from error
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _is_there(path: Path) -> Message:
    return msg(
        "{file} is there already; name another file, or write --force.", file=str(path)
    )


def octets_of(path: Path) -> Iterator[bytes]:
    """Yield what a file holds."""
    with path.open("rb") as file:
        while some := file.read(_AT_ONCE):
            yield some


@dataclass(frozen=True)
class ArchiveReader:
    """An archive as it lies there, and what its manifest says."""

    file: ZipFile
    manifest: Manifest

    @classmethod
    def of(cls, file: ZipFile) -> Self:
        """Read the manifest. Raises `BadInputError` if there is none that is ours."""
        try:
            with file.open(MANIFEST) as part:
                said: Mapping[str, Any] = json.loads(part.read(_MOST_OF_MANIFEST))
        except (*_DAMAGED, KeyError, ValueError) as error:
            raise BadInputError(_no_archive(Path(file.filename or ""))) from error
        return cls(file, Manifest.read(said))

    def octets(self, name: str) -> Iterator[bytes]:
        """Yield what a part holds. Raises `BadInputError` unless it is what it was."""
        wanted, digest, size = self.manifest.parts[name], sha256(), 0
        try:
            with self.file.open(name) as part:
                while some := part.read(min(_AT_ONCE, wanted.size - size + 1)):
                    digest.update(some)
                    size += len(some)
                    if size > wanted.size:
                        break
                    yield some
        except (*_DAMAGED, KeyError, OSError) as error:
            raise BadInputError(_is_damaged(name)) from error
        if (size, digest.hexdigest()) != (wanted.size, wanted.sha256):
            raise BadInputError(_is_damaged(name))

    def extract(self, name: str, place: Path) -> None:
        """Write a part to a new file that its owner alone may read.

        Raises as `octets` does.
        """
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        number = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _OWNERS_ONLY)
        with os.fdopen(number, "wb") as file:
            for some in self.octets(name):
                file.write(some)
            file.flush()
            os.fsync(file.fileno())

    def faults(self) -> Iterator[Message]:
        """Yield what is not as the manifest says: every part is read once."""
        there = self.file.namelist()
        for name in sorted({*there} - {*self.manifest.parts, MANIFEST}):
            yield msg("The part {part} is none of the backup.", part=name)
        if doubles := len(there) - len({*there}):
            yield msg("Parts that are there twice: {count}.", count=Count(doubles))
        for name in self.manifest.parts:
            try:
                for _ in self.octets(name):
                    pass
            except BadInputError as error:
                yield error.message


@contextmanager
def opened(path: Path) -> Iterator[ArchiveReader]:
    """Open an archive. Raises `BadInputError` for a file that is none of ours."""
    try:
        file = ZipFile(path)
    except (*_DAMAGED, ValueError) as error:
        raise BadInputError(_no_archive(path)) from error
    with file:
        yield ArchiveReader.of(file)


def _no_archive(path: Path) -> Message:
    return msg(
        "{file} is no backup and no export of Vorlauf, or its end is missing; name "
        "another file.",
        file=str(path),
    )


def _is_damaged(name: str) -> Message:
    return msg("The part {part} is missing or damaged.", part=name)
