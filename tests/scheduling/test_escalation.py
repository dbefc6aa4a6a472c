"""Escalation: when somebody is silent too long, deputy and coordinator hear of it."""

from datetime import timedelta

import pytest
from desk import BARE

from vorlauf.db.engine import writing
from vorlauf.db.post_snapshots import NOTICE, STEP
from vorlauf.scheduling.escalation import escalate


@pytest.fixture
def engine(sqlite_engine):
    return sqlite_engine


@pytest.fixture
def silent(desk, a_post):
    """The open review of a house, long overdue by the time of the desk."""
    number = a_post("smi", **BARE)
    desk.do(number, "submit")
    (step,) = desk.post(number).steps
    desk.now = step.escalate_at
    return step


def escalated(desk, step):
    with writing(desk.engine) as connection:
        return escalate(desk.call(connection), step.post_id, step.id)


def test_first_the_deputy_and_later_the_coordinator_is_told(desk, silent):
    first = escalated(desk, silent)
    (again,) = desk.rows(STEP, id=silent.id)
    desk.now = again.escalate_at
    second = escalated(desk, silent)
    desk.now += timedelta(days=30)

    assert (first.to, second.to) == ("Ivo Jahn", "Ada Lorenz")
    assert again.escalate_at - silent.escalate_at >= timedelta(days=2)
    assert escalated(desk, silent) is None
    told = desk.rows(NOTICE, purpose="escalation")
    assert [(row.recipient, row.house) for row in told] == [
        ("ivo", "smi"),
        ("ada", "agentur"),
    ]


def test_the_file_says_to_whom(desk, silent):
    escalated(desk, silent)

    *_, line = desk.file("2023-001")
    assert (line.event, line.source, line.dest, line.house) == (
        "escalate",
        "ministry_review",
        "ministry_review",
        "smi",
    )
    assert '"to":"Ivo Jahn"' in line.details


def test_before_its_time_nothing_escalates(desk, silent):
    desk.now -= timedelta(minutes=1)

    assert escalated(desk, silent) is None
    assert desk.rows(NOTICE, purpose="escalation") == []


def test_without_a_deputy_the_coordinator_is_told_at_once(desk, silent):
    desk.amend("people", "ines", deputy=None)

    assert escalated(desk, silent).to == "Ada Lorenz"


def test_what_was_answered_meanwhile_is_left_alone(desk, silent):
    desk.do("2023-001", "endorse", "ines")

    assert escalated(desk, silent) is None


@pytest.mark.parametrize(("kind", "key"), [("people", "ines"), ("houses", "smi")])
def test_what_has_left_the_file_is_the_coordinators_business(desk, silent, kind, key):
    desk.amend(kind, key)

    assert escalated(desk, silent).to == "Ada Lorenz"


def test_nobody_is_told_of_their_own_silence(desk, a_post):
    number = a_post("smi", texts={})
    desk.amend("people", "ada", deputy=None)
    (step,) = desk.post(number).steps
    desk.now = step.escalate_at

    assert escalated(desk, step) is None
    (row,) = desk.rows(STEP)
    assert (row.escalation, row.escalate_at) == (2, None)


def test_a_house_with_a_chat_hears_of_it_there_too(desk, silent):
    desk.amend("houses", "smi", notify=("json://127.0.0.1:9",))

    escalated(desk, silent)

    told = desk.rows(NOTICE, purpose="escalation")
    assert {(row.medium, row.recipient) for row in told} == {
        ("mail", "ivo"),
        ("chat", "smi"),
    }
