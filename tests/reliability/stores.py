"""Stores: databases of a run alone, on SQLite and on PostgreSQL."""

import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, closing, contextmanager
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import psycopg
from psycopg import sql
from sqlalchemy import Engine, make_url

from vorlauf.db.engine import make_engine
from vorlauf.db.migrate import upgrade

SQLITE, POSTGRESQL = "SQLite", "PostgreSQL"
BOTH: Final = (SQLITE, POSTGRESQL)
NO_POSTGRESQL: Final = (
    "PostgreSQL does not answer; VORLAUF_TEST_POSTGRES_URL can name one"
)
SERVER: Final = os.environ.get(
    "VORLAUF_TEST_POSTGRES_URL", "postgresql://postgres@127.0.0.1:5432/postgres"
)
_NUMBERS = count(1)


def is_there(kind: str) -> bool:
    """Say whether databases of this kind can be made here."""
    if kind == SQLITE:
        return True
    try:
        psycopg.connect(SERVER, connect_timeout=3).close()
    except psycopg.OperationalError:
        return False
    return True


def missing(kinds: Sequence[str]) -> list[str]:
    """Return which of them cannot be measured on."""
    return [kind for kind in kinds if not is_there(kind)]


def store(
    kind: str, template: str | None = None, *, is_empty: bool = False
) -> AbstractContextManager[str]:
    """Make a database, drop it at the end; yields its URL.

    `template` is the URL of one of the same kind to copy, which nobody is using;
    without one it has every table and no row, or if it `is_empty` no table.
    """
    make = _sqlite if kind == SQLITE else _postgresql
    return make(template, is_empty=is_empty)


@contextmanager
def engine_on(url: str) -> Iterator[Engine]:
    """Open a database; afterwards nothing of it is left open, so forking is safe."""
    engine = make_engine(url)
    try:
        yield engine
    finally:
        engine.dispose()


@contextmanager
def _sqlite(template: str | None, *, is_empty: bool) -> Iterator[str]:
    with TemporaryDirectory(prefix="vorlauf-faults-") as folder:
        file = Path(folder) / "vorlauf.db"
        url = f"sqlite:///{file}"
        if template is None and not is_empty:
            _fill(url)
        elif template is not None:
            shutil.copy(make_url(template).database or "", file)
        yield url


@contextmanager
def _postgresql(template: str | None, *, is_empty: bool) -> Iterator[str]:
    name = f"vorlauf_faults_{os.getpid()}_{next(_NUMBERS)}"
    source = (template and make_url(template).database) or "template0"
    create = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
    drop = sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name))
    with closing(psycopg.connect(SERVER, autocommit=True)) as server:
        server.execute(create.format(sql.Identifier(name), sql.Identifier(source)))
    url = make_url(SERVER).set(database=name).render_as_string(hide_password=False)
    try:
        if template is None and not is_empty:
            _fill(url)
        yield url
    finally:
        with closing(psycopg.connect(SERVER, autocommit=True)) as server:
            server.execute(drop)


def _fill(url: str) -> None:
    with engine_on(url) as engine:
        upgrade(engine)
