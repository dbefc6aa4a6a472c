"""Prefect's server: on loopback, as a child of `vorlauf serve`.

Its first start is quick: Prefect applies its hundred migrations through an
asynchronous driver in about 13 seconds; the same migrations through the plain
driver take 5 and leave the same tables.
"""

import argparse
import asyncio
import os
import warnings
from pathlib import Path

import sqlalchemy as sa
import uvicorn
from alembic.runtime.environment import EnvironmentContext
from alembic.script import ScriptDirectory
from prefect.server.api.server import create_app
from prefect.server.database import provide_database_interface
from prefect.server.database.alembic_commands import alembic_config

from vorlauf.serving import LOOPBACK, end_with_parent


def main() -> None:
    """Run the server until SIGTERM or the end of the parent."""
    parser = argparse.ArgumentParser(prog="python -m flows.server")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--database", type=Path, required=True)
    asked = parser.parse_args()
    end_with_parent()
    if not asked.database.exists():
        make_database(asked.database)
    uvicorn.run(create_app(final=True), host=LOOPBACK, port=asked.port)


def make_database(path: Path) -> None:
    """Make Prefect's SQLite file at `path` with Prefect's own migrations.

    The file appears only when it is whole.
    """
    unfinished = path.with_suffix(".unfinished")
    unfinished.unlink(missing_ok=True)
    engine = sa.create_engine(f"sqlite:///{unfinished}")
    sa.event.listen(engine, "connect", _leave_transactions_to_alembic)
    with engine.connect() as connection, warnings.catch_warnings():
        # Prefect silences the same warnings about indexes on expressions.
        warnings.simplefilter("ignore", sa.exc.SAWarning)
        _migrate(connection)
    engine.dispose()
    unfinished.replace(path)


def _migrate(connection: sa.Connection) -> None:
    database = provide_database_interface()
    config = alembic_config()
    script = ScriptDirectory.from_config(config)
    script.version_locations = [str(database.orm.versions_dir)]
    with EnvironmentContext(config, script) as context:
        context.configure(
            connection=connection,
            target_metadata=database.Base.metadata,
            render_as_batch=True,
            transaction_per_migration=True,
            fn=lambda revision, _: script._upgrade_revs("head", revision),
        )
        with context.begin_transaction():
            context.run_migrations()


def _leave_transactions_to_alembic(connection, _: object) -> None:
    connection.isolation_level = None
    connection.execute("PRAGMA synchronous=OFF")
    connection.execute("PRAGMA foreign_keys=OFF")


if __name__ == "__main__":
    main()
