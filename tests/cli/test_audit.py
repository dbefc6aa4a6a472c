import sqlite3
from contextlib import closing

import pytest
from command_line import open_for
from kept_files import kept

from vorlauf.db import audit_log
from vorlauf.db.call import Call
from vorlauf.db.engine import make_engine, writing
from vorlauf.material.deliveries import keep_file


@pytest.fixture
def vorlauf(tmp_path, monkeypatch, capsys, sqlite_template, now):
    return open_for(tmp_path, monkeypatch, capsys, sqlite_template, now)


def forge(vorlauf, statement="UPDATE audit SET actor = 'Nobody'"):
    """Change a row behind the back of the database's triggers."""
    with closing(sqlite3.connect(vorlauf.folder / "var/vorlauf.db")) as database:
        triggers = database.execute(
            "SELECT name FROM sqlite_master WHERE type='trigger'"
        )
        for (name,) in triggers.fetchall():
            database.execute(f"DROP TRIGGER {name}")
        database.execute(statement)
        database.commit()


def test_an_intact_log_is_a_yes_with_its_end(vorlauf):
    vorlauf.plan()

    answer = vorlauf("audit", "verify")

    assert answer.code == 0
    assert "is intact: 1 lines" in answer.out
    assert "Its end is line 1, " in answer.out


def test_a_forged_log_is_exit_code_1_and_names_the_line(vorlauf):
    vorlauf.plan()
    forge(vorlauf)

    answer = vorlauf("audit", "verify")

    assert answer.code == 1
    assert "line 1 was changed after it was written" in answer.out


def test_a_version_that_is_not_what_the_log_says_is_exit_code_1(vorlauf):
    vorlauf.plan()
    forge(vorlauf, "UPDATE version SET content = '{}'")

    answer = vorlauf("audit", "verify")

    assert answer.code == 1
    assert "version 1 of 2023-001 is not what the log says" in answer.out


def test_a_kept_file_whose_bytes_are_gone_is_exit_code_1(vorlauf, directory, now):
    vorlauf.plan()
    engine = make_engine(f"sqlite:///{vorlauf.folder / 'var/vorlauf.db'}")
    with writing(engine) as connection:
        keep_file(Call(connection, directory, now), kept(), "ada")
    engine.dispose()

    answer = vorlauf("audit", "verify", "--json")

    assert answer.code == 1
    assert f"the file {'a' * 64} is gone or was changed" in answer.plain["faults"]


def test_what_was_erased_is_counted_and_named_in_an_intact_log(vorlauf):
    vorlauf.plan()
    engine = make_engine(f"sqlite:///{vorlauf.folder / 'var/vorlauf.db'}")
    with writing(engine) as connection:
        audit_log.erase(connection, 1, ["actor", "actor_key"])
    engine.dispose()

    answer = vorlauf("audit", "verify")

    assert answer.code == 0
    assert "is intact: 1 lines" in answer.out
    assert "Values that were erased, their commitments kept: 2" in answer.out
    assert "  line 1: actor_key" in answer.out


def test_the_verdict_for_programs_has_the_end_of_the_chain(vorlauf):
    vorlauf.plan()

    verdict = vorlauf("audit", "verify", "--json").plain

    assert verdict["ok"] is True
    assert verdict["head"]["last_id"] == 1
