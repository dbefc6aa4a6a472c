"""Checks of an archive: everything that can be verified without writing anything.

The database of a backup of SQLite is opened in a temporary folder, so that its log is
walked as by `audit verify`; a dump of PostgreSQL is read to its end, and its log is
verified once it is in a database.
"""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import Connection, Engine

from states.messages import Message, msg
from vorlauf.db import audit_head, migrate
from vorlauf.db.engine import reading
from vorlauf.errors import VorlaufError
from vorlauf.material import attestations
from vorlauf.material.files.storage import FileStore
from vorlauf.records.backup import dumps
from vorlauf.records.backup.archive import ArchiveReader
from vorlauf.records.backup.manifest import POSTGRESQL, SQLITE, Manifest


class ArchivedFiles(FileStore):
    """The kept files of an archive, by what its manifest says; its parts are sound."""

    def __init__(self, manifest: Manifest) -> None:
        super().__init__(Path("files"))
        self._manifest = manifest

    def is_whole(self, digest: str) -> bool:
        """Say whether a file is in the archive, as it was kept."""
        return self._is_there(digest, "files")

    def is_original_whole(self, digest: str) -> bool:
        """Say whether the bytes are in the archive as they came."""
        return self._is_there(digest, "files/originals")

    def _is_there(self, digest: str, folder: str) -> bool:
        part = self._manifest.parts.get(f"{folder}/{digest[:2]}/{digest[2:4]}/{digest}")
        return part is not None and part.sha256 == digest


def faults(reader: ArchiveReader, now: datetime) -> Iterator[Message]:
    """Yield what is wrong with a backup: with its parts, else with what they say."""
    broken = [*reader.faults(), *faults_of_kind(reader.manifest)]
    yield from broken
    if not broken:
        with TemporaryDirectory(prefix="vorlauf-check-") as folder:
            yield from _faults_of_dump(reader, Path(folder), now)


def faults_of_kind(manifest: Manifest) -> Iterator[Message]:
    """Yield why an archive is no backup that this version can restore."""
    if not {SQLITE, POSTGRESQL} & manifest.parts.keys():
        yield msg("There is no database in the archive; it is no backup.")
    known = migrate.known_versions()
    if manifest.migration not in known:
        yield msg(
            "Its tables are of version {version}, and this version knows up to "
            "{newest}; install the Vorlauf that has made it.",
            version=manifest.migration or "?",
            newest=known[-1],
        )


def _faults_of_dump(
    reader: ArchiveReader, folder: Path, now: datetime
) -> Iterator[Message]:
    name = kind_of(reader.manifest)
    dump = folder / name
    reader.extract(name, dump)
    try:
        if name == POSTGRESQL:
            dumps.check_readable(dump)
            return
        with dumps.closing_engine(f"sqlite:///{dump}") as engine:
            migrate.upgrade(engine, now)
            yield from faults_of_log(engine, reader.manifest)
    except VorlaufError as error:
        yield error.message


def kind_of(manifest: Manifest) -> str:
    """Return the part that holds the database of a backup."""
    return SQLITE if SQLITE in manifest.parts else POSTGRESQL


def faults_of_log(engine: Engine, manifest: Manifest) -> Iterator[Message]:
    """Yield what a database from an archive has against its log and the manifest."""
    with reading(engine) as connection:
        yield from faults_on(connection, manifest)


def faults_on(connection: Connection, manifest: Manifest) -> Iterator[Message]:
    """Yield the same on an open connection."""
    verdict = attestations.verify(connection)
    broken = attestations.broken_files(connection, ArchivedFiles(manifest))
    for fault in (*verdict.faults, *broken):
        yield msg("{fault}.", fault=fault)
    if manifest.head:
        kept = [audit_head.parse(manifest.head)]
        yield from audit_head.unproven(audit_head.compare(connection, kept, verdict))
