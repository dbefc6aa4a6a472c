"""Resumable uploads: files that arrive in pieces over a bad line, each by one sender.

An unfinished upload is two files on disk: `ID.json` has its owner, name and size;
`ID.part` has the bytes so far, and its length is the progress. So nothing has to be
repaired after a crash.
"""

import json
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from fcntl import LOCK_EX, flock
from pathlib import Path
from secrets import token_hex
from typing import Final

from states.messages import msg
from vorlauf.errors import BadInputError, ConflictError, NotFoundError
from vorlauf.material.files.intake import PRESSES
from vorlauf.material.files.storage import files_in, uploads_in

# Of one sender, while they are not finished and taken in.
MOST_FILES: Final = 40
MOST_BYTES: Final = 2_000_000_000
LONGEST_NAME: Final = 120
_ID: Final = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True, kw_only=True)
class Arriving:
    """A file on its way: who sends it, its name, and how many bytes it will have."""

    owner: str
    name: str
    size: int


class Staging:
    """A folder of files that are on their way.

    `owner` is whatever tells senders apart. A file of another owner is not found:
    `NotFoundError`, as for one that never was.
    """

    def __init__(self, root: Path) -> None:
        self.root = root

    def begin(self, owner: str, name: str, size: int) -> str:
        """Announce a file of this many bytes, and return its id, 32 hex digits.

        Raises `BadInputError` for an empty file, or if too much is on its way.
        """
        if size < 1:
            raise BadInputError(msg("The file is empty; choose it again."))
        theirs = [arriving for _, arriving in self._all() if arriving.owner == owner]
        if len(theirs) >= MOST_FILES:
            raise BadInputError(
                msg(
                    "There are {most} files on their way; finish these first.",
                    most=MOST_FILES,
                )
            )
        if size + sum(arriving.size for arriving in theirs) > MOST_BYTES:
            raise BadInputError(
                msg("The files are too large to be sent at the same time.")
            )
        arriving = Arriving(owner=owner, name=plain_name(name), size=size)
        return self._announce(arriving)

    def arriving(self, key: str, owner: str) -> Arriving:
        """Return what was announced. Raises `NotFoundError`."""
        arriving = self._read(key) if _ID.fullmatch(key) else None
        if arriving is None or arriving.owner != owner:
            raise NotFoundError(msg("This file is not on its way; send it again."))
        return arriving

    def offset(self, key: str, owner: str) -> int:
        """Return how many bytes have come. Raises `NotFoundError`."""
        self.arriving(key, owner)
        return self._part(key).stat().st_size

    def append(self, key: str, owner: str, offset: int, piece: bytes) -> int:
        """Add a piece where the last one ended, and return where it ends.

        Raises `ConflictError` with the right place if it begins elsewhere,
        `BadInputError` if it goes beyond what was announced, and `NotFoundError`.
        """
        size = self.arriving(key, owner).size
        with self._part(key).open("r+b") as part:
            flock(part, LOCK_EX)
            come = part.seek(0, os.SEEK_END)
            if offset != come:
                raise ConflictError(
                    msg("{come} bytes of the file have come; go on there.", come=come)
                )
            if come + len(piece) > size:
                raise BadInputError(
                    msg("The file is larger than announced; send it again.")
                )
            part.write(piece)
        return come + len(piece)

    def finished(self, key: str, owner: str) -> Path:
        """Return the whole file. Raises `ConflictError` if it has not all come."""
        arriving, come = self.arriving(key, owner), self.offset(key, owner)
        if come != arriving.size:
            raise ConflictError(
                msg("{come} bytes of the file have come; go on there.", come=come)
            )
        return self._part(key)

    def drop(self, key: str, owner: str) -> None:
        """Forget a file, whether it has come or not. Raises `NotFoundError`."""
        self.arriving(key, owner)
        self._remove(key)

    def make_room(self, owner: str, most: int) -> None:
        """Forget the oldest files of a sender until there are at most so many."""
        theirs = [key for key, arriving in self._all() if arriving.owner == owner]
        theirs.sort(key=lambda key: (self._touched(key), key))
        for key in theirs[: max(0, len(theirs) - most)]:
            self._remove(key)

    def sweep(self, older_than: datetime) -> int:
        """Forget what nobody has touched since (aware UTC); return how many."""
        keys = {file.stem for file in self.root.glob("*.*")}
        old = [key for key in keys if self._touched(key) < older_than]
        for key in old:
            self._remove(key)
        return len(old)

    def _announce(self, arriving: Arriving) -> str:
        self.root.mkdir(parents=True, exist_ok=True, mode=0o700)
        key = token_hex(16)
        self._part(key).touch(mode=0o600, exist_ok=False)
        beside = self._card(key).with_suffix(".new")
        beside.write_text(json.dumps(asdict(arriving)), encoding="utf-8")
        beside.rename(self._card(key))
        return key

    def _all(self) -> Iterator[tuple[str, Arriving]]:
        for card in self.root.glob("*.json"):
            arriving = self._read(card.stem)
            if arriving is not None:
                yield card.stem, arriving

    def _read(self, key: str) -> Arriving | None:
        """Return what a card says, or None if there is none, not even half of one."""
        try:
            said = self._card(key).read_text(encoding="utf-8")
            arriving = Arriving(**json.loads(said))
        except (FileNotFoundError, ValueError):
            return None
        return arriving if self._part(key).exists() else None

    def _touched(self, key: str) -> datetime:
        last = 0.0
        for file in self.root.glob(f"{key}.*"):
            with suppress(FileNotFoundError):
                last = max(last, file.stat().st_mtime)
        return datetime.fromtimestamp(last, UTC)

    def _remove(self, key: str) -> None:
        for file in self.root.glob(f"{key}.*"):
            file.unlink(missing_ok=True)

    def _card(self, key: str) -> Path:
        return self.root / f"{key}.json"

    def _part(self, key: str) -> Path:
        return self.root / f"{key}.part"


def plain_name(name: str) -> str:
    """Return the last part of a path, of printable characters, 120 at most."""
    last = re.split(r"[/\\]", name)[-1]
    shown = "".join(letter for letter in last if letter.isprintable()).strip(" .")
    return shown[:LONGEST_NAME] or "file"


# Somebody may go on after a weekend; a press needs seconds.
UNFINISHED: Final = timedelta(days=4)
PRESSED: Final = timedelta(days=1)


def tidy(home: Path, now: datetime) -> int:
    """Forget unfinished uploads, and what a press that was killed has left behind.

    `now` is aware UTC. Returns how many were forgotten.
    """
    uploads = Staging(uploads_in(home)).sweep(now - UNFINISHED)
    left = [
        folder
        for folder in files_in(home).glob(f"{PRESSES}*")
        if datetime.fromtimestamp(folder.stat().st_mtime, UTC) < now - PRESSED
    ]
    for folder in left:
        shutil.rmtree(folder, ignore_errors=True)
    return uploads + len(left)
