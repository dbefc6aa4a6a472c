"""The schema's version: bringing a database up to date, or refusing it."""

from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, text

from vorlauf.errors import StoreError
from vorlauf.store.database import name_of, reading, writing

MIGRATIONS = Path(__file__).parent / "migrations"

# Kept in a file of its own, so that two branches with a migration conflict.
HEAD = (MIGRATIONS / ".head").read_text(encoding="ascii").strip()


def upgrade(engine: Engine) -> str | None:
    """Bring the database to this version's schema; return the version it had.

    Creates what is missing and loses nothing. Raises `StoreError` for a
    database that a newer Vorlauf has written, one that is not ours, and one
    that cannot be written.
    """
    # Alembic takes 0.2 s to import, and only this function needs it.
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415

    with reading(engine) as connection:
        before = _version(connection)
        _refuse_foreign(connection, engine, before)
    if before == HEAD:
        return before
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with writing(engine) as connection:
        _wait_for_other_machines(connection)
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
    return before


def _wait_for_other_machines(connection: Connection) -> None:
    # SQLite's writers wait for each other anyway. The number is ours: "VORL".
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(1448038988)"))


def require_current(engine: Engine) -> None:
    """Raise `StoreError` unless the database has exactly this version's schema."""
    with reading(engine) as connection:
        version = _version(connection)
        _refuse_foreign(connection, engine, version)
    if version != HEAD:
        raise StoreError(
            f"The database {name_of(engine)} has no tables of this version yet; "
            "run `vorlauf db upgrade`."
        )


def _version(connection: Connection) -> str | None:
    found = connection.dialect.has_table(connection, "alembic_version")
    if not found:
        return None
    row = connection.execute(text("SELECT version_num FROM alembic_version"))
    version = row.scalar_one_or_none()
    return None if version is None else str(version)


def _refuse_foreign(
    connection: Connection, engine: Engine, version: str | None
) -> None:
    is_newer = version is not None and version.isdigit() and version > HEAD
    if is_newer:
        raise StoreError(
            f"The database {name_of(engine)} was written by a newer Vorlauf "
            f"(schema {version}, this one knows {HEAD}); install that version."
        )
    if version not in known_versions() and inspect(connection).get_table_names():
        raise StoreError(
            f"The database {name_of(engine)} holds tables of another program; "
            "name a database of its own for Vorlauf."
        )


def known_versions() -> tuple[str, ...]:
    """Return the numbers of all migrations, oldest first."""
    files = sorted((MIGRATIONS / "versions").glob("[0-9]*.py"))
    return tuple(file.name.split("_")[0] for file in files)
