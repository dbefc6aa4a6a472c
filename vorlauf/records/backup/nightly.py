"""Nightly backups: one a night into a folder, and the oldest go.

None goes while the audit log is broken or before the newest was read back: what is
sound stays until a person has looked.
"""

import re
import shutil
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from math import inf
from pathlib import Path
from typing import Final, Self

from sqlalchemy import Engine

from states.messages import msg, sentences
from vorlauf.errors import StoreError
from vorlauf.records.backup import archive, backups
from vorlauf.records.backup.backups import MadeArchive
from vorlauf.settings import Settings

# The nightly run goes once a night; half a day later somebody has to look.
TOO_OLD: Final = timedelta(hours=36)
_NAME: Final = "vorlauf-%Y-%m-%dT%H%M%SZ.zip"
_OURS: Final = re.compile(r"vorlauf-\d{4}-\d\d-\d\dT\d{6}Z\.zip")
# What a killed run has left is older than any run lasts.
_LEFT_BEHIND: Final = timedelta(days=1)


@dataclass(frozen=True)
class BackupFolder:
    """The folder of the nightly backups, of which the newest `keep` stay."""

    path: Path
    keep: int

    @classmethod
    def of(cls, settings: Settings) -> Self | None:
        """Return the folder that the settings name; None if they name none."""
        if settings.backup_folder is None:
            return None
        return cls(settings.backup_folder, settings.backup_keep)

    def last_at(self) -> datetime | None:
        """Return when (aware UTC) the newest was made; None if there is none."""
        newest = self._all()[-1:]
        return _made_at(newest[0]) if newest else None

    def age(self, now: datetime) -> float:
        """Return how many seconds before `now` the newest was made; else infinite."""
        last_at = self.last_at()
        return (now - last_at).total_seconds() if last_at else inf

    def examine(self, now: datetime) -> datetime:
        """Return when the newest was made. Raises `StoreError` if it is too old."""
        last_at = self.last_at()
        if last_at is None:
            raise StoreError(
                msg(
                    "There is no backup in {folder} yet; look at the nightly run, or "
                    "run `vorlauf backup`.",
                    folder=str(self.path),
                )
            )
        if now - last_at > TOO_OLD:
            raise StoreError(
                msg(
                    "The last backup in {folder} is of {at}; look at the nightly run.",
                    folder=str(self.path),
                    at=last_at,
                )
            )
        return last_at

    def add(
        self, engine: Engine, settings: Settings, now: datetime, *, removes_old: bool
    ) -> MadeArchive:
        """Make tonight's and read it back; then the oldest go, if it `removes_old`.

        Raises as `backups.make` does, and `StoreError` if it cannot be read back.
        """
        place = self.path / now.astimezone(UTC).strftime(_NAME)
        made = backups.make(engine, settings, place, now, is_replaced=True)
        with archive.opened(place) as reader:
            if broken := list(reader.faults()):
                raise StoreError(sentences(broken))
        if removes_old:
            for old in self._all()[: -self.keep]:
                old.unlink()
        self._tidy(now)
        return made

    def _all(self) -> list[Path]:
        """Return the backups, the oldest first; other files are none of ours."""
        if not self.path.is_dir():
            return []
        return sorted(one for one in self.path.iterdir() if _OURS.fullmatch(one.name))

    def _tidy(self, now: datetime) -> None:
        """Remove what a killed run has left behind."""
        for one in (*self.path.glob(".vorlauf-*.zip.*"), *self.path.glob(".backup-*")):
            if now.timestamp() - one.stat().st_mtime > _LEFT_BEHIND.total_seconds():
                shutil.rmtree(one) if one.is_dir() else one.unlink()


def _made_at(path: Path) -> datetime:
    return datetime.strptime(path.name, _NAME).replace(tzinfo=UTC)
