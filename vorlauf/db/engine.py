"""The database: opening it, reading from it, writing to it."""

import logging
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from sqlalchemy import Connection, Engine, RootTransaction, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError, DBAPIError, PendingRollbackError

from states.messages import Message, msg, phrase
from vorlauf.db import audit_log, changed_rows
from vorlauf.errors import SettingsError, StoreError, UncertainCommitError

# Doors hand a connection on and need its name, but no more of the library.
__all__ = [
    "Connection",
    "make_engine",
    "name_of",
    "noting",
    "reading",
    "trying",
    "writing",
]

# SQLite waits this long for another process's transaction, in milliseconds.
BUSY_TIMEOUT = 15_000

# Connections of one process at most. The dashboard has fewer threads that ask for one,
# so none waits for another's; most stay open only while they are needed.
MOST_CONNECTIONS = 40
_KEPT_OPEN = 5
_OPTIONS = {
    "hide_parameters": True,
    "pool_size": _KEPT_OPEN,
    "max_overflow": MOST_CONNECTIONS - _KEPT_OPEN,
}

PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    f"PRAGMA busy_timeout={BUSY_TIMEOUT}",
    "PRAGMA foreign_keys=ON",
    # Without it INSERT OR REPLACE walks past the append-only triggers.
    "PRAGMA recursive_triggers=ON",
)


def make_engine(url: str) -> Engine:
    """Return an engine with our settings for SQLite or PostgreSQL.

    Raises `SettingsError` for an address that is neither. Nothing is opened
    yet. Make it after a fork, never before.
    """
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError) as error:
        raise SettingsError(_NOT_A_DATABASE) from error
    if parsed.drivername in {"postgresql", "postgres"}:
        parsed = parsed.set(drivername="postgresql+psycopg")
    if parsed.get_backend_name() == "sqlite":
        return _sqlite(parsed.database or ":memory:")
    # An @ in the host is the rest of a password that holds one and is not quoted.
    if parsed.drivername != "postgresql+psycopg" or "@" in (parsed.host or ""):
        raise SettingsError(_NOT_A_DATABASE)
    try:
        return _postgresql(parsed)
    except ImportError as error:
        raise SettingsError(
            "VORLAUF_DATABASE_URL names PostgreSQL, but its driver is not installed; "
            "install vorlauf[postgres]."
        ) from error


def _discreet(engine: Engine) -> Engine:
    """Keep texts of posts and addresses out of every log, at every level."""
    # Whoever asks for debugging gets whole rows, parameters hidden or not.
    logging.getLogger("sqlalchemy.engine.Engine").addFilter(_is_no_row)
    changed_rows.watch(engine)
    return engine


def _is_no_row(record: logging.LogRecord) -> bool:
    return record.msg != "Row %r"


_NOT_A_DATABASE = (
    "VORLAUF_DATABASE_URL is no address of a database; write sqlite:///FILE or "
    "postgresql://USER@HOST/NAME."
)


