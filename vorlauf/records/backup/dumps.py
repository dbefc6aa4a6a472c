"""Dumps: a database as a file, taken while others write, and an empty one filled by it.

SQLite copies its own pages; PostgreSQL's own programs write and read its form. A dump
is of one moment: what is read beside it, on the connection that it comes with, is of
the same.
"""

import os
import re
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, Engine, inspect
from sqlalchemy.engine import URL

from states.messages import msg
from vorlauf.db.engine import make_engine, name_of, reading
from vorlauf.errors import RefusedError, SettingsError, StoreError
from vorlauf.records.backup.manifest import POSTGRESQL, SQLITE

_PLAIN: Final = ("--no-owner", "--no-privileges")
_NUMBER: Final = re.compile(r"\(PostgreSQL\) (\d+)")
# Of what a program says this is shown.
_MOST_WORDS: Final = 500


@dataclass(frozen=True)
class Dump:
    """A database as a file; `name` is that of its part of an archive."""

    name: str
    path: Path
    connection: Connection


@contextmanager
def taken(engine: Engine, folder: Path) -> Iterator[Dump]:
    """Dump a database into a folder, and yield it with a connection of that moment.

    Raises `SettingsError` if PostgreSQL's program is missing or too old, `StoreError`
    if the dump fails.
    """
    take = _of_sqlite if engine.dialect.name == "sqlite" else _of_postgresql
    with take(engine, folder) as dump:
        yield dump


@contextmanager
def _of_sqlite(engine: Engine, folder: Path) -> Iterator[Dump]:
    path = folder / SQLITE
    with reading(engine) as connection:
        # The first question settles which moment it is.
        connection.exec_driver_sql("SELECT count(*) FROM sqlite_master").close()
        source = connection.connection.driver_connection
        assert isinstance(source, sqlite3.Connection)  # noqa: S101, the only driver
        with closing(sqlite3.connect(path)) as copy:
            source.backup(copy)
            # A file alone, without another beside it.
            copy.execute("PRAGMA journal_mode=DELETE").close()
        yield Dump(SQLITE, path, connection)


@contextmanager
def _of_postgresql(engine: Engine, folder: Path) -> Iterator[Dump]:
    path = folder / POSTGRESQL
    with reading(engine) as connection:
        connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        asked = connection.exec_driver_sql("SELECT pg_export_snapshot()")
        snapshot = str(asked.scalar_one())
        _check_age(connection)
        words = ("--format=custom", f"--snapshot={snapshot}", f"--file={path}")
        _run("pg_dump", [*words, *_PLAIN], engine.url)
        yield Dump(POSTGRESQL, path, connection)


def _check_age(connection: Connection) -> None:
    """Raise `SettingsError` if pg_dump is missing, or older than the server."""
    asked = connection.exec_driver_sql("SHOW server_version_num")
    server = int(asked.scalar_one()) // 10_000
    found = _NUMBER.search(_run("pg_dump", ["--version"]))
    ours = int(found[1]) if found else 0
    if ours < server:
        raise SettingsError(
            msg(
                "pg_dump is of version {ours} and the server of version {server}; "
                "install PostgreSQL's programs of version {server} or newer.",
                ours=ours,
                server=server,
            )
        )


def fill(engine: Engine, dump: Path) -> None:
    """Fill an empty database with a dump of its own kind.

    Raises `StoreError` if that fails; then PostgreSQL's is still empty.
    """
    if engine.dialect.name == "sqlite":
        place = Path(engine.url.database or "")
        shutil.copyfile(dump, place)
        place.chmod(0o600)
        return
    words = ("--single-transaction", "--exit-on-error", *_PLAIN)
    _run("pg_restore", [*words, str(dump)], engine.url)


def check_readable(dump: Path) -> None:
    """Raise `StoreError` if pg_restore cannot read a dump to its end."""
    _run("pg_restore", ["--file=/dev/null", str(dump)])


def check_empty(engine: Engine) -> None:
    """Raise `RefusedError` if there are tables in a database."""
    with reading(engine) as connection:
        tables = inspect(connection).get_table_names()
    if tables:
        raise RefusedError(
            msg(
                "The database {database} is not empty; name one without tables.",
                database=name_of(engine),
            )
        )


@contextmanager
def closing_engine(url: str) -> Iterator[Engine]:
    """Open a database, and let go of it at the end."""
    engine = make_engine(url)
    try:
        yield engine
    finally:
        engine.dispose()


def _run(program: str, words: Sequence[str], url: URL | None = None) -> str:
    """Run one of PostgreSQL's programs and return what it says."""
    where, secret = _address(url) if url is not None else ([], {})
    try:
        ended = subprocess.run(
            [program, *where, *words],
            env={**os.environ, **secret},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
        )
    except FileNotFoundError as error:
        raise SettingsError(
            msg(
                "{program} is not installed here; install PostgreSQL's programs (in "
                "Debian: postgresql-client).",
                program=program,
            )
        ) from error
    if ended.returncode:
        said = " ".join(ended.stderr.split())[:_MOST_WORDS]
        raise StoreError(
            msg("{program} has failed: {reason}", program=program, reason=said)
        )
    return ended.stdout


def _address(url: URL) -> tuple[list[str], Mapping[str, str]]:
    """Return how a program is told the database, and the password apart from it.

    What stands in the words of a program everybody on the machine can read.
    """
    query = dict(url.query)
    password = url.password or query.pop("password", None)
    plain = URL.create(
        "postgresql", url.username, None, url.host, url.port, url.database, query
    )
    shown = plain.render_as_string(hide_password=False)
    return [f"--dbname={shown}"], {"PGPASSWORD": str(password)} if password else {}
