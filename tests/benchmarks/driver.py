"""The driver: the statements that the engine sends, sent again without the engine."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from typing import Any, Protocol

import psycopg
from sqlalchemy import Engine, event, make_url

from vorlauf.db.engine import PRAGMAS

# A statement, its parameters, and whether they are many rows.
Sent = tuple[str, Any, bool]


class Driver(Protocol):
    """A connection of one of the two drivers; nothing is committed by itself."""

    def execute(self, statement: Any, parameters: Any, /) -> Any:
        """Send one statement and return its cursor."""

    def cursor(self) -> Any:
        """Return a new cursor."""


@contextmanager
def recorded(engine: Engine) -> Iterator[list[Sent]]:
    """Record all that the engine sends, and where it commits."""
    sent: list[Sent] = []

    def note(
        _connection: object,
        _cursor: object,
        statement: str,
        parameters: object,
        _context: object,
        executemany: bool,  # noqa: FBT001, the event is called so
    ) -> None:
        sent.append((statement, parameters, executemany))

    def note_end(_connection: object) -> None:
        sent.append(("COMMIT", None, False))

    event.listen(engine, "before_cursor_execute", note)
    event.listen(engine, "commit", note_end)
    yield sent
    event.remove(engine, "before_cursor_execute", note)
    event.remove(engine, "commit", note_end)


@contextmanager
def connected(database: str) -> Iterator[Driver]:
    """Connect to a database by its driver alone, with our settings."""
    url = make_url(database)
    if url.get_backend_name() == "sqlite":
        with closing(sqlite3.connect(str(url.database), isolation_level=None)) as file:
            for pragma in PRAGMAS:
                file.execute(pragma).close()
            yield file
    else:
        plain = url.set(drivername="postgresql").render_as_string(hide_password=False)
        with psycopg.connect(plain) as server:
            server.execute("SET jit = off")
            server.commit()
            yield server


def replay(driver: Driver, sent: Sequence[Sent]) -> None:
    """Send the same again, its beginning and its end included; every row is read."""
    for statement, parameters, is_many in sent:
        if is_many:
            driver.cursor().executemany(statement, parameters)
        else:
            _read(driver.execute(statement, parameters or ()))


def _read(cursor: Any) -> None:
    if cursor.description is not None:
        cursor.fetchall()
