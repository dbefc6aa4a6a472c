"""Free space: what was deleted or overwritten also leaves the files of the database."""

from collections.abc import Collection
from contextlib import suppress
from typing import Final

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import OperationalError

from states.messages import Message, msg
from vorlauf.db.engine import noting
from vorlauf.db.tables import METADATA

_EMPTY_LOG: Final = "PRAGMA wal_checkpoint(TRUNCATE)"


def clear(engine: Engine, tables: Collection[str]) -> Message | None:
    """Write these tables anew, so that their files hold no earlier values.

    SQLite's file is written anew as a whole. Returns what is left over, and how it
    goes, or None if nothing is. Call it outside of any transaction.
    """
    with noting(engine) as connection:
        if engine.dialect.name == "sqlite":
            return _clear_file(connection)
        for name in sorted(METADATA.tables.keys() & set(tables)):
            connection.execute(text(f"VACUUM (FULL) {name}"))
        return msg(
            "PostgreSQL may still hold earlier values in dead rows, statistics and its "
            "write-ahead log until it recycles them; repeat `vorlauf db compact` later."
        )


def _clear_file(connection: Connection) -> Message | None:
    with suppress(OperationalError):
        connection.exec_driver_sql("VACUUM")
        busy = connection.exec_driver_sql(_EMPTY_LOG).one()[0]
        if not busy:
            return None
    return msg(
        "The database is in use, so its file still holds earlier values; stop Vorlauf "
        "and run `vorlauf db compact`."
    )
