import json
from hashlib import sha256
from zoneinfo import ZoneInfo

import pytest
from log_of_people import AT, entry, forge, verdict_on, without_guards, write
from sqlalchemy import select, text

from vorlauf.db import audit_log
from vorlauf.db.audit_log import GENESIS, ChainHead
from vorlauf.db.engine import reading, writing
from vorlauf.db.tables import METADATA
from vorlauf.errors import StoreError

LOG = METADATA.tables["audit"]
LINES = 5


@pytest.fixture
def engine(engine_of_its_own):
    return engine_of_its_own


@pytest.fixture
def log(engine):
    """An engine on a log of five lines, with its guards put aside."""
    write(engine, *(entry(n) for n in range(1, LINES + 1)))
    return without_guards(engine)


def test_an_empty_log_is_sound(engine):
    verdict = verdict_on(engine)

    assert (verdict.ok, verdict.lines, verdict.head) == (
        True,
        0,
        ChainHead(0, "0" * 64),
    )


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
OTHER_VALUES["format"] = "4"


def test_a_change_in_any_column_is_found(log):
    for column in sorted(set(LOG.c.keys()) - {"id", "post_id"}):
        value = OTHER_VALUES.get(column, "'x'")
        with reading(log) as connection, connection.begin_nested() as forgery:
            connection.execute(text(f"UPDATE audit SET {column} = {value} WHERE id=3"))
            verdict = audit_log.verify(connection)
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


def changed(log, name, change):
    """Change one of the JSON columns of line 3 behind the back of everybody."""
    with writing(log) as connection:
        kept = connection.execute(select(LOG.c[name]).where(LOG.c.id == 3)).scalar_one()
        values = {name: change(json.loads(kept))}
        connection.execute(LOG.update().where(LOG.c.id == 3).values(**values))


def spelt(plain):
    return json.dumps(plain, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


QUIET_CHANGES = {
    "two salts swapped": (
        "salts",
        lambda s: spelt(s | {"actor": s["comment"], "comment": s["actor"]}),
    ),
    "a salt gone, its name still there": (
        "salts",
        lambda s: spelt({k: v for k, v in s.items() if k != "actor"}),
    ),
    "a salt cut short": ("salts", lambda s: spelt(s | {"actor": s["actor"][:-2]})),
    "a salt for no value": ("salts", lambda s: spelt(s | {"house": "00" * 16})),
    "a promise changed": ("commitments", lambda c: spelt(c | {"actor": "0" * 64})),
    "two promises swapped": (
        "commitments",
        lambda c: spelt(c | {"actor": c["comment"], "comment": c["actor"]}),
    ),
    "a promise gone": (
        "commitments",
        lambda c: spelt({k: v for k, v in c.items() if k != "actor"}),
    ),
    "a name in the details": ("details", lambda d: spelt(d | {"to": "ivo"})),
    "a number in the details": ("details", lambda d: spelt(d | {"n": 7})),
    "more in the details": ("details", lambda d: spelt(d | {"door": "api"})),
    "a name that is none any more": ("details", lambda d: spelt(d | {"to": None})),
    "the same spelt otherwise": ("details", lambda d: json.dumps(d, indent=1)),
    "a name twice": ("details", lambda _: '{"n":3,"to":"ivo","to":"ines"}'),
    "no JSON at all": ("details", lambda _: "{"),
    "salts that are no object": ("salts", lambda _: "[]"),
    "promises that are none": ("commitments", lambda _: "7"),
}


@pytest.mark.parametrize("change", QUIET_CHANGES)
def test_what_is_changed_of_values_salts_and_promises_is_found(log, change):
    changed(log, *QUIET_CHANGES[change])

    assert verdict_on(log).faults == ("line 3 was changed after it was written",)


def test_a_value_emptied_with_its_salt_left_is_no_erasure(log):
    forge(log, "UPDATE audit SET comment = '[…]' WHERE id = 3")

    assert not verdict_on(log).ok


def test_whoever_only_pretends_to_erase_is_named_with_the_place(log):
    changed(log, "salts", lambda s: spelt({k: v for k, v in s.items() if k != "actor"}))
    forge(log, "UPDATE audit SET actor = '[…]' WHERE id = 3")

    assert (verdict_on(log).ok, verdict_on(log).erased) == (True, ("line 3: actor",))


def test_a_line_of_another_format_is_no_line_that_can_be_checked(log):
    forge(log, "UPDATE audit SET format = 4 WHERE id = 3")

    assert verdict_on(log).faults == (
        "line 3 has format 4, which this version cannot check",
    )


def test_no_hash_tells_a_name_to_whoever_guesses(engine):
    """Whoever has all but the salts, and tries names out, cannot tell which it was."""
    write(engine, entry(1), entry(2, actor="Ben Krause", actor_key="ben"))
    with reading(engine) as connection:
        rows = connection.execute(select(LOG)).all()

    for row in rows:
        covered = row._asdict() | {"salts": "", "actor": "", "actor_key": ""}
        assert "Ada" not in str(covered)
        assert "Ben" not in str(covered)
    assert rows[0].commitments != rows[1].commitments


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


def test_a_line_of_an_older_format_stays_what_it_was(engine):
    old = audit_log.chained(
        vars(entry()), ChainHead(0, GENESIS), form=audit_log.IN_ONE_HASH
    )
    head = ChainHead(1, str(old["hash"]))
    with writing(engine) as connection:
        connection.execute(LOG.insert().values(**old))
        connection.execute(
            text(f"UPDATE audit_head SET last_id=1, last_hash='{head.last_hash}'")
        )

    write(engine, entry(2))

    assert verdict_on(engine).ok
    assert old["content_hash"] == ""


def test_lines_chain_by_the_hashes_of_their_content_alone(log):
    """So an excerpt may hold the lines of other posts without telling them."""
    previous = GENESIS
    with reading(log) as connection:
        for row in connection.execute(select(LOG).order_by(LOG.c.id)):
            link = json.dumps(
                [row.id, previous, row.content_hash], separators=(",", ":")
            )
            told = b"vorlauf-audit-line-3\n" + link.encode()
            previous = sha256(told).hexdigest()
            assert row.hash == previous
