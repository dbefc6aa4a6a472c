"""The head file: heads of the audit log in a file outside the database.

A line for each: `2026-11-23T02:30:00+00:00 1207:3f2a…`. Lines are only added. Those
without a time are read, too, so that people can keep such a file by hand.
"""

import errno
import fcntl
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from states.messages import Message, msg
from vorlauf.db import audit_head
from vorlauf.db.audit_head import KeptHead
from vorlauf.errors import BadInputError, StoreError

# Larger than the heads of a thousand years; what is larger is another file.
_MOST: Final = 64 * 1024 * 1024  # bytes
_TIME: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
# What is left of a line if the disk was full before its end.
_TORN: Final = re.compile(r"[0-9T:+. -]{1,40}( [0-9]+(:[0-9a-f]{0,63})?)?")
_NEWLINE: Final = b"\n"


@dataclass(frozen=True)
class FiledHead:
    """A line of the file: the head, and when it was written there (aware UTC)."""

    head: KeptHead
    at: datetime | None


@dataclass(frozen=True)
class HeadFile:
    """What a head file holds; `odd` are the numbers of lines that are no heads."""

    path: Path
    heads: tuple[FiledHead, ...]
    odd: tuple[int, ...] = ()

    @property
    def kept(self) -> tuple[KeptHead, ...]:
        """The heads alone."""
        return tuple(one.head for one in self.heads)

    @property
    def last_at(self) -> datetime | None:
        """When the newest was written (aware UTC), as far as the file says so."""
        return max((one.at for one in self.heads if one.at), default=None)


def read(path: Path) -> HeadFile:
    """Return what the file holds; nothing if it is not there yet.

    Raises `StoreError` if it cannot be read or is no text.
    """
    try:
        with path.open("rb") as file:
            text = file.read(_MOST).decode()
    except FileNotFoundError:
        return HeadFile(path, ())
    except OSError as error:
        raise StoreError(_unusable(path, error.strerror or str(error))) from error
    except UnicodeDecodeError as error:
        raise StoreError(_unusable(path, "it is no text")) from error
    heads, odd = [], []
    for number, line in enumerate(text.splitlines(), start=1):
        words = line.strip()
        if not words or words.startswith("#"):
            continue
        try:
            heads.append(_filed(words))
        except ValueError:
            # Half a line of a full disk says nothing; any other was changed.
            if not _TORN.fullmatch(words):
                odd.append(number)
    return HeadFile(path, tuple(heads), tuple(odd))


def _filed(words: str) -> FiledHead:
    """Return the head of a line. Raises `ValueError` if there is none."""
    first, _, rest = words.partition(" ")
    is_timed = _TIME.fullmatch(first) is not None
    try:
        head = audit_head.parse(rest if is_timed else words)
    except BadInputError as error:
        raise ValueError(words) from error
    at = datetime.fromisoformat(first).astimezone(UTC) if is_timed else None
    return FiledHead(head, at)


def append(path: Path, head: KeptHead, now: datetime) -> None:
    """Add the head as a line of its own, safely on the disk, or not at all.

    Raises `StoreError` with the reason, for example a full disk.
    """
    line = f"{now.astimezone(UTC).isoformat(timespec='seconds')} {head}\n".encode()
    try:
        with _locked(path) as file:
            size = os.fstat(file).st_size
            if size and os.pread(file, 1, size - 1) != _NEWLINE:
                line = _NEWLINE + line
            try:
                if os.write(file, line) != len(line):
                    raise OSError(0, "only a part of the line could be written")  # noqa: TRY301
                os.fsync(file)
            except OSError:
                _take_back(file, size)
                raise
    except OSError as error:
        raise StoreError(_unusable(path, error.strerror or str(error))) from error


def check_writable(path: Path) -> None:
    """Raise `StoreError` if no line could be added now; adds none."""
    try:
        if path.exists():
            with _locked(path):
                pass
        elif not os.access(path.parent, os.W_OK | os.X_OK):
            raise OSError(errno.EACCES, os.strerror(errno.EACCES))  # noqa: TRY301
        room = os.statvfs(path.parent)
    except OSError as error:
        raise StoreError(_unusable(path, error.strerror or str(error))) from error
    if room.f_bavail == 0:
        raise StoreError(_unusable(path, os.strerror(errno.ENOSPC)))


@contextmanager
def _locked(path: Path) -> Iterator[int]:
    """Open the file for adding, with nobody else at it; made if it is not there."""
    is_new = not path.exists()
    file = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o640)
    try:
        fcntl.flock(file, fcntl.LOCK_EX)
        if is_new:
            _keep_name(path.parent)
        yield file
    finally:
        os.close(file)


def _keep_name(folder: Path) -> None:
    """Let the name of a new file outlive a power cut, too."""
    place = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(place)
    finally:
        os.close(place)


def _take_back(file: int, size: int) -> None:
    try:
        os.ftruncate(file, size)
    except OSError:
        return  # the system lets nobody shorten it; half a line does no harm


def _unusable(path: Path, reason: str) -> Message:
    return msg(
        "The head of the audit log cannot be kept in {file}: {reason}.",
        file=str(path),
        reason=reason,
    )
