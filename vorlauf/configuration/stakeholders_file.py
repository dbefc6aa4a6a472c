"""The file stakeholders.toml as bytes: read with its digest, replaced, copies kept."""

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Final, Self

from states.messages import Message, msg
from vorlauf.errors import (
    ConflictError,
    NotFoundError,
    RefusedError,
    SettingsError,
    StoreError,
)
from vorlauf.host import host_name
from vorlauf.settings import Settings

# Copies may hold passwords of channels: nobody else on this machine reads them.
_PRIVATE_FOLDER: Final = 0o700
_ANY_WRITE: Final = stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH
_COPIES: Final = "stakeholders"


@dataclass(frozen=True)
class FileText:
    """What the file holds, and the SHA-256 (hex) of its bytes."""

    text: str
    digest: str

    @classmethod
    def of(cls, text: str) -> Self:
        """Return a text with the digest that its file will have."""
        return cls(text, sha256(text.encode()).hexdigest())


@dataclass(frozen=True)
class StakeholdersFile:
    """The file at `path`; `copies` is the folder where the texts it had are kept."""

    path: Path
    copies: Path

    @classmethod
    def at(cls, settings: Settings) -> Self:
        """Return the file that these settings name, with its copies in the home."""
        return cls(settings.stakeholders.absolute(), settings.home / _COPIES)

    @property
    def place(self) -> str:
        """Say which file it is among those of several machines."""
        return f"{host_name()}:{self.path}"

    def read(self) -> FileText:
        """Return what is in it. Raises `SettingsError` if it cannot be read as text."""
        try:
            return FileText.of(self.path.read_bytes().decode())
        except (OSError, UnicodeDecodeError) as error:
            raise SettingsError(
                msg("stakeholders.toml cannot be read now; look at it on the server.")
            ) from error

    def why_fixed(self) -> Message | None:
        """Say why nobody can write it from here; None if that is possible."""
        target = self._target
        try:
            is_fixed = not target.stat().st_mode & _ANY_WRITE
        except OSError:
            return msg("stakeholders.toml is missing on the server.")
        if is_fixed or not os.access(target, os.W_OK):
            return msg(
                "stakeholders.toml is read-only; whoever runs Vorlauf can change that."
            )
        if not os.access(target.parent, os.W_OK | os.X_OK) or target.is_mount():
            return msg(
                "The folder of stakeholders.toml is read-only for Vorlauf; whoever "
                "runs it can change that."
            )
        return None

    def replace(self, text: str, *, seen: str) -> FileText:
        """Write the text in place of what has the digest `seen`; return it.

        The file is whole at every moment, is on the disk when this returns, and keeps
        its rights, its owner and the links that lead to it. Raises `ConflictError` if
        it is another one by now, `RefusedError` if it cannot be written.
        """
        new = FileText.of(text)
        if self.read().digest != seen:
            raise ConflictError(
                msg("Somebody has changed stakeholders.toml meanwhile.")
            )
        if (why := self.why_fixed()) is not None:
            raise RefusedError(why)
        try:
            _replace(self._target, text.encode())
        except OSError as error:
            raise RefusedError(
                msg(
                    "stakeholders.toml could not be written: {reason}.",
                    reason=error.strerror or "",
                )
            ) from error
        return new

    def keep(self, new: FileText, *also: str) -> None:
        """Keep a copy of the text, and of those `also` (digests); drop the others.

        Raises `StoreError` if the folder cannot be written.
        """
        copy = self._copy(new.digest)
        try:
            self.copies.mkdir(mode=_PRIVATE_FOLDER, parents=True, exist_ok=True)
            if not copy.exists():
                _write_private(copy, new.text.encode())
        except OSError as error:
            raise StoreError(
                msg(
                    "The folder {folder} cannot be used: {reason}.",
                    folder=str(self.copies),
                    reason=error.strerror or "",
                )
            ) from error
        wanted = {copy.name, *(self._copy(digest).name for digest in also if digest)}
        for other in self.copies.glob("*.toml"):
            if other.name not in wanted:
                with suppress(OSError):
                    other.unlink()

    def kept(self, digest: str) -> FileText:
        """Return the text that was kept. Raises `NotFoundError` if there is none."""
        try:
            found = FileText.of(self._copy(digest).read_bytes().decode())
        except (OSError, UnicodeDecodeError):
            found = None
        if found is None or found.digest != digest:
            raise NotFoundError(
                msg("No copy of that stakeholders.toml is kept on this machine.")
            )
        return found

    @property
    def _target(self) -> Path:
        return self.path.resolve()

    def _copy(self, digest: str) -> Path:
        return self.copies / f"{digest}.toml"


def _replace(target: Path, content: bytes) -> None:
    found = target.stat()
    with _beside(target, content) as fresh:
        fresh.chmod(stat.S_IMODE(found.st_mode))
        with suppress(PermissionError):
            os.chown(fresh, found.st_uid, found.st_gid)
        fresh.replace(target)
    _sync(target.parent)


def _write_private(target: Path, content: bytes) -> None:
    with _beside(target, content) as fresh:
        fresh.replace(target)
    _sync(target.parent)


@contextmanager
def _beside(target: Path, content: bytes) -> Iterator[Path]:
    """Write a file beside the target, readable to us alone; it is gone at the end."""
    with NamedTemporaryFile(
        dir=target.parent, prefix=f".{target.name}.", suffix=".new", delete=False
    ) as fresh:
        path = Path(fresh.name)
        try:
            fresh.write(content)
            fresh.flush()
            os.fsync(fresh.fileno())
            yield path
        finally:
            path.unlink(missing_ok=True)


def _sync(folder: Path) -> None:
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)
