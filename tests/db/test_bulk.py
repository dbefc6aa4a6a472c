"""Bulk: a prepared statement writes the rows that the library would write."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import bindparam, insert, select, update

from vorlauf.db.bulk import Bulk
from vorlauf.db.engine import reading, writing
from vorlauf.db.post_snapshots import POST, STEP

NOON = datetime(2023, 9, 18, 12, 0, tzinfo=ZoneInfo("Europe/Berlin"))
OPEN = Bulk(insert(STEP))
CLOSE = Bulk(
    update(STEP)
    .where(STEP.c.id == bindparam("id_"), STEP.c.closed_at.is_(None))
    .values(closed_at=bindparam("at"), outcome="void", escalate_at=None)
)


@pytest.fixture
def a_step(engine, a_post):
    """Return a function that gives the values of a step of a post."""
    a_post()
    with reading(engine) as connection:
        post_id = connection.execute(select(POST.c.id)).scalar_one()

    def values(key, **more):
        step = {"id": key, "post_id": post_id, "version": 1, "kind": "review"}
        asked = {"house": "smi", "asked": "ines", "retrospective": False}
        dates = {"opened_at": NOON, "due_at": NOON, "escalate_at": NOON}
        said = {"escalation": 0, "comment": "ß", "own_account": "", "issued_to": ""}
        recorded = {"way": "", "recorded_by": "", "round": 1}
        return step | asked | dates | said | recorded | more

    return values


def steps_in(engine, *keys):
    with reading(engine) as connection:
        found = connection.execute(select(STEP).where(STEP.c.id.in_(keys)))
        return [{**row._asdict(), "id": 0} for row in found]


def test_rows_are_those_that_the_library_writes(engine, a_step):
    with writing(engine) as connection:
        connection.execute(insert(STEP), [a_step(901), a_step(902, version=2)])
        OPEN.run(connection, [a_step(903), a_step(904, version=2)])

    assert steps_in(engine, 903, 904) == steps_in(engine, 901, 902) != []


def test_an_update_says_how_many_rows_it_has_changed(engine, a_step):
    with writing(engine) as connection:
        OPEN.run(connection, [a_step(901), a_step(902)])
        changed = CLOSE.run(
            connection, [{"id_": key, "at": NOON} for key in (901, 902, 902, 999)]
        )

    assert changed == 2
    assert {
        (step["closed_at"], step["outcome"], step["escalate_at"])
        for step in steps_in(engine, 901, 902)
    } == {(NOON, "void", None)}


def test_rows_of_other_columns_are_written_whole_too(engine, a_step):
    with writing(engine) as connection:
        OPEN.run(connection, [a_step(901)])
        OPEN.run(connection, [a_step(902, short_by=3)])

    assert [step["short_by"] for step in steps_in(engine, 901, 902)] == [0, 3]


def test_an_instant_without_a_zone_is_refused(engine, a_step):
    with (
        writing(engine) as connection,
        pytest.raises(ValueError, match="must have timezone information"),
    ):
        OPEN.run(connection, [a_step(901, due_at=NOON.replace(tzinfo=None))])
