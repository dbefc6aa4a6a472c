"""The audit log vouches for every covered row: whatever is done beside it shows."""

import json
from contextlib import suppress

import pytest
from sqlalchemy import insert, text, update

from vorlauf.db import audit_log, changed_rows, triggers
from vorlauf.db.coverage import (
    COLUMNS_LEFT_OUT,
    TABLES_LEFT_OUT,
    covered_columns,
    covered_tables,
)
from vorlauf.db.engine import reading, writing
from vorlauf.db.post_snapshots import HOUSE, POST, PROOF, STEP
from vorlauf.db.tables import METADATA
from vorlauf.errors import StoreError
from vorlauf.material import attestations

LOG = METADATA.tables["audit"]
NEVER_LEFT_OUT = {"version", "post", "step", "picture", "proof", "post_house"}


@pytest.fixture
def desk(desk, asked):
    """A desk with two posts, of which the first one's house has endorsed it."""
    number, _ = asked("smi", "smf")
    desk.do(number, "endorse", "ines")
    return desk


@pytest.fixture
def faults_after(desk):
    """Return a function that names what is found after statements beside the log."""

    def after(*statements):
        with reading(desk.engine) as connection, connection.begin_nested() as forgery:
            for one in statements:
                connection.execute(text(one))
            faults = attestations.verify(connection).faults
            forgery.rollback()
        return faults

    return after


def test_nothing_is_found_where_nothing_was_done(faults_after):
    assert faults_after() == ()


def test_a_decision_is_found_that_nobody_has_made(faults_after):
    wish = "UPDATE step SET outcome = 'approved' WHERE id = 1"

    assert faults_after(wish) == (
        "row 1 of step, of 2023-001, is not what the log says",
    )


def test_a_post_is_found_in_a_state_that_it_was_not_led_to(faults_after):
    assert faults_after("UPDATE post SET state = 'published' WHERE id = 2") == (
        "row 2 of post is not what the log says",
    )


def test_rows_that_were_added_copied_or_removed_are_named(faults_after):
    more = "INSERT INTO post_house (post_id, house) VALUES (1, 'smf')"
    less = "DELETE FROM post_house WHERE post_id = 2"
    both = faults_after(more, less)

    assert both == (
        "row 1,smf of post_house, of 2023-001, is none that the log knows",
        "row 2,smf of post_house is gone",
    )


def test_rows_that_changed_places_are_both_named(faults_after):
    assert faults_after(
        "UPDATE step SET house = CASE house WHEN 'smi' THEN 'smf' ELSE 'smi' END"
    )


def test_a_row_as_it_was_before_is_not_as_it_is_now(desk, faults_after):
    (endorsed,) = desk.rows(STEP, outcome="endorsed")

    faults = faults_after(
        "UPDATE step SET closed_at = NULL, outcome = NULL, decided_by = NULL, "
        f"on_behalf_of = NULL WHERE id = {endorsed.id}"
    )

    name = f"row {endorsed.id} of step, of 2023-001, is not what the log says"
    assert faults == (name,)


def test_who_was_asked_by_which_notice_is_covered(faults_after):
    assert faults_after("UPDATE notice SET recipient = 'olga' WHERE id = 1")
    assert not faults_after("UPDATE notice SET claims = 9, error = 'x'")


def test_where_much_differs_the_first_are_named_and_the_rest_counted(faults_after):
    with_many = [
        f"INSERT INTO post_house (post_id, house) VALUES (1, 'h{n}')" for n in range(30)
    ]

    faults = faults_after(*with_many)

    assert len(faults) == 21
    assert faults[-1] == "10 more rows of post_house are not what the log says"


def test_the_digests_of_a_line_cannot_be_changed(desk, faults_after):
    off = "DROP TRIGGER audit_no_update"
    if desk.engine.dialect.name == "postgresql":
        off = "ALTER TABLE audit DISABLE TRIGGER USER"
    last = desk.rows(LOG)[-1]

    faults = faults_after(
        off, f"UPDATE audit SET row_digests = '{{}}' WHERE id = {last.id}"
    )

    assert f"line {last.id} was changed after it was written" in faults
    assert "row 1 of post is not what the log says" in faults


def test_the_last_line_cannot_go_with_its_head(desk, faults_after):
    off = "DROP TRIGGER audit_no_delete"
    if desk.engine.dialect.name == "postgresql":
        off = "ALTER TABLE audit DISABLE TRIGGER USER"
    last = desk.rows(LOG)[-1]

    faults = faults_after(
        off,
        f"DELETE FROM audit WHERE id = {last.id}",
        f"UPDATE audit_head SET last_id = {last.id - 1}, last_hash = '{last.previous}'",
    )

    assert "row 1 of post is not what the log says" in faults


