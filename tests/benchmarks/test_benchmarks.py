"""Benchmarks: each still measures, and one that breaks says so in a sentence."""

import os
import pkgutil
import subprocess
import sys
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path

import pytest
from measuring import ENVIRONMENT
from sqlalchemy import Column, Integer, MetaData, String, Table, insert, select

import benchmarks
from benchmarks import __main__ as door
from benchmarks import report
from benchmarks.driver import connected, replay
from benchmarks.figures import Figure, directory
from benchmarks.moves import Stage
from benchmarks.rows import copying, write
from reliability import stores
from vorlauf.db.engine import make_engine, reading, writing
from vorlauf.db.tables import METADATA

ROOT = Path(__file__).parents[2]
FIGURE = Figure("one", 2.0, 1.0, "ms")
# What a benchmark needs; one starts the demonstration, with a Prefect of its own.
NEEDS = {"startup": pytest.mark.prefect, "moves-postgresql": pytest.mark.postgres}


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=NEEDS.get(name, ())) for name in door.ALL]
)
def test_every_benchmark_measures(name, request):
    if name == "moves-postgresql":
        request.getfixturevalue("postgres")

    done = subprocess.run(
        [sys.executable, "-m", "benchmarks", name, "--short"],
        cwd=ROOT / "tests",
        env={**os.environ, **ENVIRONMENT},
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    assert "kept" in done.stdout or "NOT kept" in done.stdout


def test_every_module_that_measures_is_a_benchmark():
    names = [module.name for module in pkgutil.iter_modules(benchmarks.__path__)]
    modules = [import_module(f"benchmarks.{name}") for name in names]

    measures = {one.measure for one in modules if hasattr(one, "measure")}

    assert {getattr(one, "func", one) for one in door.ALL.values()} == measures


def everything_in(engine):
    with reading(engine) as connection:
        return {
            table.name: [tuple(r) for r in connection.execute(select(table))]
            for table in METADATA.sorted_tables
        }


@pytest.mark.parametrize(
    "kind", ["SQLite", pytest.param("PostgreSQL", marks=pytest.mark.postgres)]
)
def test_the_driver_does_to_a_copy_what_the_engine_has_done(kind, request):
    if kind == "PostgreSQL":
        request.getfixturevalue("postgres")
    with stores.store(kind) as database, stores.engine_on(database) as engine:
        stage = Stage(kind, database, engine, directory())
        _, numbers = stage.plan(0, 4)
        with stage.copied() as copy, stores.engine_on(copy) as second:
            untouched = everything_in(second)
            sent = stage.record(lambda: stage.give_back(numbers))
            with connected(copy) as driver:
                replay(driver, sent)

            assert untouched != everything_in(engine) == everything_in(second)


def broken(**_):
    raise ValueError("no such\n  column")


@pytest.fixture
def run(monkeypatch, capsys):
    """Return a function that runs these instead, for its status and what it prints."""

    def run(*words, **measures):
        every = {"pages": lambda **_: [FIGURE]} | measures
        monkeypatch.setattr(door, "ALL", every)
        return door.main(list(words)), capsys.readouterr().out

    return run


def test_a_limit_that_is_not_kept_is_printed_and_no_failure(run):
    status, printed = run()

    assert (status, "NOT kept" in printed) == (0, True)


def test_a_benchmark_that_breaks_is_a_sentence_and_costs_no_other(run):
    status, printed = run(bad=broken)

    assert (status, "NOT kept" in printed) == (1, True)
    assert "bad was not measured: ValueError, no such column (tests/" in printed


@pytest.mark.parametrize(
    "figures", [[], [Figure("one", 0, 1, "ms")], [Figure("one", float("nan"), 1, "ms")]]
)
def test_a_benchmark_that_has_measured_nothing_is_a_failure(run, figures):
    status, printed = run("bad", bad=lambda **_: figures)

    assert (status, "bad was not measured: " in printed) == (1, True)


def test_a_name_that_is_none_is_a_sentence(run):
    assert run("nought") == (2, "There is no benchmark 'nought'; there are pages.\n")


@pytest.fixture
def table(tmp_path):
    """A table with a column of which the rows below know nothing."""
    columns = [Column("id", Integer, primary_key=True), Column("name", String)]
    late = [Column("late", Integer, nullable=False), Column("may_be", String)]
    table = Table("thing", MetaData(), *columns, *late)
    engine = make_engine(f"sqlite:///{tmp_path / 'things.db'}")
    table.metadata.create_all(engine)
    yield engine, table
    engine.dispose()


def rows_of(engine, table):
    with reading(engine) as connection:
        return [tuple(row) for row in connection.execute(select(table))]


def test_a_row_is_written_whole_whatever_columns_were_added(table):
    engine, things = table

    write(engine, things, [{"id": 1, "name": "a"}])

    assert rows_of(engine, things) == [(1, "a", 0, None)]


def test_the_first_row_is_copied_whatever_columns_were_added(table):
    engine, things = table
    with writing(engine) as connection:
        values = {"id": 3, "name": "a", "late": 7, "may_be": "b"}
        connection.execute(insert(things), values)
        connection.exec_driver_sql(copying(things, id="?"), (9,))

    assert rows_of(engine, things) == [(3, "a", 7, "b"), (9, "a", 7, "b")]


def test_a_column_that_is_gone_is_named(table):
    with pytest.raises(AssertionError, match="thing has no columns gone"):
        copying(table[1], gone="1")


A_RUN = report.Run(
    at=datetime(2023, 11, 21, 10, tzinfo=UTC), commit="abc1234", machine="2 cores"
)
TWO = [
    Figure("a move", 1.5, 3, "x", "3 ms beside 2 ms", "Both in turns."),
    Figure("a page", 20.25, 15, "ms", "4 | 5 SELECTs", "Forty times."),
]


def test_the_page_says_of_every_figure_whether_it_is_kept_and_how_it_was_measured():
    page = report.with_section("", report.OURS, report.ours(A_RUN, TWO))

    assert "## What is promised\n\n2023-11-21, commit abc1234, on 2 cores.\n" in page
    assert "\n1 of 2 figures are kept.\n" in page
    assert "\nBoth in turns.\n\n| figure | measured | limit |" in page
    assert "\n| a move | 1.5 x | 3 x | kept | 3 ms beside 2 ms |\n" in page
    assert "\n| a page | 20.2 ms | 15 ms | NOT kept | 4 / 5 SELECTs |\n" in page


def test_the_page_names_what_could_not_be_measured():
    section = report.ours(A_RUN, TWO, ["sweep was not measured: it broke"])

    assert section.endswith("\n\nsweep was not measured: it broke")


def test_each_section_of_the_page_is_written_without_the_other(tmp_path):
    page = tmp_path / "benchmarks.md"
    report.write(page, report.PEERS, "Others.")
    report.write(page, report.OURS, "Old.")
    report.write(page, report.OURS, "New.")

    _, ours, peers = page.read_text("utf-8").split("\n## ")

    assert (ours, peers) == (
        "What is promised\n\nNew.\n",
        "Beside other engines\n\nOthers.\n",
    )


def test_a_whole_run_writes_the_page_and_a_limit_not_kept_is_no_failure(run, tmp_path):
    page = tmp_path / "benchmarks.md"

    status, _ = run("--write", str(page))

    assert (status, "| one | 2 ms | 1 ms | NOT kept |" in page.read_text("utf-8")) == (
        0,
        True,
    )


@pytest.mark.parametrize("words", [["pages"], ["--short"], ["--posts", "9"]])
def test_a_part_of_a_run_writes_no_page(run, tmp_path, words):
    page = tmp_path / "benchmarks.md"

    status, printed = run(*words, "--write", str(page))

    assert (status, page.exists()) == (2, False)
    assert printed.startswith("Only a whole run is written")
