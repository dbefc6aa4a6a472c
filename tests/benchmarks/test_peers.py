"""Peers: the same approval, counted alike, and one that cannot come costs no other."""

import json
import os
import sqlite3
import subprocess
import sys
from contextlib import closing

import pytest

from benchmarks.peers import __main__ as peers
from benchmarks.peers import approvals

TESTS = peers.ROOT / "tests"


def engine(name, script="ours.py", needs=""):
    return peers.Engine(
        name=name, script=script, needs=needs, log="none", reminders="none", locks="one"
    )


def test_commits_are_those_that_sqlite_has_written(tmp_path):
    file = tmp_path / "things.db"
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("CREATE TABLE thing (name TEXT)")

        def twice():
            connection.execute("INSERT INTO thing VALUES ('alone')")
            connection.execute("BEGIN")
            connection.execute("INSERT INTO thing VALUES (?)", ("x" * 50_000,))
            connection.execute("INSERT INTO thing VALUES ('together')")
            connection.execute("COMMIT")

        assert approvals.commits_of(file, twice) == 2


@pytest.mark.program
@pytest.mark.parametrize("safety", peers.SAFETIES)
def test_our_approval_is_three_durable_commits(tmp_path, safety):
    done = subprocess.run(
        [sys.executable, peers.HERE / "ours.py", tmp_path / "a.db", safety, "1"],
        env={**os.environ, "PYTHONPATH": f"{peers.ROOT}{os.pathsep}{TESTS}"},
        capture_output=True,
        text=True,
        check=True,
    )

    told = json.loads(done.stdout)
    assert (told["commits"], told["ms"] > 0) == (3, True)


def test_the_table_says_how_quick_each_is_and_what_it_keeps():
    found = peers.section(
        [peers.Measured(engine=engine("Vorlauf"), ms=[4.301, 5.2], commits=3)],
        ["Other was not measured: no network"],
    )

    assert "| engine | ms, NORMAL | ms, FULL | durable commits |" in found
    assert "| Vorlauf | 4.30 | 5.20 | 3 |" in found
    assert "| Vorlauf | none | none | one |" in found
    assert found.endswith("\n\nOther was not measured: no network")


@pytest.mark.program
def test_an_engine_that_cannot_be_installed_is_a_sentence_and_costs_no_other(
    monkeypatch, capsys, tmp_path
):
    (tmp_path / "none.txt").write_text("./no-such-folder-anywhere\n", encoding="utf-8")
    gone = engine("Gone", needs=str(tmp_path / "none.txt"))
    monkeypatch.setattr(peers, "PLACES", tmp_path / "places")
    monkeypatch.setattr(peers, "ENGINES", (gone, engine("Vorlauf")))

    status = peers.main(["--short"])

    printed = capsys.readouterr().out
    assert status == 1
    assert "Gone was not measured: " in printed
    assert "\n| Vorlauf | none |" in printed


def test_every_engine_that_is_installed_has_its_version_in_the_table():
    named = [one.title.split()[1:] for one in peers.ENGINES if one.needs]

    assert all(version[0].isdigit() for (version,) in named)
    assert len(named) == 3
