import re
import subprocess
import sys

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from predecessors import lay_down
from sqlalchemy import inspect, text

from states.post_numbers import number_order
from vorlauf.db.engine import reading, writing
from vorlauf.db.migrate import HEAD, known_versions, require_current, upgrade
from vorlauf.db.tables import METADATA
from vorlauf.errors import StoreError

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
    lines = re.split(r"(?m)\n|, (?=\w+ [A-Z]+(?: DEFAULT |, ))", sql)
    return tuple(sorted(line.strip(" ,\t") for line in lines))


def without_casts(rows):
    """Return the rows without casts: a dump of PostgreSQL spells them another way."""
    plain = re.compile(r"::[a-z ]+(\[\])?|[()]")
    return {(*row[:2], tuple(plain.sub("", part) for part in row[2])) for row in rows}


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


def test_an_upgraded_predecessor_has_every_rule_of_a_new_database(empty_engine):
    upgrade(lay_down(empty_engine))

    with writing(empty_engine) as connection:
        upgraded = written_down(connection)
        METADATA.drop_all(connection)
        METADATA.create_all(connection)

        assert without_casts(written_down(connection)) == without_casts(upgraded)


def test_posts_from_before_are_sorted_by_number(empty_engine):
    lay_down(empty_engine)
    with empty_engine.begin() as connection:
        first = connection.execute(text("SELECT min(id) FROM post")).scalar_one()
        connection.execute(
            text("UPDATE post SET number = '2022-1000' WHERE id = :id"), {"id": first}
        )

    upgrade(empty_engine)

    with reading(empty_engine) as connection:
        rows = connection.execute(text("SELECT number, number_order FROM post")).all()
    assert rows
    assert all(row.number_order == number_order(row.number) for row in rows)


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
from vorlauf.db.engine import make_engine
from vorlauf.db.migrate import upgrade
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


A_MAIL = """
INSERT INTO incoming (id, digest, stored_at, sender, subject, size, content, is_cut,
    kind, tries, result, person) VALUES (1, 'd', '2023-09-18 07:05:00+00:00',
    'ines@smi.example.org', '', 0, '', '0', 'reply', 1, '', 'ines')
"""


def test_a_comment_by_mail_from_before_the_check_is_not_verified(empty_engine):
    lay_down(empty_engine)
    with empty_engine.begin() as connection:
        connection.execute(text(A_MAIL))
        connection.execute(text("UPDATE comment SET incoming_id = 1 WHERE id = 2"))

    upgrade(empty_engine)

    with reading(empty_engine) as connection:
        checks = connection.execute(
            text("SELECT sender_check, gateway FROM comment ORDER BY id")
        )
        assert [tuple(row) for row in checks] == [("", ""), ("unverified", "")]
