"""Transfers: everything out as lines of JSON and files, and in, into any database.

The state and the audit log are the same afterwards, line by line, with the same head.
As after a restore, nothing that is due goes out before a person has said so.
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, Engine, delete, func, select

from states.messages import Message, msg, sentences
from vorlauf.db import migrate, restorations
from vorlauf.db.engine import name_of, reading, writing
from vorlauf.db.restoration_tables import Restoration
from vorlauf.db.tables import Audit, Post, table_of
from vorlauf.errors import BadInputError, RefusedError
from vorlauf.material.files.storage import files_in
from vorlauf.records.backup import archive, backups, checks, restores, rows
from vorlauf.records.backup.archive import ArchiveReader, ArchiveWriter
from vorlauf.records.backup.backups import MadeArchive
from vorlauf.records.backup.manifest import KEY, STAKEHOLDERS, Manifest
from vorlauf.settings import Settings

# A database with a line or a post is not empty; what a migration writes does not count.
_MAKE_IT_FULL = (table_of(Audit), table_of(Post))
# Of which archive a database comes is no part of its state.
_LEFT_OUT = table_of(Restoration)


def export_all(
    engine: Engine,
    settings: Settings,
    path: Path,
    now: datetime,
    *,
    is_replaced: bool = False,
) -> MadeArchive:
    """Write everything at `now` (aware UTC), of one moment, while others write.

    Raises `StoreError` if the database has not this version's tables, and as
    `backups.make` does.
    """
    migrate.require_current(engine)
    backups.check_place(path)
    with archive.written(path, is_replaced=is_replaced) as writer:
        with reading(engine) as connection:
            if engine.dialect.name == "postgresql":
                one_moment = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"
                connection.exec_driver_sql(one_moment)
            manifest = backups.described(connection, now)
            _add_rows(writer, connection)
        backups.add_surroundings(writer, settings)
        manifest = writer.seal(manifest)
    return MadeArchive(path, path.stat().st_size, manifest)


def _add_rows(writer: ArchiveWriter, connection: Connection) -> None:
    for one in rows.tables():
        if one is not _LEFT_OUT:
            writer.add(f"tables/{one.name}.jsonl", rows.lines(connection, one))


@dataclass(frozen=True, kw_only=True)
class Imported:
    """What was taken in; the configuration that was there may have stayed."""

    manifest: Manifest
    keeps_stakeholders: bool


def import_all(
    reader: ArchiveReader, engine: Engine, settings: Settings, now: datetime
) -> Imported:
    """Take everything in at `now` (aware UTC), into an empty instance; all or nothing.

    Raises `BadInputError` for a damaged archive or one of another version,
    `RefusedError` for an instance that is not empty.
    """
    manifest = reader.manifest
    if broken := [*reader.faults(), *_faults_of_kind(manifest)]:
        raise BadInputError(sentences(broken))
    migrate.upgrade(engine, now)
    _check_empty_home(settings.home)
    with writing(engine) as connection:
        _check_empty(connection, engine)
        _fill(connection, reader)
        restorations.begin(connection, made_at=manifest.at, now=now, head=manifest.head)
        if faults := list(checks.faults_on(connection, manifest)):
            raise BadInputError(sentences(faults))
        keeps = settings.stakeholders.exists()
        places = {} if keeps else {STAKEHOLDERS: settings.stakeholders}
        with _taken_back(settings.home):
            restores.extract(
                reader, {KEY: settings.home / KEY, **places}, settings.home
            )
    return Imported(manifest=manifest, keeps_stakeholders=keeps)


def _faults_of_kind(manifest: Manifest) -> Iterator[Message]:
    wanted = {one.name for one in rows.tables() if one is not _LEFT_OUT}
    if not rows.names(manifest.parts):
        yield msg("There are no rows in the archive; it is no export.")
    elif manifest.migration != migrate.HEAD or rows.names(manifest.parts) != wanted:
        yield msg(
            "Its tables are of version {version}, and this version has {newest}; "
            "import it with the Vorlauf that has made it, and upgrade then.",
            version=manifest.migration or "?",
            newest=migrate.HEAD,
        )


def _check_empty_home(home: Path) -> None:
    for place in (files_in(home), home / KEY):
        if place.exists():
            raise RefusedError(
                msg(
                    "{place} is there already; everything is imported into an empty "
                    "instance.",
                    place=str(place),
                )
            )


def _check_empty(connection: Connection, engine: Engine) -> None:
    for one in _MAKE_IT_FULL:
        if connection.execute(select(func.count()).select_from(one)).scalar_one():
            raise RefusedError(
                msg(
                    "The database {database} is not empty; everything is imported into "
                    "an empty instance.",
                    database=name_of(engine),
                )
            )


def _fill(connection: Connection, reader: ArchiveReader) -> None:
    wanted = [one for one in rows.tables() if one is not _LEFT_OUT]
    for one in reversed(wanted):
        # What a migration has written; not as an act, of which the log would tell.
        connection.exec_driver_sql(str(delete(one)))
    for one in wanted:
        octets = reader.octets(f"tables/{one.name}.jsonl")
        rows.fill(connection, one, rows.split(octets))


@contextmanager
def _taken_back(home: Path) -> Iterator[None]:
    """Remove files and key again if something goes wrong; neither was there before."""
    try:
        yield
    except BaseException:
        shutil.rmtree(files_in(home), ignore_errors=True)
        (home / KEY).unlink(missing_ok=True)
        raise
