import re
import subprocess
import sys

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import inspect, text

from vorlauf.errors import StoreError
from vorlauf.store.database import reading, writing
from vorlauf.store.schema import (
    HEAD,
    MIGRATIONS,
    known_versions,
    require_current,
    upgrade,
)
from vorlauf.store.tables import METADATA

# What autogenerate does not compare: checks, conditions of indexes, defaults.
_WRITTEN_DOWN = {
    "sqlite": """
        SELECT type, tbl_name, sql FROM sqlite_master
        WHERE type IN ('table', 'index') AND sql IS NOT NULL
        AND tbl_name <> 'alembic_version'""",
    "postgresql": """
        SELECT 'constraint', conname, pg_get_constraintdef(oid) FROM pg_constraint
        WHERE connamespace = 'public'::regnamespace AND conname NOT LIKE 'alembic%'
        UNION SELECT 'index', indexname, indexdef FROM pg_indexes
        WHERE schemaname = 'public' AND tablename <> 'alembic_version'
        UNION SELECT table_name, column_name, data_type || is_nullable
        FROM information_schema.columns
        WHERE table_schema = 'public' AND table_name <> 'alembic_version'""",
}


@pytest.fixture
def engine(engine_of_its_own):
    return engine_of_its_own


def written_down(connection):
    rows = connection.execute(text(_WRITTEN_DOWN[connection.dialect.name]))
    return {(*row[:2], _in_any_order(row[2])) for row in rows}


def _in_any_order(sql):
    """Constraints may stand in any order between the columns of a table.

    SQLite writes a column that was added later behind the last one, in its line.
    """
    lines = re.split(r"(?m)\n|, (?=\w+ [A-Z]+(?: DEFAULT |, $))", sql)
    return tuple(sorted(line.strip(" ,\t") for line in lines))


def test_an_empty_database_gets_the_tables_of_the_models(empty_engine):
    assert upgrade(empty_engine) is None

    with reading(empty_engine) as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "compare_server_default": True}
        )
        assert compare_metadata(context, METADATA) == []


def test_the_migrations_write_down_every_rule_of_the_models(engine):
    with writing(engine) as connection:
        migrated = written_down(connection)
        METADATA.drop_all(connection)
        METADATA.create_all(connection)

        assert written_down(connection) == migrated


def test_a_second_upgrade_changes_nothing(engine):
    with reading(engine) as connection:
        before = written_down(connection)

    assert upgrade(engine) == HEAD
    with reading(engine) as connection:
        assert written_down(connection) == before


def test_the_head_is_the_last_migration():
    assert known_versions()[-1] == HEAD


def test_a_current_database_is_accepted(engine):
    require_current(engine)


UPGRADE = """
import sys
from vorlauf.store.database import make_engine
from vorlauf.store.schema import upgrade
upgrade(make_engine(sys.argv[1]))
"""


@pytest.mark.program
@pytest.mark.timeout(600)
def test_several_machines_may_upgrade_at_once(empty_engine):
    url = empty_engine.url.render_as_string(hide_password=False)
    command = [sys.executable, "-c", UPGRADE, url]

    with subprocess.Popen(command) as one, subprocess.Popen(command) as other:
        machines = [one, other]

    assert [machine.returncode for machine in machines] == [0, 0]
    require_current(empty_engine)


def sentence_of(action, engine):
    with pytest.raises(StoreError) as refused:
        action(engine)
    sentence = str(refused.value)
    assert "\n" not in sentence
    assert sentence.startswith("The database ")
    assert sentence.endswith(".")
    return sentence


def test_an_empty_database_is_named_with_the_cure(empty_engine):
    sentence = sentence_of(require_current, empty_engine)

    assert "run `vorlauf db upgrade`" in sentence


@pytest.mark.parametrize("action", [upgrade, require_current])
def test_a_database_of_a_newer_version_is_left_alone(engine, action):
    with writing(engine) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    sentence = sentence_of(action, engine)

    assert f"newer Vorlauf (schema 9999, this one knows {HEAD})" in sentence


FOREIGN = {
    "one table": ["CREATE TABLE bookmarks (url TEXT)"],
    "a table named like ours": ["CREATE TABLE post (id INTEGER)"],
    "migrations of its own": [
        "CREATE TABLE alembic_version (version_num TEXT)",
        "INSERT INTO alembic_version VALUES ('a1b2c3d4e5f6')",
    ],
}


@pytest.mark.parametrize("action", [upgrade, require_current])
@pytest.mark.parametrize("kind", FOREIGN)
def test_a_database_of_another_program_is_left_alone(empty_engine, kind, action):
    with writing(empty_engine) as connection:
        for statement in FOREIGN[kind]:
            connection.execute(text(statement))
        tables = inspect(connection).get_table_names()

    sentence = sentence_of(action, empty_engine)

    assert "another program; name a database of its own for Vorlauf" in sentence
    with reading(empty_engine) as connection:
        assert inspect(connection).get_table_names() == tables


def test_notices_of_the_first_version_are_kept_with_their_bytes(empty_engine):
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with writing(empty_engine) as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        for statement in FIRST_VERSION.split(";"):
            connection.execute(text(statement))

    upgrade(empty_engine)

    with reading(empty_engine) as connection:
        joined = "notice LEFT JOIN message USING (message_id)"
        rows = connection.execute(
            text(f"SELECT notice.state, planned_at = due_at, subject FROM {joined}")
        ).all()
    assert set(rows) == {("sent", True, "Bitte"), ("queued", True, None)}


FIRST_VERSION = """
    INSERT INTO post VALUES (1, '2023-001', 'T', 'ada', 'draft', '2023-11-21 09:00',
        '2023-11-21 09:00', NULL, true, true, 1, 'f', 1, false, '2023-09-18', NULL);
    INSERT INTO step VALUES (1, 1, 1, 'review', 'smi', 'ines', false, '2023-09-18',
        '2023-09-20', NULL, 0, NULL, NULL, NULL, NULL, '');
    INSERT INTO notice VALUES (1, 1, 1, 1, 'reminder', 'mail', 'ines', 'smi', 1,
        '2023-09-19', 'sent', 1, 1, NULL, NULL, '<1@x.de>', 'Bitte', 'Liebe Frau Iser',
        '2023-09-19', '2023-09-19', NULL);
    INSERT INTO notice VALUES (2, 1, 1, 1, 'reminder', 'mail', 'ines', 'smi', 2,
        '2023-09-20', 'queued', 0, 0, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL)
"""