def test_a_digest_says_nothing_without_its_salt_and_then_shows_no_fault(desk):
    last = desk.rows(LOG)[-1]
    with writing(desk.engine) as connection:
        audit_log.erase(connection, last.id, ["row_digests"])

    told = desk.rows(LOG)[-1]
    assert "row_digests" not in json.loads(desk.rows(LOG, id=last.id)[0].salts)
    assert json.loads(told.row_digests).keys() == json.loads(last.row_digests).keys()
    with reading(desk.engine) as connection:
        assert attestations.verify(connection).faults == ()


def test_what_is_written_without_a_line_gets_one(desk):
    with writing(desk.engine) as connection:
        connection.execute(update(POST).where(POST.c.id == 1).values(title="Anders"))
        connection.execute(insert(HOUSE).values(post_id=1, house="smf"))

    line = desk.rows(LOG)[-1]
    assert (line.event, line.post_id) == (audit_log.ROWS_WRITTEN, None)
    assert json.loads(line.row_digests).keys() == {"post:1", "post_house:1,smf"}
    with reading(desk.engine) as connection:
        assert attestations.verify(connection).faults == ()


def test_what_was_not_kept_is_told_of_by_nobody(desk):
    before = desk.rows(LOG)
    with suppress(StoreError), writing(desk.engine) as connection:
        connection.execute(update(POST).values(title="Anders"))
        raise StoreError("no")

    with writing(desk.engine) as connection:
        assert not changed_rows.are_any(connection)
    assert desk.rows(LOG) == before


def test_a_row_is_known_however_a_statement_finds_it(desk):
    proof = {"permalink": "https://example.org/1", "recorded_by": "ada"}
    proof["recorded_at"] = desk.now
    rows = [{"post_id": 1, "channel": one, **proof} for one in ("web", "xing")]
    with writing(desk.engine) as connection:
        connection.execute(insert(PROOF), rows)
        connection.execute(PROOF.delete().where(PROOF.c.channel.startswith("w")))
        found = changed_rows.take(connection)
        assert list(found[PROOF]) == [(1, "web"), (1, "xing")]
        connection.execute(PROOF.delete())


def test_only_what_has_a_reason_is_left_out():
    everything = METADATA.tables
    columns = {f"{t.name}.{c.name}" for t in everything.values() for c in t.columns}

    assert TABLES_LEFT_OUT.keys() <= everything.keys()
    assert COLUMNS_LEFT_OUT.keys() <= columns
    assert not TABLES_LEFT_OUT.keys() & NEVER_LEFT_OUT
    for table in covered_tables():
        if table.name in NEVER_LEFT_OUT:
            assert covered_columns(table) == tuple(table.columns)


ALTERED = {
    "sqlite": (
        "DROP TRIGGER version_no_update",
        "CREATE TRIGGER version_no_update BEFORE UPDATE ON version BEGIN SELECT 1; END",
        "DROP TRIGGER post_no_delete",
        "CREATE TRIGGER mine AFTER UPDATE ON step BEGIN SELECT 1; END",
    ),
    "postgresql": (
        """CREATE OR REPLACE FUNCTION version_is_kept() RETURNS trigger
        LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$""",
        "DROP TRIGGER post_rows ON post",
        """CREATE TRIGGER mine BEFORE UPDATE ON step FOR EACH ROW
        EXECUTE FUNCTION version_is_kept()""",
    ),
}
FOUND = {
    "sqlite": (
        "the trigger mine is none of ours",
        "the trigger post_no_delete is gone",
        "the trigger version_no_update is not as it was made",
    ),
    "postgresql": (
        "the trigger mine is none of ours",
        "the trigger post_rows is gone",
        "the trigger version_rows is not as it was made",
        "the trigger version_whole is not as it was made",
    ),
}


def test_triggers_that_are_gone_or_altered_are_named(engine_of_its_own):
    name = engine_of_its_own.dialect.name
    with reading(engine_of_its_own) as connection, connection.begin_nested() as forgery:
        assert triggers.faults(connection) == ()
        for statement in ALTERED[name]:
            connection.execute(text(statement))
        faults = triggers.faults(connection)
        forgery.rollback()

    assert faults == FOUND[name]


@pytest.mark.parametrize("kind_of_database", ["postgresql"], indirect=True)
def test_a_trigger_that_is_switched_off_is_named(engine_of_its_own):
    with reading(engine_of_its_own) as connection:
        connection.execute(text("ALTER TABLE post DISABLE TRIGGER post_rows"))

        assert triggers.faults(connection) == (
            "the trigger post_rows is not as it was made",
        )
