"""A damaged database is noticed: by SQLite's own look, and row by row."""

import random
import sqlite3

import pytest
from sqlalchemy import create_engine, select, text

from vorlauf.db import integrity
from vorlauf.db.engine import make_engine, reading
from vorlauf.db.post_snapshots import POST
from vorlauf.db.tables import METADATA
from vorlauf.errors import StoreError
from vorlauf.material import attestations

AUDIT = METADATA.tables["audit"]
PAGE = 4096


@pytest.fixture
def file(campaign, tmp_path):
    """A copy of the sample campaign's database after weeks of life."""
    copy = tmp_path / "vorlauf.db"
    with sqlite3.connect(campaign.folder / "vorlauf.db") as connection:
        connection.execute("VACUUM INTO ?", (str(copy),))
    return copy


def faults(file):
    """Return all that is found wrong in a file, as `audit verify` says it."""
    engine = make_engine(f"sqlite:///{file}")
    try:
        with reading(engine) as connection:
            return attestations.verify(connection).faults
    except StoreError as error:
        return (str(error),)
    finally:
        engine.dispose()


def test_a_whole_database_has_no_faults(file):
    assert faults(file) == ()


def test_no_page_is_lost_unnoticed(file, tmp_path):
    """Every page but those of free space and of columns that nobody vouches for."""
    chance, bytes_ = random.Random(226), file.read_bytes()  # noqa: S311, damage
    damaged, unnoticed = tmp_path / "damaged.db", []
    pages = chance.sample(range(1, len(bytes_) // PAGE), 40)

    for page in pages:
        noise = chance.randbytes(PAGE)
        damaged.write_bytes(bytes_[: page * PAGE] + noise + bytes_[(page + 1) * PAGE :])
        if not faults(damaged):
            unnoticed.append(page)

    assert unnoticed == []


@pytest.mark.parametrize(
    "wrong",
    [
        "UPDATE audit SET at = 'gestern' WHERE id = 3",
        "UPDATE audit SET actor = CAST(X'C3' AS TEXT) WHERE id = 3",
        "UPDATE audit SET details = '{' WHERE id = 3",
    ],
)
def test_a_line_that_cannot_be_read_is_named_and_the_others_are_checked(file, wrong):
    engine = create_engine(f"sqlite:///{file}")
    with engine.begin() as connection:
        for (name,) in connection.execute(
            text("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        ).all():
            connection.execute(text(f"DROP TRIGGER {name}"))
        connection.execute(text(wrong))
    engine.dispose()

    found = faults(file)

    assert any(fault.startswith("line 3 ") for fault in found)
    assert not any(fault.startswith("line 5 ") for fault in found)


@pytest.mark.parametrize(
    "wrong",
    [
        "UPDATE version SET content = 'x' WHERE rowid = 5",
        "UPDATE version SET content = '[1]' WHERE rowid = 5",
    ],
)
def test_a_version_that_is_no_content_any_more_is_named(file, wrong):
    with sqlite3.connect(file) as connection:
        for (name,) in connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        ).fetchall():
            connection.execute(f"DROP TRIGGER {name}")
        connection.execute(wrong)

    assert [one for one in faults(file) if one.endswith("is not what the log says")]


def test_a_row_that_belongs_to_nothing_is_named(file):
    with sqlite3.connect(file) as connection:
        connection.execute("UPDATE step SET post_id = 4711 WHERE id = 3")

    assert "row 3 of step belongs to no post" in faults(file)


def test_rows_come_in_order_whatever_is_wrong_between_them(file):
    with sqlite3.connect(file) as connection:
        connection.execute("UPDATE post SET slot_at = 'bald' WHERE id IN (1, 4)")
    engine = make_engine(f"sqlite:///{file}")

    with reading(engine) as connection:
        rows = list(integrity.rows_of(connection, select(POST), POST.c.id))
    engine.dispose()

    assert [key for key, row in rows if row is None] == [1, 4]
    assert [key for key, _ in rows] == sorted(key for key, _ in rows)
