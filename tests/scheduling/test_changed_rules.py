"""Changed rules: a house is planned again slice by slice, whatever happens between."""

import json
from dataclasses import replace

import pytest
from desk import BARE

from vorlauf.db.engine import reading, writing
from vorlauf.db.tables import Audit, table_of
from vorlauf.jobs import timed_moves
from vorlauf.scheduling.changed_rules import apply_rules, is_replanning

AUDIT = table_of(Audit)


@pytest.fixture
def engine(sqlite_engine):
    return sqlite_engine


@pytest.fixture
def numbers(desk, a_post):
    """Three posts that smi reviews, planned under the rules as they are."""
    apply(desk)
    found = [a_post("smi", **BARE) for _ in range(3)]
    for number in found:
        desk.do(number, "submit")
    return found


def apply(desk, most=10):
    with writing(desk.engine) as connection:
        return apply_rules(desk.call(connection), most)


def is_unfinished(desk):
    with reading(desk.engine) as connection:
        return is_replanning(desk.call(connection))


def longer(desk, approval):
    times = desk.directory.houses["smi"].lead_times
    desk.amend("houses", "smi", lead_times=replace(times, approval=approval))


def dues(desk, numbers):
    return [desk.post(number).steps[0].due_at for number in numbers]


def test_a_slice_leaves_the_rest_to_the_next(desk, numbers):
    before = dues(desk, numbers)
    longer(desk, 9)

    assert apply(desk, 1) == ("smi",)
    first, *rest = dues(desk, numbers)
    assert (first < before[0], rest, is_unfinished(desk)) == (True, before[1:], True)

    assert apply(desk, 1) == ()
    assert apply(desk, 2) == ()
    assert dues(desk, numbers) == [first] * 3
    assert not is_unfinished(desk)


def test_each_entry_names_what_has_changed_since_the_last_plan(desk, numbers):
    longer(desk, 9)
    apply(desk, 1)
    longer(desk, 12)
    while is_unfinished(desk):
        apply(desk, 1)
    apply(desk)

    found = {}
    for line in desk.rows(AUDIT, event="replan"):
        (reason,) = json.loads(line.details)["because"]
        found[line.number] = (reason["before"], reason["after"])
    assert set(found.values()) == {("3", "12")}
    assert len(found) == len(numbers)
    assert len(set(dues(desk, numbers))) == 1


def test_one_run_of_the_timetable_does_all_slices(desk, numbers, monkeypatch):
    monkeypatch.setattr(timed_moves, "BREATH", 0)
    longer(desk, 9)
    apply(desk, 1)

    desk.advance(desk.now)

    assert len(set(dues(desk, numbers))) == 1
    assert not is_unfinished(desk)


@pytest.mark.usefixtures("numbers")
def test_a_house_that_leaves_and_comes_back_is_compared_with_what_it_was(desk):
    house = desk.directory.houses["smi"]
    desk.amend("houses", "smi")
    apply(desk)
    desk.directory = replace(
        desk.directory, houses={**desk.directory.houses, "smi": house}
    )
    longer(desk, 9)

    assert apply(desk) == ("smi",)

    (reason,) = json.loads(desk.rows(AUDIT, event="replan")[0].details)["because"]
    assert (reason["rule"], reason["before"], reason["after"]) == ("approval", "3", "9")


def test_rules_that_move_no_date_leave_it(desk, numbers):
    before = dues(desk, numbers)
    desk.amend("houses", "smi", reminders=(0,), contact="ivo", deputies=())

    assert apply(desk) == ("smi",)

    assert dues(desk, numbers) == before
