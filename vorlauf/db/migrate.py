"""The schema's version: upgrade a database, or refuse it."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, Engine, inspect, text

from states.messages import Count, Message, msg
from vorlauf.db import row_upgrade
from vorlauf.db.engine import name_of, reading, writing
from vorlauf.errors import StoreError

MIGRATIONS = Path(__file__).parent / "migrations"

# Kept in a file of its own, so that two branches with a migration conflict.
HEAD = (MIGRATIONS / ".head").read_text(encoding="ascii").strip()
# Schemas from before the first release that the first migration can start from, and
# those that nothing can start from any more.
_PREDECESSORS: Final = ("0004", "0005", "0006")
_OUTDATED: Final = ("0001", "0002", "0003")
# From this schema on no secret of ours is kept in the clear.
_WITHOUT_SECRETS: Final = "0012"


def upgrade(
    engine: Engine, now: datetime | None = None, told: list[Message] | None = None
) -> str | None:
    """Bring the database to this version's schema; return the version it had.

    Creates what is missing and loses nothing. `now` (aware UTC) dates what the log is
    told of the upgrade; what people should know of it is added to `told`. Raises
    `StoreError` for a database that a newer Vorlauf has written, one that is not ours,
    one that cannot be written, and one whose log would have to be rewritten and is
    broken.
    """
    # Alembic takes 0.2 s to import, and only this function needs it.
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415

    told = [] if told is None else told
    with reading(engine) as connection:
        before = version_of(connection)
        _refuse_foreign(connection, engine, before)
    if before == HEAD:
        return before
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with writing(engine) as connection:
        _wait_for_other_machines(connection)
        came_from = version_of(connection)
        if came_from in _PREDECESSORS:
            connection.execute(text("DELETE FROM alembic_version"))
        told_of = {"connection": connection, "came_from": came_from, "now": now}
        config.attributes.update(told_of)
        command.upgrade(config, "head")
        if came_from is not None and came_from < _WITHOUT_SECRETS and now is not None:
            told += _end_spilt(connection, now)
        row_upgrade.tell_all(connection, came_from, now)
    return before


def _end_spilt(connection: Connection, now: datetime) -> Iterator[Message]:
    # It reads mails, and only an upgrade needs it.
    from vorlauf.db import spilt_secrets  # noqa: PLC0415

    if ended := spilt_secrets.end_spilt(connection, now):
        yield msg(
            "Answers and comments held secrets in the clear, which open nothing any "
            "more: {links} links, {sign_in_links} links to sign in, {sessions} "
            "sessions, {tokens} tokens for programs. Whoever opens such a link is "
            "offered a new one.",
            **{name: Count(number) for name, number in vars(ended).items()},
        )


def _wait_for_other_machines(connection: Connection) -> None:
    # SQLite's writers wait for each other anyway. The number is ours: "VORL".
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(1448038988)"))


def require_current(engine: Engine) -> None:
    """Raise `StoreError` unless the database has exactly this version's schema."""
    with reading(engine) as connection:
        version = version_of(connection)
        _refuse_foreign(connection, engine, version)
    if version != HEAD:
        raise StoreError(
            msg(
                "The database {database} has no tables of this version yet; "
                "run `vorlauf db upgrade`.",
                database=name_of(engine),
            )
        )


def version_of(connection: Connection) -> str | None:
    """Return the version of the tables, None if there are none of ours."""
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
            msg(
                "The database {database} was written by a newer Vorlauf "
                "(schema {version}, this one knows {newest}); install that "
                "version.",
                database=name_of(engine),
                version=version or "",
                newest=HEAD,
            )
        )
    if version in _OUTDATED:
        raise StoreError(
            msg(
                "The database {database} was written by a Vorlauf from before "
                "the first release (schema {version}), and this one reads "
                "none before {oldest}; begin with a new database.",
                database=name_of(engine),
                version=version,
                oldest=_PREDECESSORS[0],
            )
        )
    known = (*_PREDECESSORS, *known_versions())
    if version not in known and inspect(connection).get_table_names():
        raise StoreError(
            msg(
                "The database {database} holds tables of another program; name "
                "a database of its own for Vorlauf.",
                database=name_of(engine),
            )
        )


def known_versions() -> tuple[str, ...]:
    """Return the numbers of all migrations, oldest first."""
    files = sorted((MIGRATIONS / "versions").glob("[0-9]*.py"))
    return tuple(file.name.split("_")[0] for file in files)