def _sqlite(file: str) -> Engine:
    engine = _discreet(create_engine(f"sqlite:///{file}", **_OPTIONS))

    @event.listens_for(engine, "connect")
    def prepare(connection: sqlite3.Connection, _record: object) -> None:
        # We begin transactions ourselves; the driver's own habit is off.
        connection.isolation_level = None
        for pragma in PRAGMAS:
            connection.execute(pragma).close()

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        options = connection.get_execution_options()
        if options.get("notes"):
            return
        safety = "FULL" if options.get("durable", True) else "NORMAL"
        # Every transaction but the first of a connection mostly finds what it needs.
        if connection.info.get(_SAFETY) != safety:
            connection.exec_driver_sql(f"PRAGMA synchronous={safety}")
            connection.info[_SAFETY] = safety
        writes = options.get("writes", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN DEFERRED")

    return engine


def _postgresql(url: URL) -> Engine:
    engine = _discreet(create_engine(url, pool_pre_ping=True, **_OPTIONS))

    @event.listens_for(engine, "connect")
    def prepare(connection: DBAPIConnection, _record: object) -> None:
        # Compiling a statement takes longer than any of ours runs. Said here and not
        # in the address: what stands there stays, and poolers let nothing else through.
        with closing(connection.cursor()) as cursor:
            cursor.execute("SET jit = off")
        # Else the end of the first transaction could take it back.
        connection.commit()

    return engine


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """Open a transaction that only reads. Raises `StoreError`."""
    with _said_plainly(engine), engine.connect() as connection, connection.begin():
        yield connection


@contextmanager
def writing(engine: Engine, *, durable: bool = True) -> Iterator[Connection]:
    """Open the one transaction in which a door writes; commits at the end.

    What is not `durable` outlives the end of this process, however sudden, but not
    a power cut within the next moments: quicker, for what can be found out again.
    Raises `StoreError` when the database cannot be written to, `UncertainCommitError`
    if it was lost while it committed.
    """
    with _said_plainly(engine), engine.connect() as plain:
        connection = plain.execution_options(writes=True, durable=durable)
        transaction = connection.begin()
        try:
            with changed_rows.noted(connection):
                if not durable and engine.dialect.name == "postgresql":
                    connection.exec_driver_sql("SET LOCAL synchronous_commit = off")
                yield connection
                audit_log.tell_rest(connection)
        except BaseException:
            _roll_back(transaction)
            raise
        _commit(transaction)


def _roll_back(transaction: RootTransaction) -> None:
    """Roll back what a lost connection has rolled back already, else here."""
    with suppress(DBAPIError, PendingRollbackError):
        transaction.rollback()


def _commit(transaction: RootTransaction) -> None:
    """Commit, or say that nobody knows whether that was done."""
    try:
        transaction.commit()
    except DBAPIError as error:
        if not error.connection_invalidated:
            raise
        _roll_back(transaction)
        raise UncertainCommitError(
            msg(
                "The database was lost at the moment of saving. It may have been saved "
                "all the same: look before you do it again."
            )
        ) from error


@contextmanager
def trying(engine: Engine) -> Iterator[Connection]:
    """Open a transaction that writes and is rolled back: what would follow from an act.

    Raises `StoreError` when the database cannot be written to.
    """
    with _said_plainly(engine), engine.connect() as plain:
        connection = plain.execution_options(writes=True)
        transaction = connection.begin()
        try:
            with changed_rows.noted(connection):
                yield connection
        finally:
            transaction.rollback()


@contextmanager
def noting(engine: Engine) -> Iterator[Connection]:
    """Open a connection on which each statement is committed as soon as it is run.

    For one short note, at the very moment it becomes true: everything else about it is
    done before. It is not durable, as `writing` explains, and holds no lock until then.
    """
    options = {"notes": True, "isolation_level": "AUTOCOMMIT"}
    with _said_plainly(engine), engine.connect() as plain:
        connection = plain.execution_options(**options)
        is_sqlite = engine.dialect.name == "sqlite"
        connection.exec_driver_sql(_CARELESS if is_sqlite else _CARELESS_THERE)
        connection.info[_SAFETY] = "NORMAL"
        try:
            yield connection
        finally:
            if not is_sqlite:
                connection.exec_driver_sql("RESET synchronous_commit")


# Under this name a connection to SQLite keeps what it was last told of power cuts.
_SAFETY = "synchronous"
_CARELESS = "PRAGMA synchronous=NORMAL"
_CARELESS_THERE = "SET synchronous_commit = off"

_LOST = phrase("trouble", "does not answer; look whether its server runs")
_TROUBLES = {
    "file is not a database": phrase(
        "trouble", "is no database file; name another file"
    ),
    "readonly database": phrase(
        "trouble", "is read-only; give this user the right to write there"
    ),
    "unable to open": phrase(
        "trouble", "cannot be opened; run `vorlauf init`, or let us write there"
    ),
    "database is locked": phrase(
        "trouble", "is busy in another process; try again in a moment"
    ),
    "no such table": phrase("trouble", "has no tables yet; run `vorlauf db upgrade`"),
    "does not exist": phrase(
        "trouble", "has no such database or table; run `vorlauf db upgrade`"
    ),
    "fatal:": phrase(
        "trouble", "is there but refuses; check user and password, or wait if it starts"
    ),
    "connection": _LOST,
    "disk is full": phrase("trouble", "is full; make room on the disk"),
    "malformed": phrase("trouble", "is damaged; restore a backup"),
    "could not decode": phrase("trouble", "is damaged; restore a backup"),
    "disk i/o error": phrase("trouble", "cannot be read or written; look at the disk"),
}


@contextmanager
def _said_plainly(engine: Engine) -> Iterator[None]:
    """Turn what the driver says about the database as a whole into a sentence."""
    try:
        yield
    except PendingRollbackError as error:
        # Somebody went on in a transaction whose connection was lost before.
        raise StoreError(_sentence(engine, _LOST)) from error
    except DBAPIError as error:
        words = str(error.orig).casefold()
        for sign, trouble in _TROUBLES.items():
            if sign in words:
                raise StoreError(_sentence(engine, trouble)) from error
        if error.connection_invalidated:
            raise StoreError(_sentence(engine, _LOST)) from error
        raise


def _sentence(engine: Engine, trouble: Message) -> Message:
    return msg(
        "The database {database} {trouble}.",
        database=name_of(engine),
        trouble=trouble,
    )


def name_of(engine: Engine) -> str:
    """Return the database's name for people: a file, or an address without password."""
    if engine.url.get_backend_name() == "sqlite":
        return Path(engine.url.database or ":memory:").name
    url = engine.url
    # Put together anew, for a password may also stand among the options.
    return URL.create(
        "postgresql", url.username, None, url.host, url.port, url.database
    ).render_as_string()
