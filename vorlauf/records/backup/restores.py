"""Restores: a backup, put into an empty home, where everything that is due is held.

Files, key and configuration come first, for a server's database cannot be emptied
again. The database is marked as restored before it is where a program would look for
it, so that nothing of it is ever sent by itself. What goes wrong leaves an empty home.
"""

import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from sqlalchemy import Engine

from states.messages import Message, msg, sentences
from vorlauf.db import migrate, restorations
from vorlauf.db.engine import writing
from vorlauf.errors import BadInputError, RefusedError, SettingsError
from vorlauf.records.backup import checks, dumps
from vorlauf.records.backup.archive import ArchiveReader
from vorlauf.records.backup.manifest import (
    KEY,
    SETTINGS,
    SQLITE,
    STAKEHOLDERS,
    Manifest,
)

_DATABASE: Final = "vorlauf.db"
_DRAFT: Final = ".vorlauf.db.restoring"


@dataclass(frozen=True, kw_only=True)
class Restored:
    """What was restored where; `faults` are what its log says against it."""

    home: Path
    manifest: Manifest
    faults: tuple[Message, ...]


def restore(
    reader: ArchiveReader, home: Path, database_url: str | None, now: datetime
) -> Restored:
    """Put a backup into an empty home at `now` (aware UTC).

    A dump of PostgreSQL goes into the empty database of this address, that of SQLite
    into the home. Raises `BadInputError` for a damaged archive, `RefusedError` for a
    home or a database that is not empty.
    """
    manifest = reader.manifest
    broken = [*reader.faults(), *checks.faults_of_kind(manifest)]
    if broken:
        raise BadInputError(sentences(broken))
    with _empty(home):
        place = home / _DRAFT
        url = _target(manifest, place, database_url)
        # A server's database cannot be emptied again, so it comes after what may fail.
        extract(
            reader,
            {
                KEY: home / KEY,
                STAKEHOLDERS: home / STAKEHOLDERS,
                SETTINGS: home / "restored-settings.json",
            },
            home,
        )
        with dumps.closing_engine(url) as engine:
            _fill(reader, engine, now)
            faults = tuple(checks.faults_of_log(engine, manifest))
        if place.exists():
            place.rename(home / _DATABASE)
    return Restored(home=home, manifest=manifest, faults=faults)


def _target(manifest: Manifest, place: Path, database_url: str | None) -> str:
    """Return the address of the database to fill."""
    is_sqlite = checks.kind_of(manifest) == SQLITE
    if is_sqlite and database_url is None:
        return f"sqlite:///{place}"
    if is_sqlite or database_url is None or database_url.startswith("sqlite"):
        raise SettingsError(_ELSEWHERE if is_sqlite else _WHERE)
    return database_url


_WHERE: Final = msg(
    "The backup is of PostgreSQL; name an empty database: --database "
    "postgresql://USER@HOST/NAME."
)
_ELSEWHERE: Final = msg(
    "The backup is of SQLite and goes into the home, without --database; into "
    "PostgreSQL it comes by `vorlauf export --all` and `vorlauf import --all`."
)


def _fill(reader: ArchiveReader, engine: Engine, now: datetime) -> None:
    """Fill the database and mark it as restored."""
    manifest = reader.manifest
    if engine.dialect.name != "sqlite":
        dumps.check_empty(engine)
    with TemporaryDirectory(prefix="vorlauf-restore-") as folder:
        dump = Path(folder) / checks.kind_of(manifest)
        reader.extract(dump.name, dump)
        dumps.fill(engine, dump)
    migrate.upgrade(engine, now)
    mark(engine, manifest, now)


def mark(engine: Engine, manifest: Manifest, now: datetime) -> None:
    """Hold everything that is due, for the database comes from an archive."""
    with writing(engine) as connection:
        restorations.begin(connection, made_at=manifest.at, now=now, head=manifest.head)


def extract(reader: ArchiveReader, places: Mapping[str, Path], home: Path) -> None:
    """Put the kept files into a home, and other parts where each belongs."""
    for name in reader.manifest.files:
        reader.extract(name, home / name)
    for name, place in places.items():
        if name in reader.manifest.parts:
            reader.extract(name, place)


@contextmanager
def _empty(home: Path) -> Iterator[None]:
    """Give an empty folder; if something goes wrong, it is empty again."""
    if home.exists() and (not home.is_dir() or any(home.iterdir())):
        raise RefusedError(
            msg(
                "{folder} is not empty; a backup is restored into an empty folder.",
                folder=str(home),
            )
        )
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        yield
    except BaseException:
        for one in home.iterdir():
            shutil.rmtree(one) if one.is_dir() else one.unlink()
        raise
