"""Databases from before the first release are upgraded, and their log is rewritten."""

import json
from datetime import UTC, datetime

import pytest
from desk import Desk
from predecessors import LAST_HASH, damage, lay_down
from sqlalchemy import inspect, select, text

from states.post import PostState
from vorlauf.db import audit_log
from vorlauf.db.audit_rewrite import REWRITTEN
from vorlauf.db.engine import reading, writing
from vorlauf.db.migrate import HEAD, require_current, upgrade
from vorlauf.db.row_upgrade import FOUND
from vorlauf.db.tables import METADATA
from vorlauf.errors import StoreError
from vorlauf.material import attestations

SCHEMAS = ("0004", "0005", "0006")
LATER = datetime(2024, 1, 8, 8, 0, tzinfo=UTC)
LOG = METADATA.tables["audit"]
STILL = "id, post_id, row_version, event, actor, actor_key, on_behalf_of, comment"
STILL += ", details, version, fingerprint, house, capacity, source, dest"


@pytest.fixture
def old(empty_engine):
    return lay_down(empty_engine)


def all_of(engine, table, columns="*"):
    with reading(engine) as connection:
        statement = f"SELECT {columns} FROM {table} ORDER BY 1"
        return [tuple(row) for row in connection.execute(text(statement))]


def line_of(engine, event):
    with reading(engine) as connection:
        return connection.execute(select(LOG).where(LOG.c.event == event)).one()


@pytest.mark.parametrize("schema", SCHEMAS)
def test_a_database_from_before_the_release_is_upgraded(empty_engine, schema):
    old = lay_down(empty_engine, schema)

    assert upgrade(old) == schema

    require_current(old)
    with reading(old) as connection:
        verdict = attestations.verify(connection)
    assert (verdict.faults, verdict.erased, verdict.lines) == ((), (), 19)


def test_every_line_says_what_it_said(old):
    before = all_of(old, "audit", STILL)

    upgrade(old)

    assert all_of(old, "audit", STILL)[:-2] == before


ROWS = {"post": 2, "version": 4, "step": 5, "notice": 25, "step_link": 1}
ROWS |= {"picture": 1, "stored_file": 1, "consent": 1, "comment": 2, "account": 1}


def test_everything_else_stays_as_it_was(old):
    columns = {
        table: ", ".join(one["name"] for one in inspect(old).get_columns(table))
        for table in ROWS
    }
    before = {table: all_of(old, table, columns[table]) for table in ROWS}

    upgrade(old)

    after = {table: all_of(old, table, columns[table]) for table in ROWS}
    assert after == before
    assert {table: len(rows) for table, rows in before.items()} == ROWS


def test_a_message_keeps_its_bytes(old):
    columns = "message_id, recipient, subject, content"
    before = all_of(old, "message", columns)

    upgrade(old)

    assert all_of(old, "message", columns) == before
    assert all_of(old, "message", "places IS NULL") == [(True,)]


def test_a_line_tells_of_it_with_the_head_that_was(old):
    upgrade(old, LATER)

    line = line_of(old, REWRITTEN)
    told = json.loads(line.details)
    assert (line.event, line.at, line.post_id) == (REWRITTEN, LATER, None)
    assert (told["schema_before"], told["line_before"]) == ("0004", 17)
    assert told["hash_before"] == LAST_HASH
    assert told["files"] == [
        {"sha256": "a" * 64, "original": "f" * 64, "variants": {"preview": "e" * 64}}
    ]


def test_no_name_is_left_in_what_the_hashes_cover(old):
    upgrade(old)

    with reading(old) as connection:
        rows = connection.execute(select(LOG)).all()
    promised = [name for row in rows for name in json.loads(row.commitments)]
    assert promised.count("actor") == 17
    assert "on_behalf_of[0]" in promised
    assert "details.os_user" in promised
    assert "details.sha256" in promised


def test_work_goes_on_after_an_upgrade(old, directory, now):
    upgrade(old)
    desk = Desk(old, directory, now)

    desk.do("2023-001", "withdraw", comment="Es kommt anders.")

    assert desk.post("2023-001").state is PostState.WITHDRAWN
    with reading(old) as connection:
        assert audit_log.verify(connection).ok


def test_the_last_line_tells_of_every_row_as_it_was_found(old):
    upgrade(old, LATER)

    line = line_of(old, FOUND)
    told = json.loads(line.row_digests)
    assert (line.id, line.at, line.actor_key) == (19, LATER, "(upgrade)")
    assert json.loads(line.details) == {"schema_before": "0004"}
    assert {"post:1", "version:1,1", "picture:1", "consent:1"} <= told.keys()
    assert not any(place.startswith(("audit", "message")) for place in told)


def test_a_log_without_a_line_is_not_rewritten(old):
    damage(old, "DELETE FROM audit")
    with writing(old) as connection:
        zero = f"UPDATE audit_head SET last_id = 0, last_hash = '{audit_log.GENESIS}'"
        connection.execute(text(zero))

    upgrade(old)

    assert all_of(old, "audit", "event") == [(FOUND,)]


FORGERIES = {
    "a name": "UPDATE audit SET actor = 'Niemand' WHERE id = 3",
    "a line": "DELETE FROM audit WHERE id = 9",
    "the end": "DELETE FROM audit WHERE id = 17",
    "the head": "DELETE FROM audit_head",
}


@pytest.mark.parametrize("forgery", FORGERIES)
def test_a_log_that_was_forged_is_not_rewritten(old, forgery):
    damage(old, FORGERIES[forgery])
    before = all_of(old, "audit")

    with pytest.raises(StoreError, match=r"not upgraded.*audit log.*restore a backup"):
        upgrade(old)

    assert all_of(old, "audit") == before
    assert all_of(old, "alembic_version") == [("0004",)]


@pytest.mark.parametrize("action", [upgrade, require_current])
def test_what_is_older_still_is_refused(old, action):
    with writing(old) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0003'"))

    with pytest.raises(StoreError, match=r"before the first release \(schema 0003\)"):
        action(old)


def test_a_predecessor_has_to_be_upgraded_first(old):
    with pytest.raises(StoreError, match="run `vorlauf db upgrade`"):
        require_current(old)


def test_a_second_upgrade_finds_nothing_to_do(old):
    upgrade(old)
    before = all_of(old, "audit")

    assert upgrade(old) == HEAD
    assert all_of(old, "audit") == before
