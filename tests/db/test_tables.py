from datetime import UTC, datetime

import pytest
from sqlalchemy import insert, select, text, update
from sqlalchemy.exc import DBAPIError, IntegrityError, StatementError

from states.post import PostState, StepKind
from states.purpose import MailKind
from vorlauf.db.engine import reading
from vorlauf.db.tables import METADATA, Medium, NoticeState, Outcome

AT = datetime(2023, 11, 21, 9, 0, tzinfo=UTC)

ROWS = {
    "post": {
        "id": 1,
        "number": "2023-001",
        "title": "Ein Tag bei der Feuerwehr",
        "author": "ada",
        "state": "draft",
        "slot_at": AT,
        "first_slot_at": AT,
        "wants_assets": True,
        "wants_graphics": True,
        "version": 1,
        "fingerprint": "f" * 64,
        "row_version": 1,
        "overridden": False,
        "created_at": AT,
    },
    "version": {
        "post_id": 1,
        "number": 1,
        "fingerprint": "f" * 64,
        "content": {},
        "author": "ada",
        "saved_at": AT,
    },
    "step": {
        "id": 1,
        "post_id": 1,
        "version": 1,
        "kind": "review",
        "house": "smi",
        "asked": "ines",
        "retrospective": False,
        "opened_at": AT,
        "due_at": AT,
        "escalation": 0,
        "comment": "",
    },
    "notice": {
        "id": 1,
        "step_id": 1,
        "post_id": 1,
        "version": 1,
        "purpose": "reminder",
        "medium": "mail",
        "recipient": "ines",
        "house": "smi",
        "n": 0,
        "planned_at": AT,
        "due_at": AT,
        "state": "queued",
        "claims": 0,
        "attempts": 0,
        "doubts": 0,
    },
    "audit": {
        "id": 1,
        "post_id": 1,
        "number": "2023-001",
        "row_version": 1,
        "at": AT,
        "event": "add",
        "source": "",
        "dest": "draft",
        "actor": "Ada Lorenz",
        "actor_key": "ada",
        "capacity": "coordinator",
        "on_behalf_of": "",
        "house": "agentur",
        "fingerprint": "",
        "comment": "",
        "details": "{}",
        "format": 1,
        "commitments": "{}",
        "salts": "{}",
        "previous": "0" * 64,
        "hash": "a" * 64,
    },
}


@pytest.fixture
def engine(engine_of_its_own):
    return engine_of_its_own


@pytest.fixture
def filled(engine):
    """One row in each table that hangs on a post."""
    with engine.begin() as connection:
        for table, row in ROWS.items():
            connection.execute(insert(METADATA.tables[table]).values(row))
    return engine


def store(engine, table, **values):
    with engine.begin() as connection:
        connection.execute(update(METADATA.tables[table]).values(values))


def add(engine, table, **values):
    with engine.begin() as connection:
        row = {**ROWS[table], **values}
        connection.execute(insert(METADATA.tables[table]).values(row))


NO_POST = {"step_id": None, "post_id": None}
ABOUT = dict.fromkeys(
    (MailKind.OVERVIEW, MailKind.AUDIT_HEAD, MailKind.HOLD_REPORT), NO_POST
)
CLOSED_SETS = {
    ("post", "state"): PostState,
    ("step", "kind"): StepKind,
    ("notice", "state"): NoticeState,
    ("notice", "medium"): Medium,
    ("notice", "purpose"): MailKind,
}


def test_every_word_that_exists_can_be_stored(filled):
    for (table, column), words in CLOSED_SETS.items():
        # The row stays as the last word has left it: about a step until the end.
        for word in sorted(words, key=lambda one: one in ABOUT):
            store(filled, table, **{**ABOUT.get(word, {}), column: word.value})


def test_only_an_overview_is_about_no_post(filled):
    store(filled, "notice", purpose="overview", **ABOUT[MailKind.OVERVIEW])
    for wrong in ({"purpose": "overview"}, ABOUT[MailKind.OVERVIEW]):
        with pytest.raises(IntegrityError):
            store(
                filled, "notice", **{"purpose": "reminder", **ROWS["notice"], **wrong}
            )


@pytest.mark.parametrize(("table", "column"), CLOSED_SETS)
def test_a_word_that_does_not_exist_cannot_be_stored(filled, table, column):
    for word in (
        "",
        "nonsense",
        f"{ROWS[table][column]} ",
        ROWS[table][column].upper(),
    ):
        with pytest.raises(IntegrityError):
            store(filled, table, **{column: word})


def test_a_step_is_closed_exactly_when_it_has_an_outcome(filled):
    for outcome in Outcome:
        store(filled, "step", closed_at=None, outcome=None)
        with pytest.raises(IntegrityError):
            store(filled, "step", outcome=outcome.value)
        with pytest.raises(IntegrityError):
            store(filled, "step", closed_at=AT)

        store(filled, "step", closed_at=AT, outcome=outcome.value)


def test_a_step_ends_in_no_way_that_does_not_exist(filled):
    with pytest.raises(IntegrityError):
        store(filled, "step", closed_at=AT, outcome="perhaps")


def test_the_counters_of_a_post_begin_at_one(filled):
    for counter in ("version", "row_version"):
        with pytest.raises(IntegrityError):
            store(filled, "post", **{counter: 0})


TWICE = {
    "a number of a post": ("post", {"id": 2}),
    "a version": ("version", {}),
    "a notice": ("notice", {"id": 2}),
    "a move": ("audit", {"id": 2, "hash": "b" * 64}),
    "a hash": ("audit", {"id": 2, "row_version": 2}),
}


def test_nothing_is_there_twice(filled):
    for table, other in TWICE.values():
        with pytest.raises(IntegrityError):
            add(filled, table, **other)


def test_nothing_hangs_on_a_post_that_does_not_exist(filled):
    keys = {"step": {"id": 2}, "notice": {"id": 2, "n": 1}, "version": {}}
    for table, key in keys.items():
        with pytest.raises(IntegrityError):
            add(filled, table, post_id=99, **key)


def test_the_chain_has_one_head(engine):
    with pytest.raises(IntegrityError):
        execute(engine, "INSERT INTO audit_head VALUES (2, 0, '')")


def test_a_time_without_a_zone_cannot_be_stored(filled):
    with pytest.raises((StatementError, ValueError)):
        store(filled, "post", slot_at=AT.replace(tzinfo=None))


def test_a_time_is_read_as_it_was_written_in_utc(filled):
    with reading(filled) as connection:
        slot_at = connection.execute(
            select(METADATA.tables["post"].c.slot_at)
        ).scalar_one()

    assert (slot_at, slot_at.tzinfo) == (AT, UTC)


KEPT = {
    "UPDATE audit SET comment = 'anders'": "append-only",
    "DELETE FROM audit": "append-only",
    "UPDATE version SET fingerprint = 'anders'": "never changed",
    "UPDATE version SET author = 'ben', number = 9": "never changed",
    "DELETE FROM version": "never changed",
    "DELETE FROM post": "never deleted",
}


def execute(engine, statement):
    with engine.begin() as connection:
        connection.execute(text(statement))


def test_what_is_in_the_file_stays(filled):
    for statement, words in KEPT.items():
        with pytest.raises(DBAPIError, match=words):
            execute(filled, statement)


def test_the_file_cannot_be_emptied(filled):
    is_sqlite = filled.dialect.name == "sqlite"
    for table in ("audit", "version", "post"):
        replaced = f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}"
        emptied = f"TRUNCATE {table} CASCADE"

        with pytest.raises(DBAPIError, match=r"append-only|never"):
            execute(filled, replaced if is_sqlite else emptied)
