"""Backups: database, files, key and configuration in one archive, while all runs.

The database first, the files after it. A file is kept before the row that names it is
committed, and never changes, so every file that the dump knows is there when the files
are read. One that came meanwhile is in the archive too: nothing names it, and it does
no harm. One that was erased meanwhile is missing, as it should be.
"""

import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from sqlalchemy import Connection, Engine, func, inspect, select, table

from states.messages import msg
from vorlauf.db import audit_head, migrate
from vorlauf.errors import BadInputError, StoreError
from vorlauf.links import signing_key
from vorlauf.material.files.storage import files_in
from vorlauf.records.backup import archive, dumps
from vorlauf.records.backup.archive import ArchiveWriter
from vorlauf.records.backup.manifest import (
    KEY,
    POSTGRESQL,
    SETTINGS,
    STAKEHOLDERS,
    Manifest,
)
from vorlauf.settings import Settings

_DIGEST_LENGTH: Final = 64


@dataclass(frozen=True)
class MadeArchive:
    """An archive that was made: where it is, how many bytes, and what is in it."""

    path: Path
    size: int
    manifest: Manifest


def make(
    engine: Engine,
    settings: Settings,
    path: Path,
    now: datetime,
    *,
    is_replaced: bool = False,
) -> MadeArchive:
    """Make a backup at `now` (aware UTC).

    Raises `RefusedError` if the file is there already, unless it `is_replaced`, and
    `StoreError` or `SettingsError` if the database cannot be dumped.
    """
    check_place(path)
    with archive.written(path, is_replaced=is_replaced) as writer:
        # Beside the archive there is room for it, and the same people read it.
        with (
            TemporaryDirectory(prefix=".backup-", dir=path.parent) as folder,
            dumps.taken(engine, Path(folder)) as dump,
        ):
            manifest = described(dump.connection, now)
            is_packed = dump.name == POSTGRESQL
            writer.add_file(dump.name, dump.path, is_packed=is_packed)
        add_surroundings(writer, settings)
        manifest = writer.seal(manifest)
    return MadeArchive(path, path.stat().st_size, manifest)


def check_place(path: Path) -> None:
    """Raise `BadInputError` if there is no folder for a file."""
    if not path.parent.is_dir():
        raise BadInputError(
            msg("There is no folder {folder}; make it first.", folder=str(path.parent))
        )


def add_surroundings(writer: ArchiveWriter, settings: Settings) -> None:
    """Add what belongs to a database: files, key, configuration, plain settings."""
    home = settings.home
    for file in kept_files(home):
        name = str(file.relative_to(home))
        # What was erased while we were on the way is not there any more.
        with suppress(FileNotFoundError):
            writer.add_file(name, file, is_packed=True)
    for name, place in (
        (KEY, home / signing_key.NAME),
        (STAKEHOLDERS, settings.stakeholders),
    ):
        if place.exists():
            writer.add_file(name, place)
    said = json.dumps(_plain(settings), indent=1, ensure_ascii=False)
    writer.add(SETTINGS, [said.encode()])


def kept_files(home: Path) -> Iterator[Path]:
    """Yield the files that are kept under their digests, and nothing half written."""
    for file in sorted(files_in(home).rglob("*")):
        if len(file.name) == _DIGEST_LENGTH and file.is_file():
            yield file


def _plain(settings: Settings) -> dict[str, str | None]:
    """Return the settings as whoever restores looks them up; none that hold secrets."""
    shown = {
        one.name: getattr(settings, one.name) for one in fields(settings) if one.repr
    }
    return {name: None if one is None else str(one) for name, one in shown.items()}


def described(connection: Connection, now: datetime) -> Manifest:
    """Return what a manifest says of a database; its parts are not known yet."""
    try:
        head = str(audit_head.last_line(connection).head)
    except StoreError:
        head = ""  # `restore --check` says what is wrong with the log
    return Manifest(
        product=version("vorlauf"),
        migration=migrate.version_of(connection) or "",
        made_at=now.astimezone(UTC).isoformat(timespec="seconds"),
        head=head,
        counts=_counts(connection),
        parts={},
    )


def _counts(connection: Connection) -> dict[str, int]:
    names = sorted(inspect(connection).get_table_names())
    return {
        name: connection.execute(
            select(func.count()).select_from(table(name))
        ).scalar_one()
        for name in names
    }
