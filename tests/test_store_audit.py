from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select, text

from vorlauf.errors import StoreError
from vorlauf.store import audit
from vorlauf.store.audit import Entry, Head
from vorlauf.store.database import reading, writing
from vorlauf.store.tables import METADATA

AT = datetime(2023, 11, 21, 9, 0, 0, 123456, tzinfo=UTC)
LOG = METADATA.tables["audit"]
LINES = 5


@pytest.fixture
def engine(engine_of_its_own):
    return engine_of_its_own


def entry(n=1, **wishes):
    facts = {
        "at": AT + timedelta(minutes=n),
        "event": "remind",
        "actor": "Ada Lörenz",
        "actor_key": "ada",
        "capacity": "coordinator",
        "comment": f"Zeile {n}",
        "details": {"to": "ines", "n": n},
    }
    return Entry(**facts | wishes)


def write(engine, *entries):
    with writing(engine) as connection:
        return audit.append(connection, audit.lock(connection), entries)


def verdict_on(engine):
    with reading(engine) as connection:
        return audit.verify(connection)


@pytest.fixture
def log(engine):
    """An engine on a log of five lines, with its guards put aside."""
    write(engine, *(entry(n) for n in range(1, LINES + 1)))
    with writing(engine) as connection:
        if engine.dialect.name == "sqlite":
            connection.execute(text("DROP TRIGGER audit_no_update"))
            connection.execute(text("DROP TRIGGER audit_no_delete"))
        else:
            connection.execute(text("ALTER TABLE audit DISABLE TRIGGER USER"))
    return engine


def forge(engine, *statements):
    with writing(engine) as connection:
        for statement in statements:
            connection.execute(text(statement))


def test_an_empty_log_is_sound(engine):
    verdict = verdict_on(engine)

    assert (verdict.ok, verdict.lines, verdict.head) == (True, 0, Head(0, "0" * 64))


def test_a_log_that_was_only_written_is_sound(engine):
    write(engine, entry(1), entry(2))
    head = write(engine, entry(3))

    verdict = verdict_on(engine)

    assert (verdict.ok, verdict.lines, verdict.head) == (True, 3, head)


def test_writing_nothing_leaves_the_head(engine):
    head = write(engine, entry())

    assert write(engine) == head


def test_a_time_is_the_same_in_every_zone(engine):
    head = write(engine, entry(at=AT.astimezone(ZoneInfo("Europe/Berlin"))))

    assert verdict_on(engine).ok
    assert verdict_on(engine).head == head


@pytest.mark.postgres
@pytest.mark.parametrize("kind_of_database", ["postgresql"], indirect=True)
def test_a_server_in_another_zone_changes_no_hash(engine):
    write(engine, entry())
    with writing(engine) as connection:
        name = connection.engine.url.database
        connection.execute(text(f"ALTER DATABASE {name} SET timezone = 'Asia/Tokyo'"))
    engine.dispose()

    assert verdict_on(engine).ok


OTHER_VALUES = {"at": "'2023-11-21 08:00:00'", "row_version": "7", "version": "7"}


def test_a_change_in_any_column_is_found(log):
    for column in sorted(set(LOG.c.keys()) - {"id", "post_id"}):
        value = OTHER_VALUES.get(column, "'x'")
        with reading(log) as connection, connection.begin_nested() as forgery:
            connection.execute(text(f"UPDATE audit SET {column} = {value} WHERE id=3"))
            verdict = audit.verify(connection)
            forgery.rollback()

        assert not verdict.ok, column
    assert verdict_on(log).ok


_SWAP = [
    f"UPDATE audit SET id = {new} WHERE id = {old}"
    for old, new in ((2, 99), (3, 2), (99, 3))
]
_COLUMNS = ", ".join(key for key in sorted(LOG.c.keys()) if key not in {"id", "hash"})
_ADD = (
    f"INSERT INTO audit (id, hash, {_COLUMNS}) "
    f"SELECT {LINES + 1}, 'x', {_COLUMNS} FROM audit WHERE id = {LINES}"
)
FORGERIES = {
    **{f"line {n} removed": [f"DELETE FROM audit WHERE id={n}"] for n in range(1, 6)},
    "first lines removed": ["DELETE FROM audit WHERE id < 3"],
    "all lines removed": ["DELETE FROM audit"],
    "lines swapped": _SWAP,
    "a line moved to the end": ["UPDATE audit SET id = 6 WHERE id = 2"],
    "a line added": [_ADD],
    "a line added and the head moved": [
        _ADD,
        f"UPDATE audit_head SET last_id = {LINES + 1}, last_hash = 'x'",
    ],
    "the head moved": ["UPDATE audit_head SET last_id = 4"],
    "the head removed": ["DELETE FROM audit_head"],
}


@pytest.mark.parametrize("forgery", FORGERIES)
def test_every_forgery_is_found(log, forgery):
    forge(log, *FORGERIES[forgery])

    verdict = verdict_on(log)

    assert not verdict.ok
    assert all("line" in fault for fault in verdict.faults)


def test_the_lines_that_do_not_fit_are_named(log):
    forge(log, "UPDATE audit SET comment = 'anders' WHERE id = 2")
    forge(log, "DELETE FROM audit WHERE id = 4")

    assert verdict_on(log).faults == (
        "line 2 was changed after it was written",
        "line 5 follows line 3: lines are missing",
        "line 5 is not chained to the line before it",
    )


def test_cutting_off_the_end_and_moving_the_head_shows_only_outside(log):
    anchored = verdict_on(log).head
    with writing(log) as connection:
        kept = connection.execute(select(LOG.c.hash).where(LOG.c.id == 4)).scalar_one()
    forge(
        log,
        "DELETE FROM audit WHERE id = 5",
        f"UPDATE audit_head SET last_id = 4, last_hash = '{kept}'",
    )

    verdict = verdict_on(log)

    assert verdict.ok
    assert verdict.head != anchored


def test_a_log_without_its_head_takes_no_more_lines(log):
    forge(log, "DELETE FROM audit_head")

    with pytest.raises(StoreError, match="lost its head; restore a backup"):
        write(log, entry())
